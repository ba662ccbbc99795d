import { describe, expect, test } from "vitest";
import { conditionColumns } from "../../lib/conditions/guard-conditions.ts";
import { alertRuleRows, ruleModels } from "../../lib/conditions/rule-models.ts";
import { AlertRule } from "../../lib/config/schema.ts";
import type { ColumnType } from "../../lib/models/model.ts";
import { measureDefinitions } from "../../lib/scoring/measures.ts";
import { pick, rowsOf } from "../support/given.ts";

const rule = (fields: Partial<AlertRule> & { when: string }): AlertRule =>
  AlertRule.parse({ name: "a rule", severity: "high", ...fields });

const columns = (types: Readonly<Record<string, ColumnType>>) =>
  Object.entries(types).map(([name, type]) => ({ name, type, comment: "" }));

const tables = {
  account_inputs: columns({ account_id: "varchar", segment: "varchar", active_days_28d: "double" }),
};

const { facts } = conditionColumns({ sources: [], scorecards: [] }, measureDefinitions);

async function statesOf(
  alerts: readonly AlertRule[],
  given: { account_inputs: Record<string, string | number>[]; scores: Record<string, string | number>[] },
) {
  const [model] = ruleModels({ alerts: [...alerts], scorecards: [] });
  if (model === undefined) throw new Error("no model");
  return rowsOf(model, { asOf: "2024-05-01", given, tables });
}

describe("a rule compares with an earlier day when it names a change, and its longest change sets how far back", () => {
  test.each([
    ["change_7d <= -15", "change", 7],
    ["score < 40 and (change_1d < -5 or CHANGE_30D < -20)", "change", 30],
    ["change_0d < 0", "change", 0],
    ["band = 'red'", "level", null],
    ["10 / (score - score) > 1 and change_7d < mrr / 12", "change", 7],
    ["segment = 'change_7d'", "level", null],
  ])("%s", (when, kind, horizon) => {
    const [row] = alertRuleRows({ alerts: [rule({ when })] }, facts);
    expect(row).toMatchObject({ kind, horizon_days: horizon });
  });
});

test("a rule's row gives its severity, how it clears and its cooldown", () => {
  const alerts = [
    AlertRule.parse({
      name: "turned red",
      when: "band = 'red'",
      clear_when: "score >= 45",
      severity: "critical",
      cooldown: "2w",
    }),
  ];
  expect(alertRuleRows({ alerts }, facts)).toEqual([
    {
      rule: "turned red",
      severity: "critical",
      severity_rank: 4,
      kind: "level",
      horizon_days: null,
      has_clear_when: true,
      cooldown_days: 14,
    },
  ]);
});

test("every scored account has a state per rule, from its attributes, measures and scores", async () => {
  const states = await statesOf(
    [
      rule({ name: "turned red", when: "band = 'red'", clear_when: "score >= 45" }),
      rule({ name: "it's quiet", when: "segment = 'Enterprise' and active_days_28d < 3" }),
    ],
    {
      account_inputs: [
        { account_id: "a", segment: "Enterprise", active_days_28d: 2 },
        { account_id: "b", active_days_28d: 9 },
        { account_id: "not scored", segment: "Enterprise", active_days_28d: 0 },
      ],
      scores: [
        { account_id: "a", score: 30, band: "red" },
        { account_id: "b", score: 50, band: "yellow" },
      ],
    },
  );
  expect(pick(states, "account_id", "rule", "holds", "clears")).toEqual([
    { account_id: "a", rule: "it's quiet", holds: true, clears: null },
    { account_id: "a", rule: "turned red", holds: true, clears: false },
    { account_id: "b", rule: "it's quiet", holds: false, clears: null },
    { account_id: "b", rule: "turned red", holds: false, clears: true },
  ]);
});

test("missing data makes a rule unknown, and so does coverage below the floor", async () => {
  const states = await statesOf(
    [rule({ name: "dropped", when: "change_7d <= -15", clear_when: "score > 50" })],
    {
      account_inputs: [{ account_id: "new" }, { account_id: "thin" }],
      scores: [
        { account_id: "new", score: 30, band: "red" },
        { account_id: "thin", score: 30, band: "insufficient_data", change_7d: -40 },
      ],
    },
  );
  expect(pick(states, "account_id", "holds", "clears")).toEqual([
    { account_id: "new", holds: null, clears: false },
    { account_id: "thin", holds: null, clears: null },
  ]);
});

test("a score within floating-point error of its threshold counts as on it", async () => {
  const states = await statesOf([rule({ when: "change_7d <= -15" })], {
    account_inputs: [{ account_id: "a" }],
    scores: [{ account_id: "a", band: "yellow", change_7d: -14.9999999999999 }],
  });
  expect(pick(states, "holds")).toEqual([{ holds: true }]);
});

test("without rules there are no states", async () => {
  const states = await statesOf([], {
    account_inputs: [{ account_id: "a" }],
    scores: [{ account_id: "a", band: "red" }],
  });
  expect(states).toEqual([]);
});
