import { resolve } from "node:path";
import type { Command } from "commander";
import type { Source } from "../../lib/config/schema.ts";
import { dateOf } from "../../lib/dates.ts";
import { type LandingServices, landProject, loadsOf } from "../../lib/landing/land.ts";
import { isLanding, type LandAgainOutcome, landAgain } from "../../lib/landing/land-again.ts";
import { type MissingFiles, missingFiles, newGaps } from "../../lib/landing/missing-files.ts";
import { nearFilesLine, pathsOf } from "../../lib/landing/near-files.ts";
import { changedReadings } from "../../lib/landing/reading.ts";
import type { LocalProject } from "../../lib/local/open-project.ts";
import { headOf, readChain } from "../../lib/pipeline/chain.ts";
import { type RetractedDays, retractedDays } from "../../lib/pipeline/retracted-days.ts";
import { stagedLoads } from "../../lib/pipeline/staged-loads.ts";
import { type Preview, previewProject } from "../../lib/preview/preview.ts";
import { nameMatchLines, problemLines } from "../../lib/preview/preview-words.ts";
import { missingLine } from "../../lib/reports/missing-words.ts";
import { byStream, landedBy, outcomesLine, rowLine, unreadableRows } from "../landing-lines.ts";
import { namedSource } from "../named-source.ts";
import { commandAfterLanding } from "../next-step.ts";
import { openProjectOf, outputOf } from "../open.ts";
import { projectDirectoryOf, streamNamed, targetOf } from "../options.ts";
import { readingLines, retractedLine } from "../outcomes.ts";
import type { Progress } from "../progress.ts";
import { FailureShown } from "../report-error.ts";
import { landOnStage } from "../stage-land.ts";
import type { LandOptions } from "../usage/landing.ts";

export async function land(options: LandOptions, command: Command): Promise<void> {
  const { source: only, again, date, inbox } = options;
  if (targetOf(command).target === "aws") return landOnStage(options, command);
  using output = outputOf(command);
  using opened = await openProjectOf(command, { inbox });
  const { project, services, inbox: files } = opened;
  const { sources } = project.config;
  const landing = { ...services, inbox: files, reporter: bytesOn(output.progress) };
  const landedOn = date === undefined ? {} : { landedOn: date };
  const outcomes =
    again === undefined
      ? await landProject(
          only === undefined ? sources : [namedSource({ source: only }, sources)],
          landing,
          landedOn,
        )
      : await againOf(again, sources, landing, landedOn);
  const readings = await changedReadings(services.store, sources, await stagedLoads(services.store));
  const gaps = gapsOpened(await missingFiles(services.store, sources), outcomes);
  const days = again === undefined ? undefined : await retractedDays(services.store);
  const previewed = async (): Promise<Preview | undefined> => {
    const preview = await previewOfFirst(opened, { outcomes, options, command, progress: output.progress });
    output.progress.done();
    return preview;
  };
  output.progress.done();
  if (output.isJson) {
    const preview = await previewed();
    output.json([
      ...outcomes.map(asDocument),
      ...readings.map((reading) => ({ ...reading, status: "read otherwise" })),
      ...gaps.map((gap) => ({ ...gap, status: "missing dates" })),
      ...(days === undefined ? [] : [{ ...days, status: "days to build anew" }]),
      ...(preview === undefined ? [] : [{ ...preview, status: "preview" }]),
    ]);
    if (outcomes.some(({ status }) => status === "failed")) throw new FailureShown();
    return;
  }
  for (const together of byStream(outcomes)) {
    output.say(outcomesLine(together, sources));
    for (const row of await unreadableRows(services.store, together)) output.line(rowLine(row));
    const [first] = together;
    const near =
      first.status === "missing" ? await nearFilesLine(files, first.path, pathsOf(sources)) : undefined;
    if (near !== undefined) output.line(`  ${near}`);
  }
  for (const gap of gaps) output.say(missingLine(gap));
  for (const line of readingLines(readings)) output.say(line);
  if (days !== undefined) output.say(retractedLine(days));
  const earlier = again === undefined ? undefined : earlierLine(outcomes, days);
  if (earlier !== undefined) output.say(earlier);
  // What has landed is said even if the preview fails.
  const preview = await previewed();
  if (preview !== undefined) for (const line of firstReadingLines(preview)) output.say(line);
  loadsOf(outcomes.filter(isLanding));
  const head = headOf(await readChain(services.store))?.as_of_date;
  const today = date ?? dateOf(services.clock());
  const first = preview?.buildableFrom ?? undefined;
  output.say(`Next: ${commandAfterLanding({ first, dates: datesOf(outcomes), landedOn: today, head })}`);
}

