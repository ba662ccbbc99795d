import { describe, expect, test } from "vitest";
import { Config } from "../../lib/config/schema.ts";
import { attributesModel } from "../../lib/mapping/records/attributes-model.ts";
import type { Model } from "../../lib/models/model.ts";
import { scorecardRows } from "../../lib/scoring/scorecard-rows.ts";
import { scoringModels } from "../../lib/scoring/scoring-models.ts";
import { type GivenRow, pick, rowsOf } from "../support/given.ts";

const versions = { config: "v1", scoring: "s1" };

const points = [
  [0, 0],
  [10, 100],
];
const card = { components: { usage: { weight: 1, measures: { active_days_28d: { points } } } } };
const overdue = { name: "it's overdue", when: "invoices_overdue_days > 45", at_most: 39 };

function configOf(scorecards: object[], attributes: string[] = ["country", "order"]): Config {
  return Config.parse({
    ...{ company: "Northwind", currency: "USD", scorecards },
    sources: [
      {
        ...{ name: "crm", kind: "files" },
        streams: {
          accounts: {
            ...{ path: "a.csv", mode: "full", entity: "accounts", fields: { account_id: "id" }, attributes },
          },
        },
      },
    ],
  });
}

function modelOf(table: string, config: Config): Model {
  const model = scoringModels(config).find((each) => each.table === table);
  if (model === undefined) throw new Error(`${table} is not generated`);
  return model;
}

describe("account_inputs", () => {
  const config = configOf([
    { name: "enterprise", applies_to: "segment = 'Enterprise' or country = 'DE'", ...card },
    { name: "idle", applies_to: "active_days_28d < 0.3", ...card },
    { name: "rest", ...card },
  ]);
  const inputsOf = (given: Readonly<Record<string, readonly GivenRow[]>>) =>
    rowsOf(modelOf("account_inputs", config), {
      asOf: "2024-06-30",
      models: [attributesModel(config)],
      given,
    });

  test("has accounts, attributes and measures in one row per scored account", async () => {
    const rows = await inputsOf({
      accounts: [
        { account_id: "a1", is_scored: true, mrr: 12.5 },
        { account_id: "a2", is_scored: false },
      ],
      account_attributes: [
        { account_id: "a1", attribute: "order", value: "first" },
        { account_id: "a1", attribute: "unheard_of", value: "x" },
      ],
      measures: [
        { account_id: "a1", measure: "active_days_28d", status: "ok", value: 3 },
        { account_id: "a1", measure: "csat_90d", status: "held", value: 0.12345678949 },
        { account_id: "a1", measure: "nps_rating_180d", status: "no_response" },
      ],
    });
    expect(
      pick(rows, "account_id", "mrr", "country", "order", "active_days_28d", "csat_90d", "nps_rating_180d"),
    ).toEqual([
      {
        ...{ account_id: "a1", mrr: 12.5, country: null, order: "first", active_days_28d: 3 },
        ...{ csat_90d: 0.123456789, nps_rating_180d: null },
      },
    ]);
  });

  test("gives each account the first scorecard that applies, or else the last", async () => {
    const scored = { is_scored: true };
    const rows = await inputsOf({
      accounts: [
        { ...scored, account_id: "a1", segment: "Enterprise" },
        { ...scored, account_id: "a2" },
        { ...scored, account_id: "a3" },
        { ...scored, account_id: "a4" },
      ],
      account_attributes: [{ account_id: "a2", attribute: "country", value: "DE" }],
      measures: [
        { account_id: "a1", measure: "active_days_28d", status: "ok", value: 0 },
        { account_id: "a3", measure: "active_days_28d", status: "ok", value: 0.1 + 0.1 },
        { account_id: "a4", measure: "active_days_28d", status: "ok", value: 0.1 + 0.2 },
      ],
    });
    expect(rows.map(({ scorecard }) => scorecard)).toEqual(["enterprise", "enterprise", "idle", "rest"]);
  });
});

