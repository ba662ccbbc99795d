import { createHash } from "node:crypto";
import type { Config } from "../config/schema.ts";
import { canonicalJson } from "../json-text.ts";
import { stagedAsOf } from "../landing/staged-as.ts";
import type { OwnMeasure } from "../measures/own-measures.ts";
import type { Model } from "../models/model.ts";
import type { MeasureDefinition } from "../scoring/measures.ts";

/** 12 hex digits that differ when the value does. */
export const versionOf = (value: unknown): string =>
  createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 12);

interface Defined {
  readonly config: Config;
  readonly ownMeasures: readonly OwnMeasure[];
  readonly measures: readonly MeasureDefinition[];
  readonly models: readonly Model[];
}

/**
 * The version of each measure's definition, by measure: of the SQL that counts it, of how the streams of its entities
 * are read, and of the settings that the SQL reads. A value of another version says nothing about the customer.
 */
export function definitionVersions(defined: Defined): ReadonlyMap<string, string> {
  return new Map(
    defined.measures.map((measure) => [measure.name, versionOf(definitionOf(measure, defined))]),
  );
}

function definitionOf({ name, family, entities, holdDays }: MeasureDefinition, defined: Defined) {
  const { config, ownMeasures, models } = defined;
  const own = ownMeasures.find(({ definition }) => definition.name === name);
  const sql = own?.sql ?? models.find(({ table }) => table === `${family}_measures`)?.sql ?? "";
  const streams = config.sources.flatMap((source) =>
    Object.entries(source.streams)
      .filter(([, { entity }]) => entities.includes(entity))
      .map(([stream, mapping]) => [source.name, stream, mapping.entity, mapping.mode, stagedAsOf(mapping)]),
  );
  return { sql, holdDays, streams, settings: settingsRead(sql, config) };
}

/** The settings that the SQL of a measure reads. */
function settingsRead(sql: string, config: Config): unknown {
  const { currency, revenue, churn, renewals, key_features } = config;
  return {
    ...(/\bsettings\b/.test(sql) ? { currency, revenue, churn, renewals } : {}),
    ...(/\bkey_features\b/.test(sql) ? { key_features } : {}),
  };
}

/** What account_inputs adds to the scorecards is a column for each attribute and measure, of which most decide nothing. */
const scoringTables: readonly string[] = [
  ...["measures", "account_limits", "measure_scores", "component_scores", "scores"],
];

/**
 * The version of all that turns the values of measures into scores: the scorecards, the definitions of the measures
 * that they name, and the SQL.
 * @param lens of whose scorecards; undefined for the main score, which an edited lens does not change
 */
export function scoringVersion(
  { config, models }: Defined,
  definitions: ReadonlyMap<string, string>,
  lens?: string,
): string {
  const sql = models.filter(({ table }) => scoringTables.includes(table)).map((model) => model.sql);
  const scorecards = config.scorecards.filter((card) => card.lens === lens);
  const named = new Set(JSON.stringify(scorecards).match(/\w+/g));
  const used = [...definitions].filter(([measure]) => named.has(measure));
  return versionOf({ scorecards, definitions: used, sql });
}
