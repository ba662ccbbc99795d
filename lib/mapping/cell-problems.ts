import type { FieldSql, Flaw } from "./field-sql.ts";
import { literal } from "./text.ts";

/** Why a row is a reject, of a field that it cannot do without. */
export const rejectReason = (reason: string, field: string): string =>
  reason === "missing" ? `missing ${field}` : `${reason}: ${field}`;

/** What a cell said is kept up to here: enough to find it by. */
const longestWord = 60;

/**
 * The column `cell_problems`: one line per bad cell of a usable row, `field<TAB>reason<TAB>what it said`. Nearly
 * every row has none, so that lines are put together only where a flaw holds.
 */
export function cellProblemsSql(fields: readonly FieldSql[]): string {
  const flaws = fields
    .filter(({ isEssential }) => !isEssential)
    .flatMap((field) => field.flaws.map((flaw) => ({ ...flaw, field: field.name })));
  const isFlawed = anyOf(flaws);
  if (isFlawed === undefined) return "cast(null as varchar)";
  const lines = flaws.map(
    ({ field, when, reason, said }) =>
      `            case when ${when} then ${literal(field)} || chr(9) || ${literal(reason)} || chr(9) || ${wordOf(said)} end`,
  );
  return [
    "case",
    `    when reject_reason is null and (${isFlawed})`,
    "        then concat_ws(",
    "            chr(10),",
    lines.join(",\n"),
    "        )",
    "end",
  ].join("\n");
}

/** A condition that holds when any of the flaws does; undefined when there is none. */
export const anyOf = (flaws: readonly Flaw[]): string | undefined =>
  flaws.length === 0 ? undefined : flaws.map(({ when }) => `(${when})`).join(" or ");

const wordOf = (said: string): string =>
  `coalesce(substr(trim(translate(${said}, chr(9) || chr(10) || chr(13), '   ')), 1, ${longestWord}), '')`;
