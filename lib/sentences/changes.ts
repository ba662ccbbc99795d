import { addDays } from "../dates.ts";
import { capitalised, dayText, listed } from "./text.ts";
import {
  apart,
  edgeText,
  fromTo,
  type MeasureWords,
  pointsText,
  scoresText,
  scoreText,
  valueText,
} from "./values.ts";

/** A row of score_changes, with what its words need; see `sql/queries/change_reasons.sql`. */
export interface ChangeReason {
  readonly cause: string;
  readonly reason: string | null;
  readonly points: number | null;
  readonly value_from: number | null;
  readonly value_to: number | null;
  readonly known_from: string | null;
  readonly from_date: string;
  /** Of the measure, if the row is about one. */
  readonly measure: MeasureWords | null;
  readonly source: string | null;
  /** The latest day with usable rows of that source. */
  readonly last_usable_on: string | null;
  /** The day on which the scorecard, its definition or the matching changed, or since which the cap holds; null when unknown. */
  readonly happened_on: string | null;
}

/** The score on the later day. */
export interface ChangedScore {
  readonly as_of_date: string;
  readonly scorecard: string;
  readonly score_from: number | null;
  readonly score_to: number | null;
  /** The score before caps. */
  readonly floored_score: number | null;
  readonly cap_rule: string | null;
  /** Of a score that a person set; null when nobody did. */
  readonly override_author: string | null;
  readonly override_reason: string | null;
  /** The first day without it. */
  readonly override_expires_on: string | null;
  readonly band_from: string | null;
  readonly band_to: string | null;
  /** The lowest scores of the bands; null when the day does not tell them. */
  readonly green: number | null;
  readonly yellow: number | null;
}

export interface ToldReason {
  /** A sentence that ends in its points. */
  readonly text: string;
  readonly points: number;
}

/** Reasons of fewer points are left out. */
const leastPoints = 0.05;

/**
 * The reasons of a change in words: those that moved the score its way first, by points, then those against it. A cap
 * that held on both days is not told: what moved beneath it is, behind a sentence that says so.
 */
export function toldReasons(reasons: readonly ChangeReason[], score: ChangedScore): readonly ToldReason[] {
  const isUnderCap = staysUnderCap(reasons, score);
  const told = [...Map.groupBy(reasons, groupOf).values()]
    .map((group) => ({ group, points: sum(group) }))
    .filter(
      ({ group, points }) => Math.abs(points) >= leastPoints && !(isUnderCap && group[0]?.cause === "cap"),
    )
    .map(({ group, points }) => ({ points, text: `${sentence(group, score)}.` }));
  const total = told.reduce((all, { points }) => all + points, 0);
  const way = Math.sign(total);
  return told.toSorted(
    (a, b) =>
      Number(Math.sign(b.points) === way) - Number(Math.sign(a.points) === way) ||
      Math.abs(b.points) - Math.abs(a.points),
  );
}

/** What stands before the reasons: the account is held by a cap, or has a score on one of the days only. */
export function leadOf(reasons: readonly ChangeReason[], score: ChangedScore): string | undefined {
  const [first] = reasons;
  if (first?.cause === "newly_scored") return `It had no score on ${dayText(first.from_date)}.`;
  if (first?.cause === "unscored")
    return first.reason === "merged" ? "It was merged into another account." : "It is no longer scored.";
  if (!staysUnderCap(reasons, score)) return slideOf(reasons, score);
  const beneath = score.floored_score ?? 0;
  const moved = sum(reasons.filter(({ cause }) => cause !== "cap"));
  const held = `The score stays at ${scoreText(score.score_to ?? 0)}, held by the cap "${score.cap_rule}"`;
  return `${held}. Without it: ${scoresText(beneath - moved, beneath, "→")}.`;
}

/** A score that came over the edge of its band by small steps: no single reason says why it is in another. */
const slidePoints = 2;

