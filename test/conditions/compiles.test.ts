import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { conditionColumns, guardConditions } from "../../lib/conditions/guard-conditions.ts";
import { alertRuleRows } from "../../lib/conditions/rule-models.ts";
import { Config } from "../../lib/config/schema.ts";
import { withReadExpressions } from "../../lib/mapping/cells/expressions.ts";
import { checkConfig } from "../../lib/project/check.ts";
import { measureDefinitions } from "../../lib/scoring/measures.ts";
import { expressionsOver } from "../support/expressions.ts";
import { shopYaml } from "../support/shop.ts";

/** The shop's config as YAML gives it, with the given expression and conditions. */
function shopWith({ mapping = "'a'", ofInputs = "true", ofFacts = "true" }): unknown {
  const shop = parse(shopYaml);
  shop.sources[0].streams.accounts.fields.name = { sql: mapping };
  const [card] = shop.scorecards;
  card.caps = [{ name: "a cap", when: ofInputs, at_most: 40 }];
  card.floors = [{ name: "a floor", when: ofInputs, at_least: 10 }];
  shop.scorecards = [{ ...card, name: "another", applies_to: ofInputs }, card];
  shop.alerts = [{ name: "a rule", severity: "high", when: ofFacts, clear_when: ofFacts }];
  shop.routes = [{ to: "a-route", where: ofFacts }];
  return shop;
}

/** Whether check accepts a config; an accepted config must compile. */
function isAccepted(written: unknown): boolean {
  if (checkConfig(written, measureDefinitions).length > 0) return false;
  const config = Config.parse(written);
  alertRuleRows(config, conditionColumns(config, measureDefinitions).facts);
  guardConditions(config, measureDefinitions);
  withReadExpressions(config.sources);
  return true;
}

const inputs = {
  text: ["name", "country", "'12'"],
  integer: ["seats", "days_to_renewal", "3"],
  decimal: ["mrr", "0.5"],
  double: ["invoices_overdue_days", "1e0"],
  date: ["renewal_date", "date '2024-02-29'"],
  boolean: ["is_scored", "true"],
};
const facts = {
  ...inputs,
  integer: [...inputs.integer, "measures_missing"],
  double: ["score", "change_7d", "(score - score)"],
  boolean: [...inputs.boolean, "is_stale"],
};

test("a config whose conditions cannot fail is accepted", () => {
  expect(checkConfig(shopWith({}), measureDefinitions)).toEqual([]);
});

test("every condition that check accepts compiles in every place", () => {
  let accepted = 0;
  fc.assert(
    fc.property(expressionsOver(inputs).boolean, expressionsOver(facts).boolean, (ofInputs, ofFacts) => {
      if (isAccepted(shopWith({ ofInputs, ofFacts }))) accepted += 1;
    }),
    { numRuns: 15 },
  );
  expect(accepted).toBeGreaterThan(5);
});

const long = '"the company"."as its source calls it, in very many words"."at last"';
const paths = {
  text: ["annual", long, "'12'"],
  integer: ["cast(annual as bigint)", "3"],
  decimal: [`cast(${long} as decimal(18,2))`, "0.5"],
  double: ["cast(annual as double)", "1e0"],
  date: ["cast(annual as date)", `cast(${long} as date)`],
  boolean: ["cast(annual as boolean)", "true"],
};

test("every mapping expression that check accepts compiles, even over long paths", () => {
  let accepted = 0;
  const { text, decimal, double, date } = expressionsOver(paths);
  fc.assert(
    fc.property(fc.oneof(text, decimal, double, date), (sql) => {
      if (isAccepted(shopWith({ mapping: sql }))) accepted += 1;
    }),
    { numRuns: 30 },
  );
  expect(accepted).toBeGreaterThan(10);
});
