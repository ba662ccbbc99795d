import { conditionColumns } from "../conditions/guard-conditions.ts";
import { alertRuleRows } from "../conditions/rule-models.ts";
import type { Config, Stream } from "../config/schema.ts";
import { hasAccountKeys } from "../mapping/staged/staged-columns.ts";
import { measureRows } from "../measures/measure-rows.ts";
import { loadFreeMailDomains } from "../models/free-mail.ts";
import type { InputRow } from "../models/input-tables.ts";
import { type InputTableName, inputTables } from "../models/input-tables.ts";
import type { CompiledInput } from "../pipeline/compiled-project.ts";
import type { MeasureDefinition } from "../scoring/measures.ts";
import { type ScoringVersions, scorecardRows } from "../scoring/scorecard-rows.ts";

interface InputsOf {
  readonly config: Config;
  readonly measures: readonly MeasureDefinition[];
  /** The version of each measure's definition. */
  readonly definitions: ReadonlyMap<string, string>;
  readonly versions: ScoringVersions;
}

/** The rows of every input table that depends on the config; a run adds those of its day. */
export async function compiledInputs({
  config,
  measures,
  definitions,
  versions,
}: InputsOf): Promise<CompiledInput[]> {
  const freeMailDomains = await loadFreeMailDomains();
  const rows: Record<InputTableName, readonly InputRow[]> = {
    run_batches: [],
    named_records: [],
    streams: streamRows(config),
    settings: [settingsRow(config, versions.config)],
    key_features: config.key_features.map((feature) => ({ feature })),
    free_mail_domains: freeMailDomains.map((domain) => ({ domain })),
    alert_rules: alertRuleRows(config, conditionColumns(config, measures).facts),
    ...scorecardRows(config, versions, wordsOf(measures)),
    ...measureRows(measures, definitions),
  };
  return Object.values(inputTables).map((input) => ({ ...input, rows: rows[input.table] }));
}

const wordsOf = (measures: readonly MeasureDefinition[]): ReadonlyMap<string, readonly string[]> =>
  new Map(measures.flatMap(({ name, words }) => (words === undefined ? [] : [[name, words] as const])));

function streamRows({ sources }: Config): InputRow[] {
  return sources.flatMap((source, index) =>
    Object.entries(source.streams).map(([stream, mapping]) => ({
      source: source.name,
      stream,
      entity: mapping.entity,
      mode: mapping.mode,
      source_position: index + 1,
      expect_every_days: source.expect_every ?? null,
      expected_by: source.expect_every === undefined ? null : "expect_every",
      has_account_key: hasAccountKeys(mapping),
      ...limitsOf(mapping),
      lookback_days: mapping.lookback_days,
      match_by_name: source.match_by_name,
      last_landed_on: null,
    })),
  );
}

const limitsOf = ({ max_loss, max_rejected, max_unmatched, max_too_late }: Stream): InputRow => ({
  max_loss,
  max_rejected,
  max_unmatched,
  max_too_late,
});

function settingsRow(config: Config, configVersion: string): InputRow {
  const { currency, revenue, churn, renewals, onboarding_days, gross_margin, min_sample } = config;
  return {
    config_version: configVersion,
    currency,
    revenue_from: revenue.from,
    churn_kind: churn.kind,
    churn_inactivity_days: churn.kind === "inactivity" ? churn.days : null,
    onboarding_days,
    renewal_grace_days: renewals.grace_days,
    shortest_term_days: renewals.shortest_term_days,
    gross_margin: gross_margin ?? null,
    min_sample,
  };
}