function slideOf(reasons: readonly ChangeReason[], score: ChangedScore): string | undefined {
  const { score_from, score_to, band_from, band_to } = score;
  if (score_from === null || score_to === null || band_from === band_to) return undefined;
  const largest = Math.max(
    ...[...Map.groupBy(reasons, groupOf).values()].map((group) => Math.abs(sum(group))),
  );
  const edge = edgeBetween(score_from, score_to, score);
  if (edge === undefined || largest >= slidePoints) return undefined;
  const isFall = score_to < score_from;
  const [from, to] = apart(score_from, score_to, edge.at);
  const begins = isFall ? `${edge.below} begins below` : `${edge.from} begins at`;
  return `${isFall ? "Slid" : "Rose"} from ${from} to ${to}; ${begins} ${edgeText(edge.at)}.`;
}

/** The edge of a band that lies between two scores, nearest to the later one. */
function edgeBetween(from: number, to: number, { green, yellow }: ChangedScore) {
  const edges = [
    ...(green === null ? [] : [{ at: green, from: "green", below: "yellow" }]),
    ...(yellow === null ? [] : [{ at: yellow, from: "yellow", below: "red" }]),
  ].filter(({ at }) => isAtLeast(from, at) !== isAtLeast(to, at));
  return to < from ? edges.at(-1) : edges[0];
}

/** As bands are decided: at nine decimals. */
const isAtLeast = (score: number, edge: number): boolean => Number(score.toFixed(9)) >= edge;

const staysUnderCap = (
  reasons: readonly ChangeReason[],
  { score_from, score_to, cap_rule }: ChangedScore,
): boolean =>
  cap_rule !== null &&
  score_from !== null &&
  score_to !== null &&
  Math.abs(score_to - score_from) < leastPoints &&
  reasons.some(({ cause, points }) => cause === "cap" && Math.abs(points ?? 0) >= leastPoints);

/** Measures that one source's silence, return or matching moved are one sentence. */
const sourceReasons: readonly (string | null)[] = ["stale", "back", "matched", "unconnected"];
const groupOf = ({ cause, reason, measure, source }: ChangeReason): string =>
  cause === "availability" && source !== null && sourceReasons.includes(reason)
    ? JSON.stringify([cause, reason, source])
    : JSON.stringify([cause, reason, measure?.label]);

const sum = (reasons: readonly ChangeReason[]): number =>
  reasons.reduce((total, { points }) => total + (points ?? 0), 0);

const nothingOfTheCustomer = "this says nothing about the customer";

function sentence(group: readonly ChangeReason[], score: ChangedScore): string {
  const [first] = group;
  if (first === undefined) throw new Error("a group has a reason");
  const points = pointsText(sum(group));
  switch (first.cause) {
    case "behaviour":
      return `${behaviour(first)}: ${points}`;
    case "availability":
      return availability(group, first, points);
    case "scorecard":
      return `Moved to the scorecard ${score.scorecard}${on(first)}: ${points}`;
    case "config":
      return first.measure === null
        ? `The scorecard changed${on(first)}: ${points}`
        : `${capitalised(first.measure.label)} ${are(first.measure.label)} counted differently${since(first)}: ${points}`;
    case "cap":
      return capped(first, sum(group), score);
    case "floor":
      return `The floor "${first.reason}" gives ${sum(group) > 0 ? "more" : "less"}: ${points}`;
    case "override":
      return `${overridden(score)}: ${points}`;
    default:
      return `${capitalised(first.cause)}: ${points}`;
  }
}

function overridden({
  override_author,
  override_reason,
  override_expires_on,
  score_to,
}: ChangedScore): string {
  if (override_author === null || override_expires_on === null)
    return "The score that was set by hand has ended";
  const until = dayText(addDays(override_expires_on, -1));
  return `${override_author} set the score to ${scoreText(score_to ?? 0)} until ${until} (${override_reason})`;
}

const on = ({ happened_on }: ChangeReason): string =>
  happened_on === null ? "" : ` on ${dayText(happened_on)}`;
const since = ({ happened_on }: ChangeReason): string =>
  happened_on === null ? "" : ` since ${dayText(happened_on)}`;

function capped(first: ChangeReason, moved: number, { floored_score, cap_rule }: ChangedScore): string {
  const cap = `The cap "${first.reason}"`;
  const points = pointsText(moved);
  if (first.reason !== cap_rule) return `${cap} no longer holds: ${points}`;
  if (moved > 0) return `${cap} takes less: ${points}`;
  return `${cap} holds${since(first)}: ${points} (without it ${scoreText(floored_score ?? 0)})`;
}

