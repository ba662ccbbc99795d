import type { Column, ColumnType } from "./model.ts";

/** A small table that TypeScript writes at the start of a run, for the models to read. */
export interface InputTable {
  readonly table: string;
  readonly grain: string;
  readonly columns: readonly Column[];
}

/** A row of one, which the plan holds as JSON. */
export type InputRow = Readonly<Record<string, string | number | boolean | null>>;

const column = (name: string, type: ColumnType, comment: string): Column => ({ name, type, comment });

const source = column("source", "varchar", "the source, by its name in the config");
const stream = column("stream", "varchar", "the stream within the source");
const entity = column("entity", "varchar", "the entity that the stream provides");
const mode = column("mode", "varchar", "full, upsert or append");
const scorecard = column("scorecard", "varchar", "the scorecard");
const component = column("component", "varchar", "the component of the scorecard");
const measure = column("measure", "varchar", "the measure");

/** The kinds of alert rule, and when a rule is of each. */
export const ruleKinds = {
  change: "when the rule reads a change of the score",
  level: "otherwise",
} as const;
export type RuleKind = keyof typeof ruleKinds;

/** Stage 1. Rows: `lib/pipeline/inputs.ts`. */
export const inputTables = {
  run_batches: {
    table: "run_batches",
    grain: "one row per batch that this run is the first of its chain to read",
    columns: [
      source,
      stream,
      entity,
      mode,
      column("load_id", "varchar", "the load that contains the batch"),
      column("landed_on", "date", "the landing date"),
      column("landed_at", "timestamp(3)", "when its load was created"),
      column("records", "bigint", "the number of rows"),
      column("is_read", "boolean", "false for a full snapshot that this run skips for a newer one"),
      column("unreadable", "bigint", "unreadable rows of its load, which are in quarantine"),
      column(
        "is_whole",
        "boolean",
        "false when more than max_loss of its rows were unreadable, so that missing records may be among them",
      ),
    ],
  },
  named_records: {
    table: "named_records",
    grain: "one row per record whose row in a full export is unreadable but still has an id",
    columns: [source, stream, column("record_id", "varchar", "the record's id in the unreadable row")],
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
        "the position of the source in the config, from 1; the first accounts source defines account ids",
      ),
      column(
        "expect_every_days",
        "double",
        "days without a usable landing after which the stream is stale; null when nothing is expected",
      ),
      column("expected_by", "varchar", "expect_every or own rhythm; null when nothing is expected"),
      column("has_account_key", "boolean", "whether its rows name their accounts"),
      column("max_loss", "double", "the share of records that a full snapshot may lose"),
      column("max_rejected", "double", "the share of its rows that may be unreadable or rejected"),
      column("max_unmatched", "double", "the share of its rows whose account key may match no account"),
      column("max_too_late", "double", "the share of its rows that may land too late"),
      column("lookback_days", "integer", "the number of days an event may land late"),
      column("match_by_name", "boolean", "whether keys of its source may match accounts by name"),
      column(
        "last_landed_on",
        "date",
        "the latest landing date as of D, or date covered by a landed history; null when nothing has landed",
      ),
    ],
  },
  settings: {
    table: "settings",
    grain: "one row: the company settings of the config",
    columns: [
      column("config_version", "varchar", "the version of the config"),
      column("currency", "varchar", "the reporting currency"),
      column("revenue_from", "varchar", "subscriptions or invoices"),
      column("churn_kind", "varchar", "subscription or inactivity"),
      column(
        "churn_inactivity_days",
        "integer",
        "days without activity that count as churn; null when churn is by subscription",
      ),
      column("onboarding_days", "integer", "the number of days a new account counts as onboarding"),
      column("renewal_grace_days", "integer", "days around a term's end in which a new contract renews it"),
      column("shortest_term_days", "integer", "days below which a term is a billing period"),
      column("gross_margin", "double", "the gross margin, 0 to 1; null when not configured"),
      column("min_sample", "integer", "the sample size below which a portfolio rate is suppressed"),
    ],
  },
  free_mail_domains: {
    table: "free_mail_domains",
    grain: "one row per domain of a mail provider; such a domain never matches an account",
    columns: [column("domain", "varchar", "the domain, in lower case")],
  },
  key_features: {
    table: "key_features",
    grain: "one row per key feature of the config",
    columns: [column("feature", "varchar", "the feature, by its name in usage")],
  },
  measure_definitions: {
    table: "measure_definitions",
    grain: "one row per measure that Bellwether or the project defines",
    columns: [
      measure,
      column("label", "varchar", "its name for people"),
      column("family", "varchar", "usage, support, feedback, financial, relationship, or own"),
      column("unit", "varchar", "the unit of the value; empty when not given"),
      column(
        "words",
        "varchar",
        "of a measure of words: these, the least first; its value is a word's place, from 1",
      ),
      column("becomes_one", "varchar", "of a measure that is 1 or 0: the sentence when it becomes 1"),
      column("becomes_zero", "varchar", "of a measure that is 1 or 0: the sentence when it becomes 0"),
      column("is_higher_better", "boolean", "whether a higher value is healthier; null when not given"),
      column(
        "moved_by",
        "varchar",
        "who can change it: company, customer, time or opinion; null when not known",
      ),
      column(
        "hold_days",
        "integer",
        "the number of days the last good value is used while a source is stale",
      ),
      column(
        "definition",
        "varchar",
        "the version of its SQL, of the mappings it is counted from and of the settings it reads",
      ),
    ],
  },
  measure_entities: {
    table: "measure_entities",
    grain: "one row per measure and entity that it is computed from",
    columns: [measure, entity],
  },
  scorecards: {
    table: "scorecards",
    grain: "one row per scorecard of the config",
    columns: [
      scorecard,
      column("position", "integer", "its position in the config, from 1; the first that applies wins"),
      column("config_version", "varchar", "the version of the config that contains it"),
      column(
        "scoring_version",
        "varchar",
        "the version of all that defines a score: lib/project/versions.ts",
      ),
      column("green", "double", "the lowest score of the green band"),
      column("yellow", "double", "the lowest score of the yellow band"),
      column("coverage_floor", "double", "the coverage below which the band is insufficient_data"),
      column("caps", "varchar", "its caps as JSON, as the config has them"),
      column("floors", "varchar", "its floors as JSON, as the config has them"),
    ],
  },
  scorecard_measures: {
    table: "scorecard_measures",
    grain: "one row per scorecard and measure in it",
    columns: [
      scorecard,
      component,
      column("component_weight", "double", "the component's weight in the scorecard"),
      column("combine", "varchar", "how its measures combine: weighted_mean, lowest or highest"),
      measure,
      column("weight", "double", "the measure's weight in the component"),
      column("points", "varchar", "the measure's breakpoints, or its points by word, as JSON"),
      column("fallback_points", "double", "the points for a missing value; null when it is left out"),
    ],
  },
  scorecard_points: {
    table: "scorecard_points",
    grain: "one row per scorecard, measure and segment between two breakpoints, step or word",
    columns: [
      scorecard,
      measure,
      column("word", "varchar", "the word whose place is in the segment; null for a measure of numbers"),
      column("value_from", "double", "where the segment starts; null below the first breakpoint"),
      column("value_to", "double", "where the segment ends, exclusive; null above the last breakpoint"),
      column("points_from", "double", "points at value_from"),
      column("points_to", "double", "points at value_to"),
    ],
  },
  scorecard_limits: {
    table: "scorecard_limits",
    grain: "one row per scorecard and cap or floor",
    columns: [
      scorecard,
      column("limit_name", "varchar", "the name of the cap or floor"),
      column("kind", "varchar", "cap or floor"),
      column("position", "integer", "its position in the config, from 1"),
      column("points", "double", "the maximum score of a cap, or minimum score of a floor"),
      column("holds_when", "varchar", "its condition, as the config says it"),
    ],
  },
  alert_rules: {
    table: "alert_rules",
    grain: "one row per alert rule of the config",
    columns: [
      column("rule", "varchar", "the rule"),
      column("severity", "varchar", "low, medium, high or critical"),
      column("severity_rank", "integer", "1 for low to 4 for critical"),
      column(
        "kind",
        "varchar",
        Object.entries(ruleKinds)
          .map(([kind, when]) => `${kind} ${when}`)
          .join(", "),
      ),
      column(
        "horizon_days",
        "integer",
        "the longest change that the rule reads, in days; null for a level rule",
      ),
      column("has_clear_when", "boolean", "whether the config has a clear_when for it"),
      column(
        "cooldown_days",
        "double",
        "the number of days after clearing during which it does not open again",
      ),
    ],
  },
} as const satisfies Record<string, InputTable>;

export type InputTableName = keyof typeof inputTables;
