import { capitalised, dayText } from "../../sentences/text.ts";
import { scoreText, valueText } from "../../sentences/values.ts";
import { wrapped } from "../../sentences/wrapped.ts";
import type { Row } from "../../warehouse/warehouse.ts";
import type { Explanation } from "../explain.ts";

/** What each component earned, and each of its measures; those that miss most come first. */
export function componentLines({ components, measures, account, is_thinned }: Explanation): string[] {
  if (components.length === 0) return [];
  const lines = components.flatMap(({ component, effective_weight, contribution }) => {
    const most = 100 * Number(effective_weight);
    const earned = Number(contribution);
    const own = measures.filter((measure) => measure.component === component);
    const head = `${capitalised(String(component))}: ${points(earned)} of ${points(most)} points, ${points(most - earned)} missing`;
    return ["", head, ...own.flatMap((row) => measureLines(row))];
  });
  const sum = `The earned points sum to ${scoreText(Number(account.raw_score))}.`;
  const raw = isLimited(account) ? ` That is the score before caps and floors.` : "";
  const detail = is_thinned
    ? " The measures of this day are deleted: retention keeps days in full for a while, then month ends."
    : ` Values are of ${dayText(String(account.as_of_date))} where no other day is given.`;
  return [...lines, "", ...wrapped(`${sum}${raw}${detail}`)];
}

const isLimited = ({ raw_score, computed_score }: Row): boolean =>
  Math.abs(Number(raw_score) - Number(computed_score)) > 1e-9;

/** Where the text of a measure begins, behind its numbers. */
const textColumn = 17;

function measureLines({ label, unit, value, status, source, known_on, is_fallback, ...row }: Row): string[] {
  const most = 100 * Number(row.effective_weight);
  const words = {
    ...{ label: String(label), unit: String(unit ?? "") },
    words: typeof row.words === "string" ? row.words : null,
  };
  const reading =
    value === null || value === undefined
      ? is_fallback === true
        ? "no value, points by default"
        : "no value"
      : valueText(Number(value), words);
  const age = status === "held" ? `, of ${dayText(String(known_on))}, as its source is late` : "";
  const from = typeof source === "string" && source !== "" ? ` (${source})` : "";
  const numbers = `  ${points(Number(row.contribution)).padStart(4)} of ${points(most).padEnd(4)}  `;
  const [first = "", ...others] = wrapped(`${label}: ${reading}${age}${from}`, textColumn);
  return [`${numbers.padEnd(textColumn)}${first.trimStart()}`, ...others];
}

const whyAbsent: Readonly<Record<string, string>> = {
  not_applicable: "does not apply",
  never_connected: "no source, or none that is matched to it",
  source_stale: "its source is late",
  no_response: "nobody answered",
  unreadable: "its word is not one that the measure lists",
};

/** The measures that do not count, by why. */
export function absentLines({ absent }: Explanation): string[] {
  if (absent.length === 0) return [];
  const byStatus = Map.groupBy(absent, ({ status }) => String(status));
  return [
    "",
    "Not counted",
    ...[...byStatus].flatMap(([status, rows]) =>
      wrapped(`${whyAbsent[status] ?? status}: ${rows.map(({ label }) => label).join(", ")}`, 2, 4),
    ),
  ];
}

const points = (value: number): string => value.toFixed(1).replace("-0.0", "0.0");
