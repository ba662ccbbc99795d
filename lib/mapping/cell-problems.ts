import type { FieldSql, Flaw } from "./field-sql.ts";
import { indented, literal } from "./text.ts";

/** Why a row is a reject, of a field that it cannot do without. */
export const rejectReason = (reason: string, field: string): string =>
  reason === "missing" ? `missing ${field}` : `${reason}: ${field}`;

/** The stored text of a cell is cut at this length: enough to find it. */
const longestWord = 60;

/**
 * The column `cell_problems`: one line per bad cell of a usable row, and per cell that rejects its row,
 * `field<TAB>reason<TAB>text`. Nearly every row has none, so lines are only built where a flaw holds.
 */
export function cellProblemsSql(fields: readonly FieldSql[]): string {
  const ofUsableRows = linesSql(fields.filter(({ isEssential }) => !isEssential));
  const ofRejects = linesSql(fields.filter(({ isEssential }) => isEssential));
  return [
    "case",
    `    when reject_reason is null then ${indented(ofUsableRows, 1)}`,
    `    when reject_reason not in (${notForItsCells.map(literal).join(", ")}) then ${indented(ofRejects, 1)}`,
    "end",
  ].join("\n");
}

/** The reason of an event that landed after its stream's look-back. */
export const tooLate = "too_late";
/** The reason of a row that the mapping wants left out. */
export const filtered = "filtered";
const notForItsCells = [tooLate, filtered];

/** One line per field: only its first flaw counts. */
function linesSql(fields: readonly FieldSql[]): string {
  const isFlawed = anyOf(fields.flatMap(({ flaws }) => flaws));
  if (isFlawed === undefined) return "cast(null as varchar)";
  const lines = fields.flatMap(({ name, flaws }) => {
    const cases = flaws.map(
      ({ when, reason, said }) =>
        `            when ${when} then ${literal(name)} || chr(9) || ${literal(reason)} || chr(9) || ${wordOf(said)}`,
    );
    return cases.length === 0 ? [] : [["        case", ...cases, "        end"].join("\n")];
  });
  return [
    "case",
    `    when ${isFlawed} then concat_ws(`,
    "        chr(10),",
    lines.join(",\n"),
    "    )",
    "end",
  ].join("\n");
}

/** A condition that holds when any flaw does; undefined without flaws. */
export const anyOf = (flaws: readonly Flaw[]): string | undefined =>
  flaws.length === 0 ? undefined : flaws.map(({ when }) => `(${when})`).join(" or ");

const wordOf = (said: string): string =>
  `coalesce(substr(trim(translate(${said}, chr(9) || chr(10) || chr(13), '   ')), 1, ${longestWord}), '')`;
