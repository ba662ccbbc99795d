/** What of a table depends on the days that were run, and why. */
export interface RunDependence {
  /** The columns that do; all of them where it is not said. */
  readonly columns?: readonly string[];
  /** Of a table of measures: those that do, held or not. */
  readonly measures?: readonly string[];
  readonly why: string;
}

const changes = ["previous_score", "change_0d", "change_1d", "change_7d", "change_30d", "trend"];
const held =
  "a value is held only where a run saw it before its source went stale; `mrr_change_90d` takes the prices of then " +
  "from a run 83 to 89 days before, or without one the prices of now; where subscriptions come as full snapshots, " +
  "`renewals_kept_rate` misses terms that only a snapshot tells of which a run passed over";
const measured = "it is counted from `measures`, which depend on them, too";
const undated =
  "a trial that became more, and a subscription cancelled without a date, are dated by the first row in which a run " +
  "saw that";
const scored = `changes are from earlier runs, a floor or cap holds on while its condition is unknown, and ${measured}`;
const addsUp = "each run adds what is new since the run before; over all runs they add up to the same";
const ledger = "what a run learns counts in the month of that run";

/**
 * Snapshots of one day are equal however the days before it were cut into runs, but for these tables: they hold
 * what earlier runs saw, or changes since then.
 */
export const dependsOnRuns: Readonly<Record<string, RunDependence>> = {
  subscriptions: { columns: [], why: `${undated}: \`paid_from\`, \`ended_on\` and \`cancel_notice_on\`` },
  accounts: { columns: [], why: `its dates follow those of \`subscriptions\`: ${undated}` },
  source_freshness: {
    columns: [],
    why:
      "`last_usable_on` leaves out what a run passes over: snapshots of rejects alone, and days on which an export came " +
      "again unchanged before one of rejects alone",
  },
  measures: { measures: ["mrr_change_90d"], why: held },
  measure_scores: { columns: [], why: measured },
  component_scores: { columns: [], why: measured },
  scores: { columns: changes, why: scored },
  account_health: { columns: changes, why: scored },
  account_inputs: { why: measured },
  alert_episodes: { why: "an episode begins with the run in which its rule first holds" },
  account_months: { why: ledger },
  cohort_retention: { why: `customers are counted by account_months: ${ledger}` },
  portfolio_metrics: { why: `it counts account_months, renewals and scores of earlier runs: ${ledger}` },
  band_movements: { why: "bands of earlier days are those of earlier runs" },
  renewals: {
    why: "what became of a term is told by the run that learned it, at the price that the run before knew",
  },
  usage_daily: { why: addsUp },
  data_quality: {
    why: `${addsUp}, but for versions and snapshots that one run passes over and two would read`,
  },
  rejects: { why: `${addsUp}, but for rows of snapshots that a run passes over` },
  cell_problems: { why: `${addsUp}, but for rows of snapshots that a run passes over` },
  condition_problems: { why: addsUp },
};
