import type { Command } from "commander";
import type { Landing } from "../lib/aws/land-sources.ts";
import { dateOf } from "../lib/dates.ts";
import { retractedDays } from "../lib/pipeline/retracted-days.ts";
import { plural } from "../lib/plural.ts";
import { openStageOf, outputOf } from "./open.ts";
import { streamNamed, targetFlags } from "./options.ts";
import { retractedLine } from "./outcomes.ts";
import { FailureShown } from "./report-error.ts";
import { WrongUsage } from "./wrong-usage.ts";

interface LandOnStage {
  readonly source?: string | undefined;
  readonly again?: string | undefined;
  readonly date?: string | undefined;
  readonly inbox?: string | undefined;
}

/** Lands the sources of a stage one after the other, by the deployed config. */
export async function landOnStage(options: LandOnStage, command: Command): Promise<void> {
  const { source, again, date, inbox } = options;
  if (inbox !== undefined) throw new WrongUsage("--inbox requires a project on this machine.");
  const named = again === undefined ? undefined : streamNamed(again);
  const { deployment, clients, services } = await openStageOf(command);
  const [{ functionsOf }, { landByHand }] = await Promise.all([
    import("../lib/aws/functions.ts"),
    import("../lib/aws/land-by-hand.ts"),
  ]);
  const only = named?.source ?? source;
  const sources = Object.keys(deployment.landFunctions).filter((each) => only === undefined || each === only);
  if (sources.length === 0)
    throw new WrongUsage(
      `The stage ${deployment.name} has no source "${only}". Its sources are: ${Object.keys(deployment.landFunctions).join(", ")}.`,
    );
  using output = outputOf(command);
  const landing = { store: services.store, functions: functionsOf(clients.lambda, deployment) };
  const landedOn = date ?? dateOf(new Date());
  const landed: Landing[] = [];
  for (const each of sources) {
    output.progress.show(`landing ${each}`);
    const asked = named === undefined ? undefined : { stream: named.stream };
    landed.push(await landByHand(landing, { source: each, landedOn, again: asked }));
  }
  const days = (await retractedDays(services.store)) ?? null;
  output.progress.done();
  const failed = landed.filter(
    ({ problem, streams }) => problem !== null || streams.some(({ status }) => status === "failed"),
  );
  if (output.isJson) {
    output.json({ landed, days });
    if (failed.length > 0) throw new FailureShown();
    return;
  }
  for (const each of landed) for (const line of linesOf(each)) output.line(line);
  if (days !== null) output.say(retractedLine(days, targetFlags(command)));
  if (failed.length > 0)
    throw new Error(`these sources did not land completely: ${failed.map((each) => each.source).join(", ")}`);
  output.say(`Next: bellwether run${targetFlags(command)}`);
}

function linesOf({ source, streams, problem }: Landing): readonly string[] {
  const ofStreams = streams.map(({ stream, status, records, problem: ofStream }) => {
    const because = ofStream === null ? "" : `; ${ofStream}`;
    return `${source}.${stream}: ${status}, ${plural(records, "record")}${because}`;
  });
  return problem === null ? ofStreams : [...ofStreams, `${source}: ${problem}`];
}
