import { addDays } from "../../dates.ts";
import { capitalised, dayText } from "../../sentences/text.ts";
import { edgeText, pointsOf, pointsText, scoresText, scoreText } from "../../sentences/values.ts";
import { wrapped } from "../../sentences/wrapped.ts";
import type { Row, Value } from "../../warehouse/warehouse.ts";
import type { AccountChange } from "../account-changes.ts";
import type { Explanation } from "../explain.ts";
import { untoldLines } from "../told-parts.ts";
import { evidenceLines } from "./evidence-lines.ts";
import { greenLines } from "./green-lines.ts";
import { absentLines, componentLines } from "./points-lines.ts";

/** The horizons that are told: a week and a month; before there is one, the run before. */
const toldHorizons: readonly number[] = [7, 30];
const firstHorizon = 0;
const mostReasons = 5;

/** An explanation for a terminal of 80 columns: what it is, why, what would change it, and every point. */
export function explanationLines(explanation: Explanation): string[] {
  return [
    ...nameLines(explanation),
    "",
    ...scoreLines(explanation),
    ...lensLines(explanation),
    ...alertLines(explanation),
    ...toldChanges(explanation).flatMap(changeLines),
    ...scorecardLines(explanation),
    ...evidenceLines(explanation),
    ...greenLines(explanation),
    ...componentLines(explanation),
    ...absentLines(explanation),
    ...untoldLines(explanation.untold),
  ];
}

/** Those that were asked for, or else those of a week and of a month. */
function toldChanges({ changes, since }: Explanation): readonly AccountChange[] {
  if (since !== null) return [since];
  const longer = changes.filter(({ horizon_days }) => toldHorizons.includes(horizon_days));
  return longer.length > 0 ? longer : changes.filter(({ horizon_days }) => horizon_days === firstHorizon);
}

function nameLines({ account: { account_id, name, ...account }, currency }: Explanation): string[] {
  const { arr, renewal_date, days_to_renewal, segment, plan, lifecycle, owner } = account;
  const revenue = [
    ...(arr === null || arr === undefined ? [] : [`ARR ${currency} ${money.format(Number(arr))}`]),
    ...(isText(renewal_date) ? [`renews on ${dayText(renewal_date)} (in ${days_to_renewal} days)`] : []),
  ];
  const about = [
    ...(isText(segment) ? [segment] : []),
    ...(isText(plan) && plan !== segment ? [`plan ${plan}`] : []),
    ...(isText(lifecycle) ? [lifecycle] : []),
    ...(isText(owner) ? [`owner ${owner}`] : []),
    ...revenue,
  ];
  return [
    name === null ? String(account_id) : `${name} (${account_id})`,
    ...(about.length === 0 ? [] : wrapped(about.join(" · "))),
  ];
}

function scoreLines({ account, bands, changes }: Explanation): string[] {
  const { score, band, as_of_date, scorecard, coverage } = account;
  const on = `on ${dayText(String(as_of_date))}`;
  if (scorecard === null || scorecard === undefined) return wrapped(unscoredLine(account, on));
  if (score === null || score === undefined)
    return wrapped(`No score ${on}: no measure of the scorecard ${scorecard} counts.`);
  const share = Math.round(Number(coverage) * 100);
  const edges =
    bands === null ? "" : ` Green begins at ${edgeText(bands.green)}, red below ${edgeText(bands.yellow)}.`;
  return [
    ...wrapped(
      `Score ${scoreText(Number(score))}, ${String(band).replaceAll("_", " ")}, ${on}${movedText(changes)}.`,
    ),
    ...limitSentences(account).flatMap((sentence) => wrapped(sentence)),
    ...wrapped(`Scorecard ${scorecard}, coverage ${share} %.${edges}`),
  ];
}

/** Such as `: 7.3 points less than 7 days before, 28.4 less than 30 days before`. */
function movedText(changes: readonly AccountChange[]): string {
  const moved = toldHorizons.flatMap((days) => {
    const change = changes.find(({ horizon_days }) => horizon_days === days);
    if (change === undefined || change.score_from === null || change.score_to === null) return [];
    const points = change.score_to - change.score_from;
    if (Math.abs(points) < leastMoved) return [];
    return [
      `${pointsOf(Math.abs(points))} ${points < 0 ? "less" : "more"} than on ${dayText(change.from_date)}`,
    ];
  });
  return moved.length === 0 ? "" : `: ${moved.join(", ")}`;
}

