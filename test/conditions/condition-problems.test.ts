import { describe, expect, test } from "vitest";
import { conditionProblemsModel } from "../../lib/conditions/condition-problems-model.ts";
import { guardConditions } from "../../lib/conditions/guard-conditions.ts";
import { parseConfig } from "../../lib/project/load.ts";
import { measureDefinitions } from "../../lib/scoring/measures.ts";
import { badRowsOf } from "../support/audit.ts";
import { pick, rowsOf } from "../support/given.ts";
import { testProject } from "../support/project.ts";
import { firstExports, shopYaml } from "../support/shop.ts";

const yaml = shopYaml
  .replace("invoices_overdue_days > 10", "cast(name as integer) > 10")
  .replace("change_1d <= -10", "cast(segment as date) < date '2026-01-01' or change_1d <= -10")
  .replace("score >= 45", "coalesce(cast(name as double), 100) >= 45")
  .replace("segment = 'Big'", "cast(country as boolean) or segment = 'Big'");

const { config, failing } = guardConditions(parseConfig(yaml), measureDefinitions);

test("a condition that cannot fail is compiled unchanged", () => {
  expect(guardConditions(parseConfig(shopYaml), measureDefinitions)).toEqual({
    config: expect.objectContaining({
      routes: parseConfig(shopYaml).routes,
      alerts: parseConfig(shopYaml).alerts,
    }),
    failing: [],
  });
  expect(config.alerts[1]?.when).toBe("band = 'red'");
});

describe("a condition that fails on an account's value", () => {
  const model = conditionProblemsModel(failing, { scorecards: [] });
  const columns = (names: readonly string[], type: "varchar" | "double") =>
    names.map((name) => ({ name, type, comment: "" }));
  const tables = {
    account_inputs: [
      ...columns(["account_id", "name", "segment", "country", "scorecard"], "varchar"),
      ...columns(["invoices_overdue_days"], "double"),
    ],
  };
  const accounts = [
    { account_id: "1", name: "12", segment: "2024-05-01", country: "yes", scorecard: "standard" },
    { account_id: "2", name: "many", segment: "Big", country: "DE", scorecard: "standard" },
    { account_id: "3", name: null, segment: null, country: null, scorecard: "standard" },
    { account_id: "4", name: "many", segment: "2024-05-01", country: "no", scorecard: "another" },
  ];

  test("is reported by account and condition", async () => {
    const rows = await rowsOf(model, {
      asOf: "2026-03-01",
      given: {
        account_inputs: accounts,
        scores: accounts.map(({ account_id }) => ({ account_id, change_1d: account_id === "2" ? -12 : 0 })),
      },
      tables,
    });
    expect(pick(rows, "account_id", "condition")).toEqual([
      // The other side of its OR is true for every segment, and so is the route's, which is for Big accounts.
      { account_id: "2", condition: "alert red: clear_when" },
      { account_id: "2", condition: "cap long overdue of standard: when" },
      { account_id: "4", condition: "alert red: clear_when" },
    ]);
  });

  test("is counted by an audit, with one account as an example", async () => {
    const row = (account_id: string) => ({ account_id, condition: "cap a: when", expression: "x" });
    expect(
      await badRowsOf("conditions_can_be_answered", {
        ...{ asOf: "2026-03-01", models: [model], given: { condition_problems: [row("2"), row("1")] } },
      }),
    ).toEqual([{ condition: "cap a: when", expression: "x", accounts: 2, account_id: "1" }]);
  });
});

test("the day is published when every condition fails on every account", async () => {
  await using project = await testProject(yaml);
  const { run } = await project.day("2026-03-01", firstExports);
  expect(run).toMatchObject({
    outcome: "published",
    warnings: [{ audit: "conditions_can_be_answered", rows: 4 }],
  });
  expect(
    await project.query(
      "select condition, count(*) as accounts from condition_problems_current group by 1 order by 1",
    ),
  ).toEqual([
    { condition: "alert dropped: when", accounts: 3 },
    { condition: "alert red: clear_when", accounts: 3 },
    { condition: "cap long overdue of standard: when", accounts: 3 },
    { condition: "route big-accounts: where", accounts: 2 },
  ]);
});
