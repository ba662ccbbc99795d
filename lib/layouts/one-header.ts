import { fileMatcher } from "../landing/find-files.ts";
import type { FileGroup } from "./file-groups.ts";
import type { SampledFile } from "./sample.ts";
import { sqlPath } from "./sql-path.ts";

/** A column that has one name in the first files, and another one in all files after them. */
export interface Renamed {
  readonly was: string;
  readonly is: string;
  /** The first file with the new name, by its date or else its name. */
  readonly since: string;
}

/** A column that only some of the sampled files have. */
export interface PartialColumn {
  readonly name: string;
  /** Such as: 3 of 6 files, from 2026-03-01 on. */
  readonly where: string;
}

/** Sampled tables with one name for each column, and what they do not have in common. */
export interface OneHeader {
  readonly files: readonly SampledFile[];
  readonly renamed: readonly Renamed[];
  readonly partial: readonly PartialColumn[];
}

type Row = Readonly<Record<string, unknown>>;

/** Gives each column of sampled tables its newest name; landing asks for a column by one name in every file. */
export function withOneHeader(files: readonly SampledFile[], group: FileGroup): OneHeader {
  const heads = files.flatMap(({ key, records }) => {
    const row = records[0];
    return isRow(row) ? [{ label: labelOf(key, group), names: Object.keys(row), records }] : [];
  });
  const all = [...new Set(heads.flatMap(({ names }) => names))];
  const partial = all
    .map((name) => ({ name, places: heads.flatMap(({ names }, place) => (has(names, name) ? [place] : [])) }))
    .filter(({ places }) => places.length < heads.length);
  const texts = (name: string) =>
    new Set(
      heads.flatMap(({ records }) => records.flatMap((row) => (isRow(row) ? String(row[name] ?? "") : []))),
    );
  const renamed = partial.flatMap(({ name: was, places }) => {
    const count = places.length;
    if (places.some((place, index) => place !== index)) return [];
    const followers = partial.filter(
      ({ places: later }) => later.length === heads.length - count && later[0] === count,
    );
    const [before, after] = [heads[count - 1]?.names ?? [], heads[count]?.names ?? []];
    const inPlace = followers.filter(
      ({ name }) => after.indexOf(name) === before.indexOf(was) && after.length === before.length,
    );
    const alike = () => followers.filter(({ name }) => areAlike(texts(was), texts(name)));
    const [follower, ...others] = inPlace.length > 0 ? inPlace : alike();
    if (follower === undefined || others.length > 0) return [];
    return [{ was, is: follower.name, since: heads[count]?.label ?? "" }];
  });
  const unique = renamed.filter(({ is }) => renamed.filter((each) => each.is === is).length === 1);
  const newName = new Map(unique.map(({ was, is }) => [was, is]));
  const done = new Set(unique.flatMap(({ was, is }) => [was, is]));
  return {
    files:
      unique.length === 0
        ? files
        : files.map((file) => ({ ...file, records: file.records.map((row) => withNames(row, newName)) })),
    renamed: unique,
    partial: partial
      .filter(({ name }) => !done.has(name))
      .map(({ name, places }) => ({
        name,
        where: whereOf(
          places,
          heads.map(({ label }) => label),
        ),
      })),
  };
}

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null;

const has = (names: readonly string[], name: string): boolean =>
  names.some((each) => each.toLowerCase() === name.toLowerCase());

const labelOf = (key: string, { glob }: FileGroup): string =>
  fileMatcher(glob)(key)?.date ?? key.slice(key.lastIndexOf("/") + 1);

/** Whether most texts of one column are among those of the other. */
function areAlike(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const shared = [...a].filter((text) => text !== "" && b.has(text)).length;
  return shared > 0 && 2 * shared >= Math.min(a.size, b.size);
}

const withNames = (row: unknown, newName: ReadonlyMap<string, string>): unknown =>
  isRow(row)
    ? Object.fromEntries(Object.entries(row).map(([name, value]) => [newName.get(name) ?? name, value]))
    : row;

function whereOf(places: readonly number[], labels: readonly string[]): string {
  const [first = 0, last = 0] = [places[0], places.at(-1)];
  const count = `${places.length} of ${labels.length} files`;
  if (last - first + 1 !== places.length) return count;
  if (first === 0) return `${count}, until ${labels[last]}`;
  return last === labels.length - 1
    ? `${count}, from ${labels[first]} on`
    : `${count}, ${labels[first]} to ${labels[last]}`;
}

const mostNamed = 8;

/** What a draft asks about columns that only some files have. */
export function partialQuestion(partial: readonly PartialColumn[]): readonly string[] {
  const [first] = partial;
  if (first === undefined) return [];
  const named = partial.slice(0, mostNamed).map(({ name, where }) => `${name} (${where})`);
  const more = partial.length > mostNamed ? ` and ${partial.length - mostNamed} more` : "";
  return [
    `Only some of the sampled files have ${named.join(", ")}${more}. Is one of them a field? { sql: '${sqlPath(first.name)}' } reads it where it is, and coalesce(a, b) the first of two`,
  ];
}
