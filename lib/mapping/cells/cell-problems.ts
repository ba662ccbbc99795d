import { indented, literal } from "../text.ts";
import type { FieldSql, Flaw } from "./field-sql.ts";

/** Why a row is a reject, of a field that it cannot do without. */
export const rejectReason = (reason: string, field: string): string =>
  reason === "missing" ? `missing ${field}` : reason === inTheFuture ? reason : `${reason}: ${field}`;

/** The stored text of a cell is cut at this length: enough to find it. */
const longestWord = 60;

/**
 * The column `cell_problems`: one line per bad cell of a usable row, and per cell that rejects its row,
 * `field<TAB>reason<TAB>text`. Nearly every row has none, so lines are only built where a flaw holds.
 * @param notForCells further reasons that no cell is at fault for
 */
export function cellProblemsSql(
  fields: readonly FieldSql[],
  { notForCells = [] }: { readonly notForCells?: readonly string[] | undefined } = {},
): string {
  const ofUsableRows = linesSql(fields.filter(({ isEssential }) => !isEssential));
  const ofRejects = linesSql(fields.filter(({ isEssential }) => isEssential));
  return [
    "case",
    `    when reject_reason is null then ${indented(ofUsableRows, 1)}`,
    `    when reject_reason not in (${[...notForItsCells, ...notForCells].map(literal).join(", ")}) then ${indented(ofRejects, 1)}`,
    "end",
  ].join("\n");
}

/** The reason of an event that landed after its stream's look-back. */
export const tooLate = "too_late";
/** The reason of a row that is dated after its landing, though it reports what has happened. */
export const inTheFuture = "in_the_future";
/** The reason of a row that the mapping wants left out. */
export const filtered = "filtered";
const notForItsCells = [tooLate, filtered];

/** The reason of a text with U+FFFD: a tool could not read a character, or cut it in half. The rest of it counts. */
export const lostCharacter = "lost character";

/** The column with the reason of a field's first flaw, null when it has none; undefined for a field without flaws. */
export function flawSql({ name, flaws }: FieldSql): string | undefined {
  if (flaws.length === 0) return undefined;
  const cases = flaws.map(({ when, reason }) => `            when ${when} then ${literal(reason)}`);
  return ["case", ...cases, `        end as ${flawOf(name)}`].join("\n");
}

/** The column of {@link flawSql}. */
export const flawOf = (field: string): string => `${field}_flaw`;

/** The characters that separate the lines and the parts of `cell_problems`: a column, as `separators`. */
export const separatorsSql = "chr(9) || chr(10) || chr(13) as separators";

function linesSql(fields: readonly FieldSql[]): string {
  const flawed = fields.filter(({ flaws }) => flaws.length > 0);
  const [first, ...others] = flawed.map(({ name }) => flawOf(name));
  if (first === undefined) return "cast(null as varchar)";
  const anyFlaw = others.length === 0 ? first : `coalesce(${[first, ...others].join(", ")})`;
  return [
    "case",
    `    when ${anyFlaw} is not null then concat_ws(`,
    "        chr(10),",
    flawed.map(lineSql).join(",\n"),
    "    )",
    "end",
  ].join("\n");
}

function lineSql({ name, flaws }: FieldSql): string {
  const flaw = flawOf(name);
  const line = `concat_ws(chr(9), ${literal(name)}, ${flaw}, coalesce(${saidOf(flaw, flaws)}, ''))`;
  return `        case when ${flaw} is not null then ${line} end`;
}

/** The text of a flawed cell, cut to one line. */
function saidOf(flaw: string, flaws: readonly Flaw[]): string {
  const bySaid = Map.groupBy(flaws, ({ said }) => said);
  const cases = [...bySaid].flatMap(([said, those]) =>
    said === undefined ? [] : [{ word: wordOf(said), reasons: those.map(({ reason }) => literal(reason)) }],
  );
  const [only] = cases;
  if (only === undefined) return "cast(null as varchar)";
  if (bySaid.size === 1) return only.word;
  const whens = cases.map(({ word, reasons }) => `when ${flaw} in (${reasons.join(", ")}) then ${word}`);
  return `case ${whens.join(" ")} end`;
}

const wordOf = (said: string): string =>
  `substr(trim(translate(${said}, separators, '   ')), 1, ${longestWord})`;
