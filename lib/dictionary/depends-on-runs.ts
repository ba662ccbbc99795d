/** What of a table depends on the days that were run, and why. */
export interface RunDependence {
  /** The columns that do; all of them where it is not said. */
  readonly columns?: readonly string[];
  readonly why: string;
}

const changes = ["previous_score", "change_0d", "change_1d", "change_7d", "change_30d", "trend"];
const held = "a value is held only where a run saw it before its source went stale";
const addsUp = "each run adds what is new since the run before; over all runs they add up to the same";
const ledger = "what a run learns counts in the month of that run";

/**
 * Snapshots of one day are equal however the days before it were cut into runs, but for these tables: they hold
 * what earlier runs saw, or changes since then.
 */
export const dependsOnRuns: Readonly<Record<string, RunDependence>> = {
  measures: { why: held },
  measure_scores: { columns: [], why: held },
  component_scores: { columns: [], why: held },
  scores: { columns: changes, why: `changes are from earlier runs, and ${held}` },
  account_health: { columns: changes, why: `changes are from earlier runs, and ${held}` },
  account_inputs: { why: `it holds measures: ${held}` },
  alert_episodes: { why: "an episode begins with the run in which its rule first holds" },
  account_months: { why: ledger },
  cohort_retention: { why: `customers are counted by account_months: ${ledger}` },
  portfolio_metrics: { why: `it counts account_months, renewals and scores of earlier runs: ${ledger}` },
  band_movements: { why: "bands of earlier days are those of earlier runs" },
  renewals: {
    why: "a term is one that a run saw ahead, and what became of it is told by the run that learned it",
  },
  usage_daily: { why: addsUp },
  data_quality: {
    why: `${addsUp}, but for versions and snapshots that one run passes over and two would read`,
  },
  rejects: { why: `${addsUp}, but for rows of snapshots that a run passes over` },
  cell_problems: { why: `${addsUp}, but for rows of snapshots that a run passes over` },
  condition_problems: { why: addsUp },
};
