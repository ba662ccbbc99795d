import { capitalised } from "../sentences/text.ts";
import { type ValueWords, valueText } from "../sentences/values.ts";
import { type Finding, type FindingKind, fewestAccounts } from "./finding.ts";
import type { LintedMeasure, LintedPair } from "./read-day.ts";

/** A measure's name for people, its unit and its words; and the points that its scorecard can give. */
export interface MeasureFacts extends ValueWords {
  readonly leastPoints: number;
  readonly mostPoints: number;
}

export type FactsOf = (scorecard: string, measure: string) => MeasureFacts;

const percent = (share: number): string => `${Math.round(100 * share)} %`;
const pathOf = ({
  scorecard,
  component,
  measure,
}: Pick<LintedMeasure, "scorecard" | "component" | "measure">) =>
  `scorecards.${scorecard}.components.${component}.measures.${measure}`;

const statusWords: Readonly<Record<string, string>> = {
  never_connected: "no source provides it, or its keys match no account",
  source_stale: "its source is silent or degraded",
  no_response: "nobody answered",
  unreadable: "its words are not among those that it lists",
};

/** What is wrong with single measures of scorecards. */
export function measureFindings(measures: readonly LintedMeasure[], factsOf: FactsOf): readonly Finding[] {
  return measures.flatMap((measure) => {
    const facts = factsOf(measure.scorecard, measure.measure);
    const found = (kind: FindingKind, seen: string, advice: string, of: Partial<Finding> = {}): Finding => ({
      ...{
        kind,
        scorecard: measure.scorecard,
        measure: measure.measure,
        path: pathOf(measure),
        seen,
        advice,
      },
      ...{ accounts: measure.accounts, arr: measure.arr, arr_unknown: measure.arr_unknown, ...of },
    });
    return [
      ...missing(measure, facts, found),
      ...unvarying(measure, facts, found),
      ...outOfReach(measure, facts, found),
      ...effect(measure, facts, found),
      ...redInGreen(measure, facts, found),
    ];
  });
}

type Found = (kind: FindingKind, seen: string, advice: string, of?: Partial<Finding>) => Finding;

function missing(measure: LintedMeasure, { label }: MeasureFacts, found: Found): readonly Finding[] {
  const applies = measure.known + measure.missing;
  if (applies < fewestAccounts || measure.missing <= applies / 2) return [];
  const why = statusWords[measure.missing_status ?? ""] ?? String(measure.missing_status);
  return [
    found(
      "missing-for-most",
      `${capitalised(label)}: missing for ${measure.missing} of ${applies} accounts. Mostly, ${why}.`,
      "Connect its source, or take it out: its weight is spread over the other measures.",
      { accounts: measure.missing, arr: measure.missing_arr, arr_unknown: measure.missing_arr_unknown },
    ),
  ];
}

function unvarying(measure: LintedMeasure, facts: MeasureFacts, found: Found): readonly Finding[] {
  const { known, lowest_points: lowest, highest_points: highest, lowest_value, highest_value } = measure;
  if (known < fewestAccounts || lowest === null || highest === null || highest - lowest > 1e-6) return [];
  const values = [
    ...new Set(
      [lowest_value, highest_value].flatMap((value) => (value === null ? [] : [valueText(value, facts)])),
    ),
  ];
  return [
    found(
      "never-varies",
      `${capitalised(facts.label)}: ${Math.round(lowest)} points for all ${known} accounts that have it (${values.join(" to ")}).`,
      "It tells no account from another. Keep it if it waits for something rare; otherwise move its points into the data, or take it out.",
    ),
  ];
}

/** The points that no account earns: at the top a scorecard gives them to nobody; at the bottom they may wait. */
const [mostAbove, mostBelow] = [25, 50];