/** Gaps in the dates of files are said when the file after them lands, and by `status`. */
const gapsOpened = (
  all: readonly MissingFiles[],
  outcomes: readonly LandAgainOutcome[],
): readonly MissingFiles[] =>
  all.flatMap((gaps) => {
    const landed = outcomes.filter(({ source, stream }) => source === gaps.source && stream === gaps.stream);
    const dates = new Set(datesOf(landed));
    return newGaps(gaps, (date) => dates.has(date)) ?? [];
  });

async function againOf(
  name: string,
  sources: readonly Source[],
  landing: LandingServices,
  { landedOn }: { readonly landedOn?: string },
): Promise<readonly LandAgainOutcome[]> {
  const named = streamNamed(name);
  const { stream } = named;
  return landAgain(namedSource(named, sources), landing, {
    stream,
    landedOn,
    stagedAs: await stagedLoads(landing.store),
  });
}

/** Records dated before the first day to rebuild appear on earlier days only after a backfill. */
function earlierLine(
  outcomes: readonly LandAgainOutcome[],
  days: RetractedDays | undefined,
): string | undefined {
  const [first] = datesOf(outcomes.filter(({ status }) => status === "read again")).toSorted();
  if (days === undefined || first === undefined || first >= days.from) return undefined;
  return (
    `There are now records from ${first} on. To include them in days before ${days.from} as well: ` +
    `bellwether backfill --from ${first} --to ${days.to}`
  );
}

function bytesOn(progress: Progress): {
  bytes(source: string, stream: string, read: number, total: number): void;
} {
  const shown = new Map<string, number>();
  return {
    bytes: (source, stream, read, total) => {
      const name = `${source}.${stream}`;
      // Some bytes of a Parquet file are read twice.
      const percent = total === 0 ? 100 : Math.min(100, Math.floor((100 * read) / total));
      const step = percent - (percent % 10);
      if (shown.get(name) === step) return;
      shown.set(name, step);
      progress.share(`landing ${name}`, step);
    },
  };
}

/** Before the first run nothing else says how landed records will be read. */
async function previewOfFirst(
  { services }: LocalProject,
  {
    outcomes,
    options: { inbox, date },
    command,
    progress,
  }: {
    readonly outcomes: readonly LandAgainOutcome[];
    readonly options: LandOptions;
    readonly command: Command;
    readonly progress: Progress;
  },
): Promise<Preview | undefined> {
  const isFirst = headOf(await readChain(services.store)) === undefined;
  if (!isFirst || outcomes.every((outcome) => landedBy(outcome).length === 0)) return undefined;
  return previewProject({
    ...{ directory: projectDirectoryOf(command), asOfDate: date, observer: progress, isShown: () => true },
    ...(inbox === undefined ? {} : { inboxDirectory: resolve(inbox) }),
  });
}

function firstReadingLines(preview: Preview): readonly string[] {
  const lines = problemLines(preview);
  const names = nameMatchLines(preview);
  if (lines.length === 0)
    return ["As they are mapped now, nothing is wrong with the records that were sampled.", ...names];
  return [
    "",
    "As they are mapped now:",
    ...lines,
    ...names,
    "Correct the mapping before the first run; bellwether preview shows more.",
  ];
}

/** The dates of the records that landed. */
const datesOf = (outcomes: readonly LandAgainOutcome[]): readonly string[] =>
  outcomes.flatMap(landedBy).flatMap(({ batches }) => batches.map(({ landed_on }) => landed_on));

const asDocument = (outcome: LandAgainOutcome): object =>
  outcome.status === "failed" ? { ...outcome, error: outcome.error.message } : outcome;
