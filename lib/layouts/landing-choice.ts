import { dateReader } from "../config/date-format.ts";
import type { FieldMapping, Stream } from "../config/schema.ts";
import { addDays } from "../dates.ts";
import { entities } from "../entities.ts";
import { fileMatcher } from "../landing/find-files.ts";
import { plural } from "../plural.ts";
import { pathsOfMapping } from "../preview/mapped-paths.ts";
import { type Cells, type Columns, rowsOf } from "./columns.ts";
import { guessDates } from "./date-guess.ts";
import type { Candidate, Dated, DraftSetting } from "./draft-types.ts";
import { type MixedDates, mixedDates } from "./mixed-dates.ts";
import type { SampledFile } from "./sample.ts";

/** How a stream's files land: on which date, and what a later file means for the records of an earlier one. */
export interface LandingChoice {
  readonly path: string;
  readonly mode: DraftSetting;
  readonly backdate?: DraftSetting;
}

/** @param begin where a record has the date on which it begins, if anywhere */
export function landingChoice(
  candidate: Candidate,
  key: string | undefined,
  begin: Dated | undefined,
): LandingChoice {
  const { sample, settings, entity } = candidate;
  const { glob, dates, files } = sample.group;
  const isEvents = entities[entity].kind === "events";
  if (glob.includes("{date}") && !(isEvents && isMostlyLate(candidate, begin))) {
    const mode = isEvents
      ? { value: "append", evidence: "events, which never change" }
      : modeOf(candidate, key);
    return { path: glob, mode };
  }
  const path = glob.replaceAll("{date}", "*");
  if (begin === undefined) {
    const mode: Stream["mode"] = isEvents ? "append" : "full";
    const asked =
      "The files have no date, and neither have their records: nothing is known before the day on which they land. Is there a column with a date?";
    return { path, mode: { value: mode, questions: [asked] } };
  }
  const count =
    dates.length > 0
      ? `${plural(files.length, "file")}, whose records are older than the files`
      : plural(files.length, "file");
  return {
    path,
    mode: isEvents
      ? { value: "append", evidence: "events, which never change" }
      : {
          value: settings.mode === "full" ? "upsert" : (settings.mode ?? "upsert"),
          evidence: "new and changed records",
        },
    backdate: {
      value: begin,
      evidence: `${count} without a date of their own: each record lands on this date`,
    },
  };
}

/** Whether each file still has (nearly) all records of the one before it. */
function modeOf({ sample, settings, entity }: Candidate, key: string | undefined): DraftSetting {
  const stated = typeof settings.mode === "string" ? settings.mode : undefined;
  const kept = key === undefined ? undefined : keptIn(sample.files, key);
  const asked = "Does each file hold all records (full), or only new and changed ones (upsert)?";
  if (kept === undefined) {
    const isAsked = stated === undefined || (stated === "full" && sample.group.dates.length > 1);
    return { value: stated ?? "upsert", questions: isAsked ? [asked] : [] };
  }
  const percent = `${Math.round(kept.share * 100)} % of a file's records are in the next one that was looked at`;
  const mayBeFull = stated !== "upsert" || (kept.areRepeated && entity !== "account_links");
  const isFull = kept.share >= 0.9 && mayBeFull;
  if (isFull) return { value: "full", evidence: `each file holds all records: ${percent}` };
  if (stated === "upsert") return { value: stated, evidence: "new and changed records" };
  return { value: "upsert", evidence: `new and changed records: ${percent}` };
}

interface Kept {
  /** Of the records of a file, how many the next sampled file has. */
  readonly share: number;
  /**
   * Whether files repeat what has not changed, and the last one most of the first: exports of changes do the one only
   * within a few days, which the other excludes.
   */
  readonly areRepeated: boolean;
}

