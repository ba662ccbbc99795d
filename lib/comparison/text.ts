import { plural } from "../plural.ts";
import { pointsText, scoresText, scoreText } from "../sentences/values.ts";
import type { AlertChange } from "./alerts.ts";
import type { BandMoves, Sum } from "./bands.ts";
import type { Comparison, Mover } from "./compare.ts";
import type { LensComparison } from "./lenses.ts";
import type { Part } from "./parts.ts";

/** The parts that are told of an account; the rest are one line. */
const mostParts = 3;

/** A comparison for a terminal. */
export function comparisonLines(comparison: Comparison): readonly string[] {
  const { band_moves, movers, moved, lenses, alerts, currency } = comparison;
  if (isEqual(comparison)) return [summaryOf(comparison), ...notComparedLines(comparison)];
  return [
    summaryOf(comparison),
    bandsLine(comparison),
    ...section(
      "CHANGES OF BAND",
      band_moves.map((move) => `  ${bandText(move.from)} → ${bandText(move.to)}: ${sumText(move, currency)}`),
    ),
    ...section(
      moved > movers.length ? `LARGEST CHANGES (${movers.length} of ${moved})` : "CHANGES",
      movers.flatMap((mover) => [
        `  ${titleOf(mover, currency)}`,
        ...partLines(mover).map((line) => `      ${line}`),
      ]),
    ),
    ...section(
      "LENSES",
      lenses.map((lens) => `  ${lensText(lens, currency)}`),
    ),
    ...section(
      "ALERTS",
      alerts.map((alert) => `  ${alertText(alert, currency)}`),
    ),
    ...notComparedLines(comparison),
  ];
}

export const isEqual = ({ moved, band_moves, lenses, alerts }: Comparison): boolean =>
  moved === 0 && band_moves.length === 0 && lenses.length === 0 && alerts.length === 0;

export function summaryOf(comparison: Comparison): string {
  const { as_of_date, accounts, moved } = comparison;
  const day = `${as_of_date}, ${plural(accounts, "scored account")}`;
  if (isEqual(comparison)) return `${day}: no score, band or alert differs.`;
  return moved === 0 ? `${day}: no score differs.` : `${day}: the scores of ${moved} differ.`;
}

export const bandsLine = ({ bands }: BandMoves): string =>
  `${Object.entries(bands)
    .filter(([, { from, to }]) => from + to > 0)
    .map(([band, { from, to }]) => `${bandText(band)} ${from === to ? to : `${from} → ${to}`}`)
    .join(" · ")}`;

export const bandText = (band: string): string => band.replaceAll("_", " ");

export const moneyText = (amount: number, currency: string): string =>
  `${currency} ${Math.round(amount).toLocaleString("en-US")}`;

/** `12 accounts, USD 340,000 ARR, 1 with unknown ARR`. */
export function sumText({ accounts, arr, arr_unknown }: Sum, currency: string): string {
  const known = arr_unknown === accounts ? [] : [`${moneyText(arr, currency)} ARR`];
  const unknown = arr_unknown === 0 ? [] : [`${arr_unknown} with unknown ARR`];
  return [plural(accounts, "account"), ...known, ...unknown].join(", ");
}

export const arrText = (arr: number | null, currency: string): string =>
  arr === null ? "ARR unknown" : `${moneyText(arr, currency)} ARR`;

/** `71.2 → 65.0, green → yellow`. */
export function changeText({ score_from, score_to, band_from, band_to }: Mover): string {
  const scores =
    score_from === null || score_to === null
      ? `${score_from === null ? "no score" : scoreText(score_from)} → ${score_to === null ? "no score" : scoreText(score_to)}`
      : scoresText(score_from, score_to, "→");
  return band_from === band_to
    ? `${scores}, ${bandText(band_to)}`
    : `${scores}, ${bandText(band_from)} → ${bandText(band_to)}`;
}

const titleOf = (mover: Mover, currency: string): string =>
  `${mover.name ?? mover.account_id} (${mover.account_id}, ${arrText(mover.arr, currency)}): ${changeText(mover)}`;

export function partLines({ parts, scorecard_from, scorecard_to }: Mover): readonly string[] {
  const moved =
    scorecard_from === scorecard_to ? [] : [`On the scorecard ${scorecard_to} instead of ${scorecard_from}`];
  const rest = parts.slice(mostParts);
  const sum = rest.reduce((total, { points }) => total + points, 0);
  const others = rest.length === 0 ? [] : [`${plural(rest.length, "other cause")}: ${pointsText(sum)}`];
  return [...moved, ...parts.slice(0, mostParts).map(partText), ...others];
}

const partText = ({ text, points }: Part): string => `${text}: ${pointsText(points)}`;

export function alertText(
  { rule, severity, change, examples, ...sum }: AlertChange,
  currency: string,
): string {
  const more = sum.accounts - examples.length;
  const named = [...examples, ...(more > 0 ? [`${more} more`] : [])].join(", ");
  const verb = change === "opens" ? "opens" : "clears";
  return `${rule} (${severity}) ${verb} for ${sumText(sum, currency)}: ${named}`;
}

export function notComparedText({ not_compared: { parts, tables } }: Comparison): string | undefined {
  const both =
    "Both sides use the tables as they were published, where a new field has no values; a backfill shows the difference.";
  const told = [
    ...(parts.length === 0 ? [] : [`The config also differs in ${listed(parts)}, which is not compared.`]),
    ...(tables.length === 0
      ? []
      : [
          `This version of Bellwether builds ${listed(tables)} otherwise than the one that published the day.`,
        ]),
  ];
  return told.length === 0 ? undefined : [...told, both].join(" ");
}

const mostListed = 10;
const listed = (names: readonly string[]): string =>
  names.length <= mostListed
    ? names.join(", ")
    : `${names.slice(0, mostListed).join(", ")} and ${names.length - mostListed} more`;

/** `adoption: the scores of 2 differ. green 3 → 2 · red 0 → 1`. */
export function lensText({ lens, change, moved, ...bands }: LensComparison, currency: string): string {
  if (change === "comes") return `${lens} is new, with nothing to compare`;
  if (change === "goes") return `${lens} is gone`;
  const moves = bands.band_moves.map(
    (move) => `; ${bandText(move.from)} → ${bandText(move.to)}: ${sumText(move, currency)}`,
  );
  return `${lens}: the scores of ${moved} differ. ${bandsLine(bands)}${moves.join("")}`;
}

const notComparedLines = (comparison: Comparison): readonly string[] => {
  const text = notComparedText(comparison);
  return text === undefined ? [] : section("NOT COMPARED", [`  ${text}`]);
};

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ["", title, ...lines];
