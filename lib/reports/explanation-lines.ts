import { capitalised, dayText } from "../sentences/text.ts";
import { pointsText, scoresText, scoreText, valueText } from "../sentences/values.ts";
import type { Row, Value } from "../warehouse/warehouse.ts";
import type { AccountChange } from "./account-changes.ts";
import type { Explanation } from "./explain.ts";
import { untoldLines } from "./told-parts.ts";

/** The horizons that are told: a week and a month; before there is one, the run before. */
const toldHorizons: readonly number[] = [7, 30];
const firstHorizon = 0;
const mostReasons = 6;

/** An explanation for a terminal of 80 columns. */
export function explanationLines(explanation: Explanation): string[] {
  const { account, changes } = explanation;
  const longer = changes.filter(({ horizon_days }) => toldHorizons.includes(horizon_days));
  const told =
    longer.length > 0 ? longer : changes.filter(({ horizon_days }) => horizon_days === firstHorizon);
  return [
    ...nameLines(account),
    "",
    ...scoreLines(account),
    ...lensLines(explanation),
    ...told.flatMap(changeLines),
    ...componentLines(explanation),
    ...absentLines(explanation),
    "",
    ...alertLines(explanation),
    ...untoldLines(explanation.untold),
  ];
}

function nameLines({ account_id, name, ...account }: Row): string[] {
  const about = [account.segment, account.plan, account.lifecycle, account.owner].filter(isText);
  return [name === null ? String(account_id) : `${name} (${account_id})`, about.join(" · ")];
}

function scoreLines({ score, band, as_of_date, scorecard, coverage, ...account }: Row): string[] {
  const on = `on ${dayText(String(as_of_date))}`;
  if (scorecard === null) return [unscoredLine(account, on)];
  if (score === null) return [`No score ${on}: no measure of the scorecard ${scorecard} counts.`];
  const share = Math.round(Number(coverage) * 100);
  const lines = [
    `Score ${scoreText(Number(score))}, ${String(band).replaceAll("_", " ")}, ${on} (scorecard ${scorecard}, coverage ${share} %)`,
  ];
  const { raw_score, floored_score, computed_score } = account;
  // A rule is named even if the score is beyond it anyway.
  if (account.floor_rule !== null && Number(floored_score) > Number(raw_score))
    lines.push(`Raised by the floor "${account.floor_rule}", from ${scoreText(Number(raw_score))}.`);
  if (account.cap_rule !== null && Number(computed_score) < Number(floored_score))
    lines.push(`Held by the cap "${account.cap_rule}": without it ${scoreText(Number(floored_score))}.`);
  return lines;
}

function lensLines({ lenses }: Explanation): string[] {
  return lenses.map(({ lens, scorecard, score, band, coverage, change_7d }) => {
    const share = `coverage ${Math.round(Number(coverage) * 100)} %`;
    if (score === null) return `${lensName(lens)}: no score (scorecard ${scorecard}, ${share})`;
    const since = change_7d === null ? "" : `, ${pointsText(Number(change_7d))} in 7 days`;
    const named = String(band).replaceAll("_", " ");
    return `${lensName(lens)}: ${scoreText(Number(score))}, ${named}${since} (scorecard ${scorecard}, ${share})`;
  });
}

const lensName = (lens: Value | undefined): string => capitalised(String(lens).replaceAll("_", " "));

/** Accounts that are no customers, or no longer, have no scorecard. */
function unscoredLine({ lifecycle, churned_on, churn_reason }: Row, on: string): string {
  if (lifecycle !== "churned" || churned_on === null)
    return `Not scored ${on}: its lifecycle is ${lifecycle}.`;
  const reason = isText(churn_reason) ? ` (${churn_reason})` : "";
  return `Not scored ${on}: it churned on ${dayText(String(churned_on))}${reason}.`;
}

function changeLines({ from_date, score_from, score_to, lead, reasons }: AccountChange): string[] {
  const since = `Since ${dayText(from_date)}`;
  const moved =
    score_from === null || score_to === null
      ? since
      : `${since}: ${scoresText(score_from, score_to, "→")}, ${pointsText(score_to - score_from)}`;
  const shown = reasons.slice(0, mostReasons);
  const more = reasons.length - shown.length;
  return [
    "",
    moved,
    ...(lead === null ? [] : [`  ${lead}`]),
    ...shown.map((reason) => `  ${reason}`),
    ...(more === 0 ? [] : [`  And ${more} smaller.`]),
  ];
}

/** What each component earned, and what each of its measures did not, most first. */
function componentLines({ components, measures, account }: Explanation): string[] {
  if (measures.length === 0) return [];
  const lines = components.flatMap(({ component, effective_weight, contribution }) => {
    const most = 100 * Number(effective_weight);
    const earned = Number(contribution);
    const own = measures.filter((measure) => measure.component === component);
    const head = `${capitalised(String(component))}: ${points(earned)} of ${points(most)} points, ${points(most - earned)} missing`;
    return ["", head, ...own.map(measureLine)];
  });
  return [...lines, "", `The points sum to the raw score, ${scoreText(Number(account.raw_score))}.`];
}

function measureLine({ label, unit, value, status, source, known_on, ...row }: Row): string {
  const most = 100 * Number(row.effective_weight);
  const words = { label: String(label), unit: String(unit ?? "") };
  const reading = value === null ? "no value" : valueText(Number(value), words);
  const age = status === "held" ? `, of ${dayText(String(known_on))} (${source} is late)` : "";
  const missing = most - Number(row.contribution);
  const earned = `${points(Number(row.contribution))} of ${points(most)}`;
  return `  ${points(missing).padStart(5)}  ${label}: ${reading}${age} (${earned})`;
}

const whyAbsent: Readonly<Record<string, string>> = {
  not_applicable: "does not apply",
  never_connected: "no source, or none that is matched to it",
  source_stale: "its source is late",
  no_response: "nobody answered",
};

function absentLines({ absent }: Explanation): string[] {
  if (absent.length === 0) return [];
  const byStatus = Map.groupBy(absent, ({ status }) => String(status));
  return [
    "",
    "Not counted",
    ...[...byStatus].map(
      ([status, rows]) => `  ${whyAbsent[status] ?? status}: ${rows.map(({ label }) => label).join(", ")}`,
    ),
  ];
}

function alertLines({ alerts }: Explanation): string[] {
  if (alerts.length === 0) return ["No alert is open."];
  return alerts.map(
    ({ rule, severity, started_on }) =>
      `Alert "${rule}" (${severity}) open since ${dayText(String(started_on))}.`,
  );
}

const points = (value: number): string => value.toFixed(1);
const isText = (value: Value | undefined): value is string => typeof value === "string" && value !== "";
