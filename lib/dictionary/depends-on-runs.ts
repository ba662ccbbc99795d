/** The columns of a table that depend on which days were run, and why. */
export interface RunDependence {
  /** The dependent columns; by default all of them. */
  readonly columns?: readonly string[];
  /** In a table of measures: those that depend on the runs, held or not. */
  readonly measures?: readonly string[];
  readonly why: string;
}

const changes = ["previous_score", "change_0d", "change_1d", "change_7d", "change_30d", "trend"];
const held =
  "a value is held only if a run saw it before its source became stale; `mrr_change_90d` takes past prices from a " +
  "run 83 to 89 days before, or without one the current prices; if subscriptions come as full snapshots, " +
  "`renewals_kept_rate` misses terms that only appear in a snapshot that a run skipped; `csm_pulse` ends with the run " +
  "that first saw another owner";
const measured = "it is computed from `measures`, which also depend on them";
const undated =
  "the end of a trial, and of a subscription cancelled without a date, is dated by the first row in which a run saw it";
const scored = `changes compare with earlier runs, a floor or cap carries over while its condition is unknown, and ${measured}`;
const addsUp =
  "each run adds the rows that are new since the previous run; the total over all runs is the same";
const ledger = "new information counts in the month of the run that reads it";

/**
 * The snapshot of a day does not depend on which earlier days were run, except in these tables: they hold values from
 * earlier runs, or changes since then.
 */
export const dependsOnRuns: Readonly<Record<string, RunDependence>> = {
  subscriptions: { columns: [], why: `${undated}: \`paid_from\`, \`ended_on\` and \`cancel_notice_on\`` },
  accounts: {
    columns: ["owner_since"],
    why: `an owner has the account since the run that first saw it; its dates follow those of \`subscriptions\`: ${undated}`,
  },
  source_freshness: {
    columns: ["unfit_since", "source_unfit_since"],
    why:
      "an episode starts with the run that first saw it; `last_usable_on` leaves out what a run skips: snapshots with rejects only, and days on which an unchanged export " +
      "was delivered again before one with rejects only",
  },
  measures: { measures: ["mrr_change_90d", "csm_pulse"], why: held },
  measure_scores: { columns: [], why: measured },
  component_scores: { columns: [], why: measured },
  scores: { columns: changes, why: scored },
  lens_measure_scores: { columns: [], why: measured },
  lens_component_scores: { columns: [], why: measured },
  lens_scores: { columns: changes, why: scored },
  measure_dictionary: { columns: ["is_redefined"], why: "it compares with the run before" },
  score_changes: { why: `it compares with earlier runs, and ${measured}` },
  scorecard_history: { why: "each run adds the scorecards of a config that is new to it" },
  account_health: { columns: changes, why: scored },
  account_inputs: { why: measured },
  alert_episodes: { why: "an episode starts with the run in which its rule first holds" },
  account_months: { why: ledger },
  cohort_retention: { why: `it is computed from account_months: ${ledger}` },
  portfolio_metrics: {
    why: `it is computed from account_months, renewals and scores of earlier runs: ${ledger}`,
  },
  band_movements: { why: "bands of earlier days come from earlier runs" },
  renewals: {
    why: "the outcome of a term is in the run that first knew it, at the price known to the previous run",
  },
  usage_daily: { why: addsUp },
  data_quality: {
    why: `${addsUp}, except for versions and snapshots that a single run skips and two runs would read`,
  },
  rejects: { why: `${addsUp}, except for rows of snapshots that a run skips` },
  field_counts: { why: `${addsUp}, except for rows of snapshots that a run skips` },
  cell_problems: { why: `${addsUp}, except for rows of snapshots that a run skips` },
  condition_problems: { why: addsUp },
};
