import type { Source } from "../lib/config/schema.ts";
import type { LandAgainOutcome } from "../lib/landing/land-again.ts";
import type { Load } from "../lib/landing/load.ts";
import { type QuarantinedRow, quarantineSample } from "../lib/landing/quarantine-sample.ts";
import type { CopiedFile } from "../lib/landing/redelivery.ts";
import { isWhole } from "../lib/pipeline/batches.ts";
import { plural } from "../lib/plural.ts";
import type { ObjectStore } from "../lib/storage/object-store.ts";

/** Loads of a stream that landed one after the other, told together; or one other outcome. */
type Together = readonly [LandAgainOutcome, ...LandAgainOutcome[]];

/** A history of files that are dated lands as a load each, which would be a line each. */
export function byStream(outcomes: readonly LandAgainOutcome[]): readonly Together[] {
  const told: Together[] = [];
  for (const outcome of outcomes) {
    const last = told.at(-1);
    if (last !== undefined && isTold(last[0], outcome)) told[told.length - 1] = [...last, outcome];
    else told.push([outcome]);
  }
  return told;
}

const isTold = (a: LandAgainOutcome, b: LandAgainOutcome): boolean =>
  isPlain(a) && isPlain(b) && a.source === b.source && a.stream === b.stream;

/** Landed, with nothing to say of its own about missing records. */
const isPlain = (outcome: LandAgainOutcome): boolean =>
  outcome.status === "landed" && (outcome.load.mode !== "full" || outcome.load.quarantined === 0);

export function outcomesLine(outcomes: Together, sources: readonly Source[]): string {
  const [first] = outcomes;
  if (outcomes.length === 1) return describe(first, maxLossOf(first, sources));
  const loads = outcomes.flatMap(landedBy);
  const total = (count: (load: Load) => number) => loads.reduce((sum, load) => sum + count(load), 0);
  const records = plural(
    total(({ landed }) => landed),
    "record",
  );
  const files = plural(
    total(({ files: of }) => of.length),
    "file",
  );
  const dates = loads.flatMap(({ batches }) => batches.map(({ landed_on }) => landed_on)).toSorted();
  const span = dates.length === 0 ? "" : `, for ${dates[0]} to ${dates.at(-1)}`;
  const set = inQuarantine(total(({ quarantined }) => quarantined));
  const empty = loads.filter((load) => load.files.length > 0 && load.read === 0).length;
  const none =
    empty === 0 ? "" : `; warning: ${plural(empty, "load has", "loads have")} no row, at most a header`;
  return `${first.source}.${first.stream}: ${records} from ${files} landed${span}${set}${none}`;
}

const inQuarantine = (rows: number): string =>
  rows === 0 ? "" : `; ${plural(rows, "unreadable row is", "unreadable rows are")} in quarantine/`;

/** The loads that an outcome has written. */
export function landedBy(outcome: LandAgainOutcome): readonly Load[] {
  if (outcome.status === "landed") return [outcome.load];
  return outcome.status === "read again" ? outcome.loads : [];
}

/** Unreadable rows that are shown of a stream. */
const examples = 3;
const longestExample = 120;

/** The first unreadable rows of these loads. */
export async function unreadableRows(
  store: ObjectStore,
  outcomes: Together,
): Promise<readonly QuarantinedRow[]> {
  const rows: QuarantinedRow[] = [];
  for (const load of outcomes.flatMap(landedBy))
    if (rows.length < examples) rows.push(...(await quarantineSample(store, load, examples)));
  return rows.slice(0, examples);
}

export function rowLine({ file, line, reason, raw }: QuarantinedRow): string {
  const text = raw.length <= longestExample ? raw : `${raw.slice(0, longestExample)}…`;
  return `  ${file}, line ${line}: ${reason}: ${text}`;
}

/** The first of these files, each with the one whose content it has. */
function copiesText(copies: readonly CopiedFile[]): string {
  const shown = copies
    .slice(0, examples)
    .map(({ file, of }) => `${file}, which has the same content as ${of}`);
  const further = copies.length - shown.length;
  return [...shown, ...(further > 0 ? [`${plural(further, "more file")} like these`] : [])].join("; ");
}

const maxLossOf = ({ source, stream }: LandAgainOutcome, sources: readonly Source[]): number =>
  sources.find(({ name }) => name === source)?.streams[stream]?.max_loss ?? 0;

/** Missing records of a full export may be among its unreadable rows, and then do not count as deleted. */
function absentLine({ mode, landed, quarantined }: Load, maxLoss: number): string {
  if (mode !== "full" || quarantined === 0) return "";
  const share = `${Math.round(1000 * maxLoss) / 10} % (max_loss)`;
  return isWhole({ records: landed, unreadable: quarantined }, maxLoss)
    ? `, at most ${share}: records missing from this export count as deleted`
    : `, more than ${share}: records missing from this export are kept`;
}

const emptyWords = (files: number): string =>
  `; warning: ${files === 1 ? "the file has no" : "none of them has a"} row, at most a header. Check the export`;

function describe(outcome: LandAgainOutcome, maxLoss: number): string {
  const name = `${outcome.source}.${outcome.stream}`;
  switch (outcome.status) {
    case "landed": {
      const { landed, quarantined, files, batches } = outcome.load;
      const dates = batches.length > 1 ? ` on ${plural(batches.length, "date")}` : "";
      const set = `${inQuarantine(quarantined)}${absentLine(outcome.load, maxLoss)}`;
      const empty = landed + quarantined === 0 ? emptyWords(files.length) : "";
      return `${name}: ${plural(landed, "record")} from ${plural(files.length, "file")} landed${dates}${set}${empty}`;
    }
    case "read again": {
      const landed = outcome.loads.reduce((sum, load) => sum + load.landed, 0);
      const what = outcome.from === "raw" ? "from raw, because its files are gone" : "from its files";
      return `${name}: the load of ${outcome.load.landed_on} was read again ${what}: ${plural(landed, "record")}`;
    }
    case "dropped":
      return `${name}: the load of ${outcome.load.landed_on} no longer counts: none of its files belongs to the stream, or they are duplicates`;
    case "kept":
      return (
        `${name}: the load of ${outcome.load.landed_on} is unchanged, because ${outcome.gone.join(", ")} is missing or has ` +
        `changed: restore the file and repeat this command, or retract the load: ` +
        `bellwether retract ${name} --load ${outcome.load.load_id}`
      );
    case "unchanged":
      return outcome.retracted.length === 0
        ? `${name}: nothing new`
        : `${name}: nothing new; ${outcome.retracted.join(", ")} was retracted and is not landed again ` +
            `unchanged. To land it anyway: bellwether land --again ${name}`;
    case "same content":
      return `${name}: nothing new in ${copiesText(outcome.copies)}`;
    case "missing":
      return `${name}: no file matches ${outcome.path}`;
    case "early":
      return `${name}: ${outcome.files.join(", ")}: dated in the future, and not landed until then`;
    case "failed":
      return `${name}: ${outcome.error.message}`;
  }
}
