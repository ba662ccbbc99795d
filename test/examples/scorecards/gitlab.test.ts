import { afterAll, beforeAll, expect, test } from "vitest";
import { bellwether } from "../../cli/command.ts";
import {
  type BuiltScorecard,
  builtScorecard,
  day,
  lineOf,
  rowsOf,
  type ScoredAccount,
  scoredAccounts,
  tableBelow,
  type WorkedComponent,
  type WorkedMeasure,
  workedComponents,
  workedMeasures,
} from "./built-scorecard.ts";

let built: BuiltScorecard;
beforeAll(async () => {
  built = await builtScorecard("gitlab");
});
afterAll(() => built?.remove());

/** Worked out by hand from the exports and the handbook's tables, not by the models. */
const ferrodata: readonly WorkedMeasure[] = [
  ["product", "license_use_month_6_to_9", 0.75, 62.5, 15, 9.375],
  ["product", "user_engagement_28d", 0.8, 87.5, 5, 4.375],
  ["product", "scm_users_28d", 0.6, 87.5, 7.5, 6.5625],
  ["product", "ci_users_28d", 0.3, 62.5, 7.5, 4.6875],
  ["product", "scanner_users_28d", 0.08, 62.5, 2.5, 1.5625],
  ["product", "scans_per_pipeline_28d", 0.3, 62.5, 2.5, 1.5625],
  ["product", "scanners_in_use_28d", 3, 87.5, 2.5, 2.1875],
  ["product", "deploying_users_28d", 0.1, 62.5, 2.5, 1.5625],
  ["product", "deployments_per_user_28d", 2, 62.5, 2.5, 1.5625],
  ["product", "deployment_success_28d", 0.9, 87.5, 2.5, 2.1875],
  ["risk", "csm_pulse", 3, 62.5, 25, 15.625],
  ["outcomes", "success_plan", 2, 62.5, 10, 6.25],
  ["voice_of_the_customer", "tickets_30d", 4, 87.5, 5, 4.375],
  ["engagement", "days_since_meeting_priority_1", 36, 62.5, 5, 3.125],
  ["engagement", "personas_met_90d", 2, 87.5, 5, 4.375],
];

const notApplicable: readonly WorkedMeasure[] = [
  ["product", "license_use_month_2_to_6", null, null, 0, 0],
  ["product", "license_use_after_month_9", null, null, 0, 0],
  ["engagement", "days_since_meeting_priority_2", null, null, 0, 0],
];

const components: readonly WorkedComponent[] = [
  ["product", 71.25, 50, 35.625],
  ["risk", 62.5, 25, 15.625],
  ["outcomes", 62.5, 10, 6.25],
  ["voice_of_the_customer", 87.5, 5, 4.375],
  ["engagement", 75, 10, 7.5],
];

const accounts: readonly ScoredAccount[] = [
  // (50 × 62.5 + 25 × 87.5 + 5 × 62.5 + 10 × (87.5 + 25) / 2) / 90: outcomes do not apply.
  ["edgewater", "prove", 68.75, "yellow", 1],
  ["ferrodata", "prove", 69.375, "yellow", 1],
  ["lumenpath", "prove", 49, "red", 1],
  ["newbury", "first_month", 87.5, "green", 1],
  // Known are outcomes (10) and two of three measures of engagement (10 × 100 / 150); the sentiment (25) is not.
  ["oldferry", "prove", 25, "red", 0.4],
  // 50 × (62.5 − 5 × 37.5 / 100) + 25 × 87.5 + 10 × 25 + 5 × 87.5 + 10 × (87.5 + 25) / 2
  ["pinhaven", "prove", 64.6875, "yellow", 1],
  // Known are 85 of product's 160 weights (50 × 85 / 160); the sentiment (25) is not.
  ["quaystone", "prove", 44.8529, "red", 0.5152],
  // (50 × 25 + 25 × 62.5 + 10 × 25 + 10 × (62.5 + 25) / 2) / 95: without tickets.
  ["stonewick", "prove", 36.8421, "red", 1],
];

test("check accepts the project, and all that it maps is in the exports", async () => {
  const { code, stdout } = await bellwether(built.directory, "check");
  expect(code).toBe(0);
  expect(stdout).toContain("2 scorecards, 0 alerts, 0 routes, 17 own measures.");
  expect(stdout).not.toContain("do not have");
});

test("every row of the exports is used", async () => {
  expect(await built.query("select source, stream, reason from rejects")).toEqual([]);
  expect(await built.query("select distinct status from source_freshness")).toEqual([{ status: "fresh" }]);
});

