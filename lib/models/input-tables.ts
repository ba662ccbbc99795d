import type { Column, ColumnType } from "./model.ts";

/** A small table that TypeScript writes at the start of a run, for the models to read. */
export interface InputTable {
  readonly table: string;
  readonly grain: string;
  readonly columns: readonly Column[];
}

const column = (name: string, type: ColumnType, comment: string): Column => ({ name, type, comment });

const source = column("source", "varchar", "the source, as the config names it");
const stream = column("stream", "varchar", "the stream within the source");
const entity = column("entity", "varchar", "what the stream brings");
const mode = column("mode", "varchar", "full, upsert or append");
const scorecard = column("scorecard", "varchar", "the scorecard");
const component = column("component", "varchar", "the component of the scorecard");
const measure = column("measure", "varchar", "the measure");

/** Stage 1. Rows: `lib/pipeline/inputs.ts`. */
export const inputTables = {
  run_batches: {
    table: "run_batches",
    grain: "one row per batch that this run is the first of its chain to take in",
    columns: [
      source,
      stream,
      entity,
      mode,
      column("load_id", "varchar", "the load it is part of"),
      column("landed_on", "date", "the date it landed on"),
      column("landed_at", "timestamp(3)", "when its load was made"),
      column("records", "bigint", "rows that landed in it"),
      column("is_read", "boolean", "false for a full snapshot that a newer one of this run has passed over"),
      column("unreadable", "bigint", "rows of its load that could not be read: they are in quarantine"),
      column(
        "is_whole",
        "boolean",
        "false when more than max_loss of its rows could not be read: what is absent may be among them",
      ),
    ],
  },
  named_records: {
    table: "named_records",
    grain: "one row per record that an unreadable row of a full export names all the same",
    columns: [source, stream, column("record_id", "varchar", "the record, as the row names it")],
  },
  streams: {
    table: "streams",
    grain: "one row per stream of the config",
    columns: [
      source,
      stream,
      entity,
      mode,
      column(
        "source_position",
        "integer",
        "the place of the source in the config, from 1; the first accounts source names the accounts",
      ),
      column(
        "expect_every_days",
        "double",
        "past it without a landing the stream is stale; null when nothing is expected",
      ),
      column("max_loss", "double", "the share of its records a full snapshot may lose"),
      column("lookback_days", "integer", "how many days late an event may land"),
      column(
        "last_landed_on",
        "date",
        "the latest date on which it was heard from, as of D: what landed, or a history that covers it; null when never",
      ),
    ],
  },
  settings: {
    table: "settings",
    grain: "one row: what the config says about the company",
    columns: [
      column("config_version", "varchar", "the version of the config"),
      column("currency", "varchar", "the reporting currency"),
      column("revenue_from", "varchar", "subscriptions or invoices"),
      column("churn_kind", "varchar", "subscription or inactivity"),
      column(
        "churn_inactivity_days",
        "integer",
        "days without activity that count as churn; null by subscription",
      ),
      column("onboarding_days", "integer", "how long a new account counts as onboarding"),
      column("renewal_grace_days", "integer", "days around a term's end in which a new contract renews it"),
      column("shortest_term_days", "integer", "days below which a term is a billing period"),
      column(
        "gross_margin",
        "double",
        "the share of revenue that is left after its cost; null when not said",
      ),
      column("min_sample", "integer", "the sample below which a rate of the portfolio is not shown"),
    ],
  },
  free_mail_domains: {
    table: "free_mail_domains",
    grain: "one row per domain at which anyone can have an address: it is the domain of no account",
    columns: [column("domain", "varchar", "the domain, in lower case")],
  },
  key_features: {
    table: "key_features",
    grain: "one row per feature whose use says that the product does its job",
    columns: [column("feature", "varchar", "the feature, as usage names it")],
  },
  measure_definitions: {
    table: "measure_definitions",
    grain: "one row per measure that Bellwether or the project defines",
    columns: [
      measure,
      column("family", "varchar", "usage, support, feedback, financial, relationship, or own"),
      column("unit", "varchar", "what the value counts; empty when nobody said"),
      column("is_higher_better", "boolean", "whether a higher value is healthier; null when nobody said"),
      column("hold_days", "integer", "how long the last good value stands in when its source went stale"),
    ],
  },
  measure_entities: {
    table: "measure_entities",
    grain: "one row per measure and entity that it is counted from",
    columns: [measure, entity],
  },
  scorecards: {
    table: "scorecards",
    grain: "one row per scorecard of the config",
    columns: [
      scorecard,
      column("position", "integer", "its place in the config, from 1; the first that applies wins"),
      column("config_version", "varchar", "the version of the config it stands in"),
      column("green", "double", "the lowest score of the green band"),
      column("yellow", "double", "the lowest score of the yellow band"),
      column("coverage_floor", "double", "the coverage below which there is insufficient data"),
    ],
  },
  scorecard_measures: {
    table: "scorecard_measures",
    grain: "one row per scorecard and measure that it counts",
    columns: [
      scorecard,
      component,
      column("component_weight", "double", "the component's weight in the scorecard"),
      measure,
      column("weight", "double", "the measure's weight in the component"),
      column("fallback_points", "double", "the points a missing value counts for; null when it is left out"),
    ],
  },
  scorecard_points: {
    table: "scorecard_points",
    grain: "one row per scorecard, measure and stretch between two breakpoints, or word",
    columns: [
      scorecard,
      measure,
      column("word", "varchar", "the word that earns points_from; null for a measure of numbers"),
      column("value_from", "double", "where the stretch begins; null below the first breakpoint"),
      column("value_to", "double", "where it ends, exclusive; null above the last breakpoint"),
      column("points_from", "double", "points at value_from"),
      column("points_to", "double", "points at value_to"),
    ],
  },
  scorecard_limits: {
    table: "scorecard_limits",
    grain: "one row per scorecard and cap or floor",
    columns: [
      scorecard,
      column("limit_name", "varchar", "the cap's or floor's name"),
      column("kind", "varchar", "cap or floor"),
      column("position", "integer", "its place in the config, from 1"),
      column("points", "double", "the score it allows at most, or gives at least"),
    ],
  },
  alert_rules: {
    table: "alert_rules",
    grain: "one row per alert rule of the config",
    columns: [
      column("rule", "varchar", "the rule"),
      column("severity", "varchar", "low, medium, high or critical"),
      column("severity_rank", "integer", "1 for low to 4 for critical"),
      column("kind", "varchar", "change when the rule looks at a change of the score, else level"),
      column("horizon_days", "integer", "the longest change it looks at, in days; null for a level rule"),
      column("has_clear_when", "boolean", "whether the config says what clears it"),
      column("cooldown_days", "double", "how long after clearing it stays quiet"),
    ],
  },
} as const satisfies Record<string, InputTable>;

export type InputTableName = keyof typeof inputTables;
