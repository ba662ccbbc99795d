import type { Command } from "commander";
import type { Load } from "../../lib/landing/load.ts";
import { loadsToRetract, NothingLanded, retract } from "../../lib/landing/retraction.ts";
import { retractedDays } from "../../lib/pipeline/retracted-days.ts";
import { plural } from "../../lib/plural.ts";
import { openPublishedOf, outputOf } from "../open.ts";
import { streamNamed, targetFlags } from "../options.ts";
import { retractedLine } from "../outcomes.ts";
import type { RetractOptions } from "../usage/landing.ts";
import { WrongUsage } from "../wrong-usage.ts";

export async function retractLoads(
  name: string,
  { load: loadId, all, dryRun }: RetractOptions,
  command: Command,
): Promise<void> {
  using output = outputOf(command);
  using opened = await openPublishedOf(command);
  const { services } = opened;
  const request = { ...streamNamed(name), loadId };
  const { loads, before } = await asUsage(async () => {
    const meant = await loadsToRetract(services.store, request);
    if (dryRun) return meant;
    if (loadId === undefined && !all && meant.loads.length > 1) throw new SeveralLoads(name, meant.loads);
    return retract(services, request);
  });
  const days = (await retractedDays(services.store)) ?? null;
  if (output.isJson) return output.json({ isDryRun: dryRun, loads, before, days });
  for (const load of loads.filter(({ files }) => files.length > 0))
    output.line(`${lineOf(load)}${dryRun ? "" : ": retracted"}`);
  if (before.length > 0) output.line(`${plural(before.length, "load was", "loads were")} already retracted.`);
  if (loads.length === 0 && before.length === 0) output.line("There are no loads to retract.");
  if (days !== null) output.say(retractedLine(days, targetFlags(command)));
  if (!dryRun && loads.length > 0)
    output.say(
      `Unchanged files are not landed again. To land them all: bellwether land --again ${name}${targetFlags(command)}`,
    );
}

/** Who names no load may mean one; taking back all of them empties the stream. */
class SeveralLoads extends WrongUsage {
  constructor(name: string, loads: readonly Load[]) {
    super(
      [
        `${name} has ${loads.length} loads, and none was retracted:`,
        ...loads.map((load) => `  ${lineOf(load)}`),
        `To retract one of them: bellwether retract ${name} --load <id>. To retract all: bellwether retract ${name} --all`,
      ].join("\n"),
    );
  }
}

const lineOf = ({ source, stream, load_id, landed_on, landed, files }: Load): string => {
  const [first, ...others] = files.map(({ key }) => key);
  const more = others.length === 0 ? "" : ` and ${plural(others.length, "more file")}`;
  return `${source}.${stream}: load ${load_id} of ${landed_on}, ${plural(landed, "record")} of ${first}${more}`;
};

async function asUsage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NothingLanded) throw new WrongUsage(error.message);
    throw error;
  }
}
