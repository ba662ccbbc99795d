import type { Command } from "commander";
import type { Load } from "../../lib/landing/load.ts";
import { loadsToRetract, NothingLanded, retract } from "../../lib/landing/retraction.ts";
import { retractedDays } from "../../lib/pipeline/retracted-days.ts";
import { openPublishedOf, outputOf, streamNamed, targetOf, withTarget } from "../options.ts";
import { retractedLine } from "../outcomes.ts";
import { WrongUsage } from "../wrong-usage.ts";

interface RetractOptions {
  readonly load?: string;
  readonly dryRun: boolean;
}

export function addRetract(program: Command): void {
  withTarget(program.command("retract"))
    .description("retract loads: the next run ignores them; their records stay in raw")
    .argument("<source[.stream]>", "the source or stream, such as crm or crm.accounts")
    .option("--load <id>", "only this load (default: all of them)")
    .option("--dry-run", "list the loads without retracting them", false)
    .action(async (name: string, { load: loadId, dryRun }: RetractOptions, command: Command) => {
      const output = outputOf(command);
      using opened = await openPublishedOf(command);
      const { services } = opened;
      const request = { ...streamNamed(name), loadId };
      const { loads, before } = await asUsage(() =>
        dryRun ? loadsToRetract(services.store, request) : retract(services, request),
      );
      const days = (await retractedDays(services.store)) ?? null;
      if (output.isJson) return output.json({ isDryRun: dryRun, loads, before, days });
      for (const load of loads.filter(({ files }) => files.length > 0))
        output.line(`${lineOf(load)}${dryRun ? "" : ": retracted"}`);
      if (before.length > 0) output.line(`${before.length} loads were already retracted.`);
      if (loads.length === 0 && before.length === 0) output.line("There are no loads to retract.");
      if (days !== null) output.line(retractedLine(days, targetOf(command).target));
      if (!dryRun && loads.length > 0)
        output.line(`Unchanged files are not landed again. To land them all: ${againCommand(name)}`);
    });
}

const againCommand = (name: string): string => `bellwether land --again ${name}`;

const lineOf = ({ source, stream, load_id, landed_on, landed, files }: Load): string => {
  const [first, ...others] = files.map(({ key }) => key);
  const more = others.length === 0 ? "" : ` and ${others.length} more files`;
  return `${source}.${stream}: load ${load_id} of ${landed_on}, ${landed} records of ${first}${more}`;
};

async function asUsage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NothingLanded) throw new WrongUsage(error.message);
    throw error;
  }
}