/** How files go on with the records of the ones before; undefined where they are not read whole. */
function keptIn(files: readonly SampledFile[], key: string): Kept | undefined {
  const tables = files
    .filter(({ records, isWhole }) => records.length > 0 && isWhole)
    .map(
      ({ records }) =>
        new Map(
          rowsOf(records).flatMap((row): [string, string][] => {
            const id = cellAt(row, key);
            return id === undefined ? [] : [[id, JSON.stringify([...row])]];
          }),
        ),
    );
  const [first, last] = [tables[0], tables.at(-1)];
  if (tables.length < 2 || first === undefined || last === undefined) return undefined;
  const pairs = tables
    .slice(1)
    .map((next, index) => [tables[index] ?? new Map<string, string>(), next] as const);
  const all = pairs.reduce((sum, [before]) => sum + before.size, 0);
  if (all === 0) return undefined;
  const count = (isKept: (id: string, text: string, next: ReadonlyMap<string, string>) => boolean): number =>
    pairs.reduce(
      (sum, [before, next]) => sum + [...before].filter(([id, text]) => isKept(id, text, next)).length,
      0,
    );
  const kept = count((id, _, next) => next.has(id));
  const unchanged = count((id, text, next) => next.get(id) === text);
  const lasting = [...first.keys()].filter((id) => last.has(id)).length;
  return { share: kept / all, areRepeated: unchanged * 2 >= kept && lasting * 5 >= first.size * 4 };
}

const cellAt = (row: Cells, path: string): string | undefined => {
  const text = row.get(path) ?? [...row].find(([each]) => each.toLowerCase() === path.toLowerCase())?.[1];
  return text === "" ? undefined : text;
};

const usualLookbackDays = 7;

/** Whether most events of the sampled files are too old to land on the file's date: a history in one go. */
function isMostlyLate({ sample }: Candidate, begin: Dated | undefined): boolean {
  if (begin === undefined || "sql" in begin) return false;
  const match = fileMatcher(sample.group.glob);
  const { field, format } = begin;
  const read = dateReader(format);
  const ages = sample.files.flatMap(({ key, records }) => {
    const on = match(key)?.date;
    if (on === undefined) return [];
    return rowsOf(records).flatMap((row) => {
      const at = read(cellAt(row, field) ?? "");
      return at === undefined ? [] : [at < addDays(on, -usualLookbackDays)];
    });
  });
  return ages.filter((isLate) => isLate).length * 10 > ages.length;
}

/**
 * Where the records of a stream have the date on which they begin: in a mapped field or, of accounts, their creation.
 * Rows that are elements land with their record, on its date.
 */
export function beginOf(
  { entity, columns, settings }: Candidate,
  mappings: Readonly<Record<string, FieldMapping>>,
): Dated | undefined {
  const begins = entities[entity].fields.filter(({ isBegin }) => isBegin === true).map(({ name }) => name);
  for (const name of [...begins, ...(entity === "accounts" ? ["customer_since"] : [])]) {
    const mapping = mappings[name];
    const given = typeof mapping === "string" ? { field: mapping } : mapping;
    const mixed = given !== undefined && "sql" in given ? mixedIn(columns, given) : undefined;
    if (mixed !== undefined) return { sql: mixed.landing };
    if (given === undefined || !("field" in given)) continue;
    if (typeof settings.each === "string" && !given.field.startsWith("^")) continue;
    const filled = columns.byPath.get(given.field.toLowerCase())?.filled ?? 0;
    if (filled * 2 >= columns.rows)
      return { field: given.field, ...(given.format === undefined ? {} : { format: given.format }) };
  }
  if (entity === "accounts" || settings.join !== undefined)
    return createdOf(columns, /^(created|creat(ed|ion))[ _]?(at|on|date|time)?$/i);
  return typeof settings.each === "string"
    ? createdOf(columns, /^\^(start_date|created|created_at)$/i)
    : undefined;
}

function mixedIn({ byPath }: Columns, mapping: FieldMapping): MixedDates | undefined {
  const [path = ""] = pathsOfMapping(mapping);
  const column = byPath.get(path.toLowerCase());
  const guess = column === undefined ? undefined : guessDates(column.values);
  return column === undefined || guess === undefined ? undefined : mixedDates(column.path, guess);
}

function createdOf({ byPath, rows }: Candidate["columns"], name: RegExp): Dated | undefined {
  const created = [...byPath.values()].find(({ path, filled }) => name.test(path) && filled === rows);
  const guess = created === undefined ? undefined : guessDates(created.values);
  if (created === undefined || guess === undefined) return undefined;
  return { field: created.path, ...(guess.format === undefined ? {} : { format: guess.format }) };
}