test("every measure of the worked account has the value, points, weight and contribution worked out by hand", async () => {
  const columns = ["component", "measure", "value", "points", "weight", "contribution"];
  expect(await workedMeasures(built, "ferrodata")).toEqual(rowsOf(columns, [...ferrodata, ...notApplicable]));
});

test("so has every component of it", async () => {
  const columns = ["component", "points", "weight", "contribution"];
  expect(await workedComponents(built, "ferrodata")).toEqual(rowsOf(columns, components));
});

test("every account has the score and band worked out by hand", async () => {
  const columns = ["account_id", "scorecard", "score", "band", "coverage"];
  expect(await scoredAccounts(built)).toEqual(rowsOf(columns, accounts));
});

/** The values of the handbook that end a step, and the colour that it gives them. */
const ends: Readonly<Record<string, readonly (readonly [measure: string, value: number, colour: Colour])[]>> =
  {
    pinhaven: [
      ["license_use_month_2_to_6", 0.1, "yellow"],
      ["user_engagement_28d", 0.5, "yellow"],
      ["scm_users_28d", 0.25, "yellow"],
      ["ci_users_28d", 0.25, "yellow"],
      ["scanner_users_28d", 0.05, "red"],
      ["scans_per_pipeline_28d", 0.1, "yellow"],
      ["scanners_in_use_28d", 2, "yellow"],
      ["deploying_users_28d", 0.05, "yellow"],
      ["deployments_per_user_28d", 2, "yellow"],
      ["deployment_success_28d", 0.25, "yellow"],
      ["tickets_30d", 5, "green"],
      ["days_since_meeting_priority_1", 35, "green"],
    ],
    edgewater: [
      ["license_use_month_6_to_9", 0.5, "red"],
      ["user_engagement_28d", 0.8, "green"],
      ["scm_users_28d", 0.5, "green"],
      ["ci_users_28d", 0.33, "green"],
      ["scanner_users_28d", 0.2, "green"],
      ["scans_per_pipeline_28d", 0.5, "yellow"],
      ["deploying_users_28d", 0.12, "yellow"],
      ["deployments_per_user_28d", 7, "yellow"],
      ["deployment_success_28d", 0.8, "yellow"],
      ["tickets_30d", 15, "yellow"],
      ["days_since_meeting_priority_2", 65, "green"],
    ],
    quaystone: [
      ["license_use_month_2_to_6", 0.5, "yellow"],
      ["scanners_in_use_28d", 1, "red"],
    ],
    ferrodata: [["license_use_month_6_to_9", 0.75, "yellow"]],
    stonewick: [
      ["license_use_after_month_9", 0.75, "red"],
      ["days_since_meeting_priority_1", 60, "yellow"],
    ],
    lumenpath: [["days_since_meeting_priority_2", 90, "yellow"]],
  };
type Colour = keyof typeof pointsOf;
const pointsOf = { red: 25, yellow: 62.5, green: 87.5 };

test.each(Object.entries(ends))("%s has values that end a step of the handbook's", async (account, given) => {
  const rows = await workedMeasures(built, account);
  const found = rows.map(({ measure, value, points }) => ({ measure, value, points }));
  const expected = given.map(([measure, value, colour]) => ({ measure, value, points: pointsOf[colour] }));
  expect(found).toEqual(expect.arrayContaining(expected));
});

test("a red sentiment alone caps the score, and lifts the cap when it has expired", async () => {
  const rows = await built.query(
    `select account_id, round(raw_score, 4) as raw_score, cap_rule from scores
    where as_of_date = date '${day}' and account_id in ('lumenpath', 'oldferry') order by account_id`,
  );
  // 50 × (30 × 87.5 + 10 × 62.5 + 30 × 87.5 + 10 × 87.5 + 5 × 62.5) / 85 + 6.25 + 8.75 + 1.25 + 6.25
  expect(rows).toEqual([
    { account_id: "lumenpath", raw_score: 64.0441, cap_rule: "CSM sentiment is red" },
    { account_id: "oldferry", raw_score: 25, cap_rule: null },
  ]);
});

test("the README has the same tables", () => {
  const { readme } = built;
  expect(tableBelow(readme, "One account by hand").slice(1)).toEqual([
    ...ferrodata.map(lineOf),
    "| component | points | weight | contribution |",
    ...components.map(lineOf),
  ]);
  expect(tableBelow(readme, "All accounts").slice(1)).toEqual(
    accounts.map(([account, , score, band]) =>
      expect.stringContaining(`| ${account} | ${score} | ${band} |`),
    ),
  );
});