describe("account_limits", () => {
  const floor = { name: "honeymoon", when: "customer_since >= date '2024-06-01'", at_least: 50 };
  const config = configOf([
    { name: "small", applies_to: "seats < 10", ...card, caps: [{ ...overdue, at_most: 20 }] },
    { name: "rest", ...card, floors: [floor], caps: [overdue] },
  ]);

  const limitsOf = async (input: GivenRow, last: readonly GivenRow[] = []) => {
    const rows = await rowsOf(modelOf("account_limits", config), {
      ...{ asOf: "2024-06-30", previous: "2024-06-29", models: scoringModels(config) },
      given: {
        account_inputs: [{ account_id: "a1", scorecard: "rest", ...input }],
        scorecard_limits: scorecardRows(config, versions).scorecard_limits,
        history_account_limits: last,
      },
    });
    return pick(rows, "limit_name", "kind", "points", "holds", "is_carried");
  };

  test("says which floors and caps of its scorecard apply to an account", async () => {
    expect(await limitsOf({ customer_since: "2024-06-10", invoices_overdue_days: 45 })).toEqual([
      { limit_name: "honeymoon", kind: "floor", points: 50, holds: true, is_carried: false },
      { limit_name: "it's overdue", kind: "cap", points: 39, holds: false, is_carried: false },
    ]);
    expect(await limitsOf({ scorecard: "small", invoices_overdue_days: 46 })).toEqual([
      { limit_name: "it's overdue", kind: "cap", points: 20, holds: true, is_carried: false },
    ]);
  });

  test("a condition that is unknown keeps its result from the previous run, and says so", async () => {
    const last = {
      account_id: "a1",
      scorecard: "rest",
      limit_name: "it's overdue",
      kind: "cap",
      holds: true,
    };
    const unknown = { customer_since: "2020-01-01", invoices_overdue_days: null };
    expect(await limitsOf(unknown, [last])).toMatchObject([{}, { holds: true, is_carried: true }]);
    expect(await limitsOf(unknown, [{ ...last, holds: false }])).toMatchObject([{}, { holds: false }]);
    expect(await limitsOf(unknown, [{ ...last, scorecard: "small" }])).toMatchObject([{}, { holds: false }]);
    expect(await limitsOf(unknown)).toMatchObject([{}, { holds: false, is_carried: true }]);
    expect(await limitsOf({ ...unknown, invoices_overdue_days: 0 }, [last])).toMatchObject([
      {},
      { holds: false, is_carried: false },
    ]);
  });

  test("is empty when no scorecard has floors or caps", async () => {
    const without = configOf([{ name: "rest", ...card }]);
    const given = { account_inputs: [{ account_id: "a1", scorecard: "rest" }] };
    expect(
      await rowsOf(modelOf("account_limits", without), {
        ...{ asOf: "2024-06-30", models: scoringModels(without), given },
      }),
    ).toEqual([]);
  });
});

describe("previous_limits", () => {
  const config = configOf([
    { name: "small", applies_to: "seats < 10", ...card },
    {
      ...{ name: "rest", ...card, caps: [overdue, { name: "tiny", when: "seats < 50", at_most: 20 }] },
      floors: [{ name: "new", when: "customer_since >= date '2024-06-01'", at_least: 50 }],
    },
  ]);
  const previous = async (input: GivenRow, last: GivenRow, limits: readonly GivenRow[] = []) => {
    const { scorecards, scorecard_limits } = scorecardRows(config, versions);
    return rowsOf(modelOf("previous_limits", config), {
      ...{ asOf: "2024-06-30", previous: "2024-06-29", models: scoringModels(config) },
      given: {
        ...{ scorecards, scorecard_limits },
        account_inputs: [{ account_id: "a1", scorecard: "rest" }],
        history_scores: [{ account_id: "a1", scorecard: "rest", scoring_version: "s0", ...last }],
        history_account_inputs: [{ account_id: "a1", scorecard: "rest", ...input }],
        history_account_limits: limits,
      },
    });
  };

  test("are what the present config makes of the earlier inputs", async () => {
    const inputs = { seats: 40, invoices_overdue_days: 60, customer_since: "2024-06-10" };
    expect(await previous(inputs, {})).toEqual([
      { account_id: "a1", ruled_scorecard: "rest", floor_points: 50, cap_points: 20 },
    ]);
    expect(await previous({ seats: 5 }, { scorecard: "small", scoring_version: "s1" })).toEqual([
      { account_id: "a1", ruled_scorecard: "small", floor_points: null, cap_points: 20 },
    ]);
  });

  test("hold as they held then where the condition is unknown", async () => {
    const held = {
      account_id: "a1",
      scorecard: "rest",
      limit_name: "it's overdue",
      kind: "cap",
      holds: true,
    };
    expect(await previous({ seats: 99 }, {}, [held])).toMatchObject([{ cap_points: 39 }]);
    expect(await previous({ seats: 99 }, {}, [{ ...held, scorecard: "small" }])).toMatchObject([
      { cap_points: null },
    ]);
  });

  test("are left out where neither the scorecard nor what defines the score changed", async () => {
    expect(await previous({ seats: 40 }, { scoring_version: "s1" })).toEqual([]);
  });
});
