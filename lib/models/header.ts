import { type Column, type ColumnType, columnTypes, type Kind, kinds } from "./model.ts";

export interface Header {
  readonly grain: string;
  readonly kind: Kind;
  readonly columns: readonly Column[];
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

const columnLine = /^-- (?<name>[a-z][a-z0-9_]*) (?<type>[a-z]+(?:\(\d+(?:,\d+)?\))?): (?<comment>\S.*)$/;
const continuationLine = /^-- {3,}(?<comment>\S.*)$/;

/**
 * The typed header that opens a model: its grain, its kind, then one line a column, in the order of the SELECT.
 *
 * @throws InvalidHeader with the file and line of the first thing that is not as it should be
 */
export function parseHeader(text: string, origin: string): Header {
  const lines = text.split("\n");
  const fail = (index: number, problem: string): never => {
    throw new InvalidHeader(origin, index + 1, problem);
  };
  const grain = /^-- Grain: (\S.*)$/.exec(lines[0] ?? "")?.[1];
  if (grain === undefined) return fail(0, 'line 1 must say the grain: "-- Grain: one row per …"');
  const kind = kinds.find((known) => lines[1] === `-- Kind: ${known}`);
  if (kind === undefined) return fail(1, `line 2 must be "-- Kind: " and one of ${kinds.join(", ")}`);
  const columns: { name: string; type: ColumnType; comment: string }[] = [];
  for (let index = 2; index < lines.length && (lines[index] ?? "").startsWith("--"); index += 1) {
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
      return fail(index, `${column.name} is there twice`);
    columns.push({ name: column.name ?? "", type, comment: column.comment ?? "" });
  }
  if (columns.length === 0) return fail(2, "no column is described");
  return { grain, kind, columns };
}

/** The header as text: what {@link parseHeader} reads, for models that are generated. */
export function formatHeader({ grain, kind, columns }: Header): string {
  const described = columns.map(({ name, type, comment }) => `-- ${name} ${type}: ${comment}`);
  return [`-- Grain: ${grain}`, `-- Kind: ${kind}`, ...described].join("\n");
}
