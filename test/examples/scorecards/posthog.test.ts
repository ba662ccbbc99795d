import { afterAll, beforeAll, expect, test } from "vitest";
import { bellwether } from "../../cli/command.ts";
import {
  type BuiltScorecard,
  builtScorecard,
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
  built = await builtScorecard("posthog");
});
afterAll(() => built?.remove());

/** Worked out by hand from the exports and the handbook's tables, not by the models. */
const harbourline: readonly WorkedMeasure[] = [
  ["user_engagement", "days_since_last_use", 1, 100, 3.75, 3.75],
  ["user_engagement", "active_user_share_30d", 0.4, 100, 3.75, 3.75],
  ["user_engagement", "active_user_share_decrease_30d", 0.1667, 50, 3.75, 1.875],
  ["user_engagement", "active_users_28d", 10, 100, 3.75, 3.75],
  ["product_experience", "tickets_30d", 6, 50, 1.25, 0.625],
  ["product_experience", "urgent_open_tickets", 1, 50, 1.25, 0.625],
  ["product_experience", "docs_visits_per_week", 20, 100, 1.25, 1.25],
  ["product_experience", "query_failure_rate_7d", 0.14, 0, 1.25, 0],
  ["company_engagement", "days_since_touchpoint", 31, 50, 1.6667, 0.8333],
  ["company_engagement", "days_since_ticket", 2, 100, 1.6667, 1.6667],
  ["company_engagement", "product_count", 3, 50, 1.6667, 0.8333],
  ["product_analytics", "event_decrease_30d", 0.05, 100, 16.5, 16.5],
  ["product_analytics", "insight_user_share_14d", 0.375, 50, 16.5, 8.25],
  ["session_replay", "replay_decrease_30d", 0.25, 0, 10, 0],
  ["session_replay", "replay_user_share_14d", 0.125, 0, 10, 0],
  ["flags_and_experiments", "flag_request_decrease_30d", -0.2, 100, 5.6667, 5.6667],
  ["flags_and_experiments", "flag_user_share_30d", 0.1, 50, 5.6667, 2.8333],
  ["flags_and_experiments", "experiment_user_share_14d", 0, 0, 5.6667, 0],
  ["surveys_and_warehouse", "survey_user_share_14d", 0.25, 100, 5, 5],
  ["surveys_and_warehouse", "rows_synced_decrease_30d", null, null, 0, 0],
];

const components: readonly WorkedComponent[] = [
  ["user_engagement", 87.5, 15, 13.125],
  ["product_experience", 50, 5, 2.5],
  ["company_engagement", 66.6667, 5, 3.3333],
  ["product_analytics", 75, 33, 24.75],
  ["session_replay", 0, 20, 0],
  ["flags_and_experiments", 50, 17, 8.5],
  ["surveys_and_warehouse", 100, 5, 5],
];

const accounts: readonly ScoredAccount[] = [
  ["harbourline", "handbook", 57.2083, "yellow", 1],
  ["kettleworks", "handbook", 100, "green", 1],
  ["oakmere", "handbook", 52.7083, "yellow", 1],
  ["tidewell", "handbook", 1.6667, "red", 1],
];

test("check accepts the project, and all that it maps is in the exports", async () => {
  const { code, stdout } = await bellwether(built.directory, "check");
  expect(code).toBe(0);
  expect(stdout).toContain("1 scorecard, 0 alerts, 0 routes, 16 own measures.");
  expect(stdout).not.toContain("do not have");
});

test("every row of the exports is used", async () => {
  expect(await built.query("select source, stream, reason from rejects")).toEqual([]);
  expect(await built.query("select distinct status from source_freshness")).toEqual([{ status: "fresh" }]);
});

test("every measure of the worked account has the value, points, weight and contribution worked out by hand", async () => {
  const columns = ["component", "measure", "value", "points", "weight", "contribution"];
  expect(await workedMeasures(built, "harbourline")).toEqual(rowsOf(columns, harbourline));
});

test("so has every component of it", async () => {
  const columns = ["component", "points", "weight", "contribution"];
  expect(await workedComponents(built, "harbourline")).toEqual(rowsOf(columns, components));
});

test("every account has the score and band worked out by hand", async () => {
  const columns = ["account_id", "scorecard", "score", "band", "coverage"];
  expect(await scoredAccounts(built)).toEqual(rowsOf(columns, accounts));
});

/** The values of the handbook that end a step: the better side of each, and the worse. */
const ends = {
  kettleworks: {
    ...{ days_since_last_use: 1, active_user_share_30d: 0.4, active_users_28d: 10, tickets_30d: 5 },
    ...{ urgent_open_tickets: 0, docs_visits_per_week: 20, query_failure_rate_7d: 0.05 },
    ...{ days_since_touchpoint: 30, event_decrease_30d: 0.05, insight_user_share_14d: 0.4 },
    ...{ replay_decrease_30d: 0.05, replay_user_share_14d: 0.4, flag_request_decrease_30d: 0.05 },
    ...{ flag_user_share_30d: 0.2, experiment_user_share_14d: 0.2, survey_user_share_14d: 0.2 },
    rows_synced_decrease_30d: 0.05,
  },
  oakmere: {
    ...{ days_since_last_use: 5, active_user_share_30d: 0.2, active_user_share_decrease_30d: 0.2 },
    ...{ tickets_30d: 10, urgent_open_tickets: 2, docs_visits_per_week: 100, query_failure_rate_7d: 0.13 },
    ...{ days_since_touchpoint: 90, product_count: 6, event_decrease_30d: 0.2, insight_user_share_14d: 0.2 },
    ...{ replay_decrease_30d: 0.2, replay_user_share_14d: 0.2, flag_request_decrease_30d: 0.2 },
    ...{ flag_user_share_30d: 0.05, experiment_user_share_14d: 0.05, survey_user_share_14d: 0.05 },
    rows_synced_decrease_30d: 0.2,
  },
};

test.each([
  ["kettleworks", "healthy", 100],
  ["oakmere", "concerning", 50],
] as const)("%s has values that are just %s", async (account, _, points) => {
  const found = (await workedMeasures(built, account)).map(({ measure, value, points }) => ({
    ...{ measure, value, points },
  }));
  const given = Object.entries(ends[account]).map(([measure, value]) => ({ measure, value, points }));
  expect(found.filter(({ measure }) => String(measure) in ends[account])).toEqual(
    expect.arrayContaining(given),
  );
});

test("the score is the same when the use of earlier days was read by earlier runs", async () => {
  const earlier = ["2026-08-31", "2026-09-20"];
  const repeated = ["accounts", "members", "success-metrics"];
  const history = await builtScorecard("posthog", { earlier, repeated });
  try {
    const read = "select count(distinct as_of_date) as runs from usage_daily";
    expect(await history.query(read)).toEqual([{ runs: 3 }]);
    for (const [account] of accounts)
      expect(await workedMeasures(history, account)).toEqual(await workedMeasures(built, account));
  } finally {
    await history.remove();
  }
});

test("the README has the same tables", () => {
  const { readme } = built;
  expect(tableBelow(readme, "One account by hand").slice(1)).toEqual([
    ...harbourline.map(lineOf),
    "| component | points | weight | contribution |",
    ...components.map(lineOf),
  ]);
  expect(tableBelow(readme, "All accounts").slice(1)).toEqual(
    accounts.map(([account, , score, band]) =>
      expect.stringContaining(`| ${account} | ${score} | ${band} |`),
    ),
  );
});
