import type { ColumnType } from "../models/model.ts";

type Columns = Readonly<Record<string, ColumnType>>;

/** The columns of `accounts`, which every predicate may use. */
export const accountColumns = {
  account_id: "varchar",
  name: "varchar",
  domain: "varchar",
  parent_account_id: "varchar",
  segment: "varchar",
  plan: "varchar",
  industry: "varchar",
  region: "varchar",
  lifecycle: "varchar",
  owner: "varchar",
  owner_email: "varchar",
  customer_since: "date",
  notice_on: "date",
  churned_on: "date",
  churn_reason: "varchar",
  employees: "bigint",
  mrr: "decimal(18,2)",
  arr: "decimal(18,2)",
  seats: "bigint",
  renewal_date: "date",
  days_to_renewal: "bigint",
  source_url: "varchar",
  is_scored: "boolean",
} as const satisfies Columns;

/** The columns of `scores`, which predicates of alerts and routes may also use. */
export const scoreColumns = {
  scorecard: "varchar",
  config_version: "varchar",
  raw_score: "double",
  computed_score: "double",
  score: "double",
  band: "varchar",
  coverage: "double",
  measures_missing: "bigint",
  cap_rule: "varchar",
  previous_score: "double",
  change_0d: "double",
  change_1d: "double",
  change_7d: "double",
  change_30d: "double",
  trend: "varchar",
  is_stale: "boolean",
} as const satisfies Columns;

/** A measure as far as the config can go wrong with it. */
export interface KnownMeasure {
  readonly name: string;
  /** A `number` is scored by breakpoints, a `word` by a word's points. */
  readonly valueKind: "number" | "word";
}

/** What `applies_to`, caps and floors may use: `account_inputs`, the accounts with attributes and measures by name. */
export function accountInputColumns(
  attributes: Iterable<string>,
  measures: readonly KnownMeasure[],
): ReadonlyMap<string, ColumnType> {
  return new Map<string, ColumnType>([
    ...Object.entries(accountColumns),
    ...[...attributes].map((name) => [name, "varchar"] as const),
    ...measures.map(({ name, valueKind }) => [name, valueKind === "word" ? "varchar" : "double"] as const),
  ]);
}

/** The columns for predicates of alerts and routes: `account_inputs` and the scores. */
export function alertColumns(inputs: ReadonlyMap<string, ColumnType>): ReadonlyMap<string, ColumnType> {
  return new Map([...inputs, ...Object.entries(scoreColumns)]);
}