function outOfReach(measure: LintedMeasure, facts: MeasureFacts, found: Found): readonly Finding[] {
  const { known, lowest_points: lowest, highest_points: highest, lowest_value, highest_value } = measure;
  if (known < fewestAccounts || lowest === null || highest === null || highest - lowest <= 1e-6) return [];
  if (lowest_value === null || highest_value === null) return [];
  const [above, below] = [facts.mostPoints - highest, lowest - facts.leastPoints];
  const range = `from ${valueText(lowest_value, facts)} to ${valueText(highest_value, facts)}`;
  const seen = `${capitalised(facts.label)}: ${range} in the data, which earns ${Math.round(lowest)} to ${Math.round(highest)} points.`;
  if (above >= mostAbove)
    return [
      found(
        "points-out-of-reach",
        seen,
        `No account can earn the points up to ${facts.mostPoints}: move the breakpoints into the data.`,
      ),
    ];
  if (below < mostBelow) return [];
  return [
    found(
      "points-out-of-reach",
      seen,
      "No account earns less. That is right for something rare; otherwise move the breakpoints into the data.",
    ),
  ];
}

/** A measure that moves scores by less than half or more than twice its weight, by so much of the whole. */
const [leastFactor, leastGap] = [2, 0.1];

/** The share of the differences between raw scores that a measure's contributions carry; all of a scorecard sum to 1. */
export const effectOf = ({ covariance, variance }: LintedMeasure): number | undefined =>
  covariance === null || variance === null || variance <= 1e-9 ? undefined : covariance / variance;

function effect(measure: LintedMeasure, { label }: MeasureFacts, found: Found): readonly Finding[] {
  const share = effectOf(measure);
  const { weight, accounts, lowest_points, highest_points } = measure;
  // What never varies has no effect, and is told as that.
  if (
    highest_points === lowest_points ||
    share === undefined ||
    accounts < fewestAccounts ||
    Math.abs(Math.max(0, share) - weight) < leastGap
  )
    return [];
  const carried = `${percent(weight)} of the weight, but ${percent(Math.max(0, share))} of the differences between scores`;
  const seen = `${capitalised(label)}: ${carried}.`;
  if (share * leastFactor < weight)
    return [
      found(
        "weight-without-effect",
        seen,
        "Most accounts earn the same points for it: narrow its breakpoints, or give its weight to others.",
      ),
    ];
  if (share > weight * leastFactor)
    return [
      found(
        "effect-beyond-weight",
        seen,
        "It decides more than its weight says: widen its breakpoints, or mean it and say so in the weight.",
      ),
    ];
  return [];
}

function redInGreen(measure: LintedMeasure, { label }: MeasureFacts, found: Found): readonly Finding[] {
  if (measure.red_in_green === 0) return [];
  const weight = percent(measure.weight);
  const are = measure.red_in_green === 1 ? "account is" : "accounts are";
  return [
    found(
      "red-inside-green",
      `${measure.red_in_green} ${are} green with 20 points or less for ${label}, at ${weight} of the weight.`,
      "If that alone is a reason to call, add a cap for it, so that no green hides it.",
      {
        accounts: measure.red_in_green,
        arr: measure.red_in_green_arr,
        arr_unknown: measure.red_in_green_arr_unknown,
      },
    ),
  ];
}

/** Measures that rank accounts alike: one of them says what both do. */
export function pairFindings(
  pairs: readonly LintedPair[],
  measures: readonly LintedMeasure[],
  factsOf: FactsOf,
): readonly Finding[] {
  return pairs.flatMap(({ scorecard, measure, other_measure, accounts, correlation }) => {
    const of = measures.find((each) => each.scorecard === scorecard && each.measure === measure);
    if (of === undefined) return [];
    const [one, other] = [measure, other_measure].map((name) => factsOf(scorecard, name).label);
    return [
      {
        ...{ kind: "duplicates-another" as const, scorecard, measure, path: pathOf(of) },
        seen: `${capitalised(one ?? measure)} and ${other} rank ${accounts} accounts alike (rank correlation ${correlation.toFixed(2)}).`,
        advice: "Together they weigh twice what they say: keep one, or halve their weights.",
        ...{ accounts, arr: of.arr, arr_unknown: of.arr_unknown },
      },
    ];
  });
}