function behaviour({ measure, value_from, value_to, known_from, from_date }: ChangeReason): string {
  if (measure === null) return "A value changed";
  // The sum of changes over a time at whose start it was not known.
  if (value_from === null || value_to === null)
    return value_to === null
      ? `${capitalised(measure.label)} changed`
      : `${capitalised(measure.label)} changed, and ${are(measure.label)} at ${valueText(value_to, measure)}`;
  const age = known_from !== null && known_from < from_date ? `, compared with ${dayText(known_from)}` : "";
  if (value_to === value_from)
    return `${capitalised(measure.label)} changed in between, and ${are(measure.label)} at ${valueText(value_to, measure)} again`;
  const became = value_to > value_from ? measure.becomes_one : measure.becomes_zero;
  if (became !== null) return `${capitalised(became)}${age}`;
  if (measure.label.startsWith("days since") && value_to > value_from)
    return `${valueText(value_to, measure)} ${value_to === 1 ? measure.label.replace(/^days/, "day") : measure.label}, ${valueText(value_from, measure)} before${age}`;
  const verb = value_to > value_from ? "rose" : "fell";
  return `${capitalised(measure.label)} ${verb} ${fromTo(value_from, value_to, measure)}${age}`;
}

function availability(group: readonly ChangeReason[], first: ChangeReason, points: string): string {
  const { reason, source, last_usable_on, measure, value_to } = first;
  const labels = capitalised(
    listed(group.flatMap((each) => (each.measure === null ? [] : [each.measure.label]))),
  );
  switch (reason) {
    case "stale": {
      return last_usable_on === null
        ? `The source ${source} was silent for some of the time: ${points}; ${nothingOfTheCustomer}`
        : `The source ${source} has sent nothing usable since ${dayText(last_usable_on)}: ${points}; ${nothingOfTheCustomer}`;
    }
    case "back":
      return `The source ${source} is back${toldValues(group)}: ${points}, for what happened meanwhile or before`;
    case "matched":
      return `Keys of ${source} point to other accounts than before${since(first)}: ${points}; ${nothingOfTheCustomer}`;
    case "unconnected":
      return value_to === null
        ? `${labels} ${are(labels)} no longer connected: ${points}; ${nothingOfTheCustomer}`
        : `${labels} counted for the first time: ${points}`;
    case "unreadable":
      return value_to === null || measure === null
        ? `${labels} cannot be read: ${points}; ${nothingOfTheCustomer}`
        : `${labels} can be read again (${valueText(value_to, measure)}): ${points}`;
    case "no_response":
      return value_to === null || measure === null
        ? `${labels} ${are(labels)} no longer known, as there is no recent answer: ${points}`
        : `${labels} ${are(labels)} known again (${valueText(value_to, measure)}): ${points}`;
    default:
      return value_to === null || measure === null
        ? `${labels} no longer ${apply(labels)}: ${points}`
        : `${labels} now ${apply(labels)} (${valueText(value_to, measure)}): ${points}`;
  }
}

/** The values that a source came back with and that moved the score most. */
function toldValues(group: readonly ChangeReason[]): string {
  const values = group
    .filter(({ points }) => Math.abs(points ?? 0) >= leastPoints)
    .toSorted((a, b) => Math.abs(b.points ?? 0) - Math.abs(a.points ?? 0))
    .flatMap(({ measure, value_to }) =>
      measure === null || value_to === null ? [] : [`${measure.label}: ${valueText(value_to, measure)}`],
    );
  return values.length === 0 ? "" : ` (${values.slice(0, 2).join("; ")})`;
}

/** Labels such as "active days in 28" are plural. */
const isPlural = (label: string): boolean =>
  /\b(?:days|users|tickets|answers|features|seats|surveys|invoices|terms)\b/i.test(
    label.split(" ").slice(0, 3).join(" "),
  );
const are = (label: string): "are" | "is" => (isPlural(label) ? "are" : "is");
const apply = (label: string): "apply" | "applies" => (isPlural(label) ? "apply" : "applies");