const leastMoved = 0.05;

/** A rule is named even if the score is beyond it anyway. */
function limitSentences(account: Row): string[] {
  const { raw_score, floored_score, computed_score, floor_rule, cap_rule } = account;
  const isRaised = floor_rule !== null && Number(floored_score) > Number(raw_score);
  const isHeld = cap_rule !== null && Number(computed_score) < Number(floored_score);
  return [
    ...(isRaised ? [`Raised by the floor "${floor_rule}", from ${scoreText(Number(raw_score))}.`] : []),
    ...(isHeld ? [`Held by the cap "${cap_rule}": without it ${scoreText(Number(floored_score))}.`] : []),
    ...overrideSentences(account),
  ];
}

function overrideSentences(account: Row): string[] {
  const { override_author, override_reason, override_expires_on, computed_score } = account;
  if (!isText(override_author) || !isText(override_expires_on)) return [];
  const until = dayText(addDays(override_expires_on, -1));
  const set = `Set by ${override_author} until ${until}: ${override_reason}`;
  return [`${set}. Calculated: ${scoreText(Number(computed_score))}.`];
}

/** Accounts that are no customers, or no longer, have no scorecard. */
function unscoredLine({ lifecycle, churned_on, churn_reason }: Row, on: string): string {
  if (lifecycle !== "churned" || churned_on === null)
    return `Not scored ${on}: its lifecycle is ${lifecycle}.`;
  const reason = isText(churn_reason) ? ` (${churn_reason})` : "";
  return `Not scored ${on}: it churned on ${dayText(String(churned_on))}${reason}.`;
}

function changeLines(change: AccountChange): string[] {
  const { from_date, score_from, score_to, band_from, band_to, lead, reasons } = change;
  const since = `Since ${dayText(from_date)}`;
  const bands =
    band_from === null || band_to === null || band_from === band_to
      ? ""
      : ` (${band_from} → ${band_to})`.replaceAll("_", " ");
  const isSame = score_from !== null && score_to !== null && Math.abs(score_to - score_from) < leastMoved;
  const moved =
    score_from === null || score_to === null
      ? since
      : isSame
        ? `${since}: no change`
        : `${since}: ${scoresText(score_from, score_to, "→")}, ${pointsText(score_to - score_from)}${bands}`;
  const shown = reasons.slice(0, mostReasons);
  const more = reasons.length - shown.length;
  return [
    "",
    moved,
    ...(lead === null ? [] : wrapped(lead, 2, 4)),
    ...shown.flatMap((reason) => wrapped(reason, 2, 4)),
    ...(more === 0 ? [] : [`  And ${more} smaller.`]),
  ];
}

/** Edits of the scorecard within what is told. */
const scorecardLines = ({ scorecard_changes, account }: Explanation): string[] =>
  scorecard_changes.flatMap(({ on, differences }) => [
    "",
    `The scorecard ${account.scorecard} changed on ${dayText(on)}`,
    ...(differences.length === 0
      ? ["  Its weights, points and limits did not: how a measure is counted did."]
      : differences.flatMap((line) => wrapped(capitalised(line), 2, 4))),
  ]);

const lensLines = ({ lenses }: Explanation): string[] =>
  lenses.flatMap(({ lens, scorecard, score, band, coverage, change_7d }) => {
    const name = capitalised(String(lens).replaceAll("_", " "));
    const share = `coverage ${Math.round(Number(coverage) * 100)} %`;
    if (score === null) return wrapped(`${name}: no score (scorecard ${scorecard}, ${share})`, 0, 2);
    const since = change_7d === null ? "" : `, ${pointsText(Number(change_7d))} in 7 days`;
    const banded = `${scoreText(Number(score))}, ${String(band).replaceAll("_", " ")}`;
    return wrapped(`${name}: ${banded}${since} (scorecard ${scorecard}, ${share})`, 0, 2);
  });

function alertLines({ alerts }: Explanation): string[] {
  if (alerts.length === 0) return ["No alert is open."];
  const open = alerts.map(
    ({ rule, severity, started_on }) => `"${rule}" (${severity}) since ${dayText(String(started_on))}`,
  );
  return wrapped(`${alerts.length === 1 ? "Open alert" : "Open alerts"}: ${open.join(", ")}.`);
}

const money = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const isText = (value: Value | undefined): value is string => typeof value === "string" && value !== "";
