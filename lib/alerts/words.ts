import { pointsText, scoresText, scoreText, valueText } from "../sentences/values.ts";

const longestSubject = 99;

/** How mail programs mark replies and forwarded mails, by which they would sort a message away. */
const replyMark = /^\s*(?:re|fwd?|aw|wg|sv|vs|tr|rv|antw|odp)\s*(?:\[\d+\])?\s*:/i;

/**
 * A subject that SNS takes: printable ASCII, at most 99 characters; letters lose what ASCII has not. One that begins
 * like that of a reply gets our name before it.
 */
export function subjectOf(text: string): string {
  const ascii = (replyMark.test(text) ? `Bellwether: ${text}` : text)
    .normalize("NFKD")
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[–—]/g, "-")
    .replace(/\p{Mark}/gu, "")
    .replace(/ß/g, "ss")
    .replace(/\s+/g, " ")
    .replace(/[^ -~]/g, "?")
    .trim();
  return ascii.length <= longestSubject ? ascii : `${ascii.slice(0, longestSubject - 3).trimEnd()}...`;
}

const wholeNumber = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

export const moneyIn = (currency: string, amount: number): string =>
  `${currency} ${wholeNumber.format(amount)}`;

/** A measure and the points that it costs. */
export interface Driver {
  /** The measure's name for people. */
  readonly label: string;
  readonly unit: string;
  /** Null when the measure has no value and a fallback counts. */
  readonly value: number | null;
  readonly status: string;
  /** Points of the score, 0 to 100. */
  readonly points_lost: number;
}

export function driverText({ label, unit, value, status, points_lost }: Driver): string {
  const reading = value === null ? "no data" : valueText(value, { label, unit });
  const age = status === "held" ? ", last known" : "";
  return `${label}: ${reading}${age} (${pointsText(-points_lost)})`;
}

/** From → to, of a score and its band. */
export function fallText(
  {
    score_from,
    score_to,
    band_from,
    band_to,
  }: {
    readonly score_from: number | null;
    readonly score_to: number | null;
    readonly band_from: string | null;
    readonly band_to: string | null;
  },
  arrow: string,
): string {
  const now = score_to === null ? "no score" : scoreText(score_to);
  const score = score_from === null || score_to === null ? now : scoresText(score_from, score_to, arrow);
  const band = band_from === null || band_from === band_to ? band_to : `${band_from} ${arrow} ${band_to}`;
  return band === null ? score : `${score}, ${band.replaceAll("_", " ")}`;
}
