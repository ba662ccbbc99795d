import {
  type Column,
  type ColumnType,
  columnTypes,
  type Keep,
  type Kind,
  keeps,
  kinds,
  type Readers,
  readers,
} from "./model.ts";

/** The fields of the comment at the top of a SELECT. */
export interface SelectHeader {
  readonly grain: string;
  readonly kind: Kind;
  readonly columns: readonly Column[];
}

/** The header of a model. */
export interface Header extends SelectHeader {
  readonly readers: Readers;
  /** How long published partitions stay; without it by kind: see `lib/pipeline/retained.ts`. */
  readonly keep?: Keep;
  /** Of a public table: its chapter in the data dictionary. */
  readonly section?: string;
  /** Of a public table: the question it answers, in a sentence. */
  readonly purpose?: string;
  /** The part of the project that a generated model comes from. */
  readonly origin?: string;
}

export class InvalidHeader extends Error {
  override readonly name = "InvalidHeader";
  readonly origin: string;
  readonly line: number;
  readonly problem: string;
  constructor(origin: string, line: number, problem: string) {
    super(`${origin}:${line}: ${problem}`);
    this.origin = origin;
    this.line = line;
    this.problem = problem;
  }
}

/** Throws for a line, counted from 0. */
type Fail = (index: number, problem: string) => never;

const columnLine = /^-- (?<name>[a-z][a-z0-9_]*) (?<type>[a-z]+(?:\(\d+(?:,\d+)?\))?): (?<comment>\S.*)$/;
const continuationLine = /^-- {3,}(?<comment>\S.*)$/;
const labelledLine = /^-- (Readers|Keep|Section|Purpose|Origin): (\S.*)$/;

/**
 * Parses the header of a model: its grain, its kind, its readers, then one line per column, in the order of
 * the SELECT.
 *
 * @throws InvalidHeader with the file and line of the first mistake
 */
export function parseHeader(text: string, origin: string): Header {
  const lines = text.split("\n");
  const fail = failIn(origin);
  const labels = new Map<string, string>();
  let index = 2;
  for (let label = labelOf(lines[index]); label !== undefined; label = labelOf(lines[index])) {
    if (labels.has(label.name)) return fail(index, `${label.name} appears twice`);
    labels.set(label.name, label.text);
    index += 1;
  }
  const top = { ...grainAndKind(lines, fail), columns: columnsFrom(lines, index, fail) };
  const isReadBy = readers.find((known) => known === labels.get("Readers"));
  if (isReadBy === undefined) return fail(2, `write "-- Readers: " and one of ${readers.join(", ")}`);
  const keep = keeps.find((known) => known === labels.get("Keep"));
  if (labels.has("Keep") && keep === undefined) return fail(3, `Keep is one of ${keeps.join(", ")}`);
  const [section, purpose] = [labels.get("Section"), labels.get("Purpose")];
  const generatedFrom = labels.get("Origin");
  const isDescribed = section !== undefined && purpose !== undefined;
  if (isReadBy === "public" && !isDescribed)
    return fail(2, 'a public table needs "-- Section: " and "-- Purpose: " for the dictionary');
  if (isReadBy === "internal" && (section !== undefined || purpose !== undefined))
    return fail(2, "an internal table has no section and no purpose in the dictionary");
  return {
    ...top,
    readers: isReadBy,
    ...(keep === undefined ? {} : { keep }),
    ...(isDescribed ? { section, purpose } : {}),
    ...(generatedFrom === undefined ? {} : { origin: generatedFrom }),
  };
}

/** The header of a SELECT that makes no table: grain, kind and columns. @throws InvalidHeader */
export function parseSelectHeader(text: string, origin: string): SelectHeader {
  const lines = text.split("\n");
  const fail = failIn(origin);
  return { ...grainAndKind(lines, fail), columns: columnsFrom(lines, 2, fail) };
}

/** The header as text: what {@link parseHeader} reads, for models that are generated. */
export function formatHeader(header: Header): string {
  const { grain, kind, columns } = header;
  const said = [
    ["Readers", header.readers],
    ["Keep", header.keep],
    ["Section", header.section],
    ["Purpose", header.purpose],
    ["Origin", header.origin],
  ].flatMap(([label, text]) => (text === undefined ? [] : [`-- ${label}: ${text}`]));
  const described = columns.map(({ name, type, comment }) => `-- ${name} ${type}: ${comment}`);
  return [`-- Grain: ${grain}`, `-- Kind: ${kind}`, ...said, ...described].join("\n");
}

function failIn(origin: string): Fail {
  return (index, problem) => {
    throw new InvalidHeader(origin, index + 1, problem);
  };
}

function labelOf(line = ""): { readonly name: string; readonly text: string } | undefined {
  const [, name, text] = labelledLine.exec(line) ?? [];
  return name === undefined || text === undefined ? undefined : { name, text };
}

function grainAndKind(lines: readonly string[], fail: Fail): Pick<SelectHeader, "grain" | "kind"> {
  const grain = /^-- Grain: (\S.*)$/.exec(lines[0] ?? "")?.[1];
  if (grain === undefined) return fail(0, 'line 1 must say the grain: "-- Grain: one row per …"');
  const kind = kinds.find((known) => lines[1] === `-- Kind: ${known}`);
  if (kind === undefined) return fail(1, `line 2 must be "-- Kind: " and one of ${kinds.join(", ")}`);
  return { grain, kind };
}

function columnsFrom(lines: readonly string[], first: number, fail: Fail): readonly Column[] {
  const columns: { name: string; type: ColumnType; comment: string }[] = [];
  for (let index = first; index < lines.length && (lines[index] ?? "").startsWith("--"); index += 1) {
    const line = lines[index] ?? "";
    const column = columnLine.exec(line)?.groups;
    const previous = columns.at(-1);
    if (column === undefined) {
      const continued = continuationLine.exec(line)?.groups;
      if (continued === undefined || previous === undefined)
        return fail(index, `"${line}" is not a column: "-- name type: what it holds"`);
      previous.comment += ` ${continued.comment}`;
      continue;
    }
    const type = columnTypes.find((known) => known === column.type);
    if (type === undefined) return fail(index, `${column.type} is not one of ${columnTypes.join(", ")}`);
    if (columns.some((known) => known.name === column.name))
      return fail(index, `${column.name} appears twice`);
    columns.push({ name: column.name ?? "", type, comment: column.comment ?? "" });
  }
  if (columns.length === 0) return fail(first, "it describes no column");
  return columns;
}
