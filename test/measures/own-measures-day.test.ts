import { expect, test } from "vitest";
import { ownMeasuresModel } from "../../lib/measures/own-measures.ts";
import { explain } from "../../lib/reports/explain.ts";
import { badRowsOf } from "../support/audit.ts";
import { type TestProject, testProject } from "../support/project.ts";
import { firstExports, shopYaml } from "../support/shop.ts";

/** Tickets of an account, open or not; C has none, and B's value is not a number. */
const measure = `-- Grain: one row per account with tickets, as known at the end of as_of_date.
-- Kind: snapshot
-- Unit: tickets
-- Better: lower
-- account_id varchar: the account
-- value double: its tickets
-- sample_size bigint: the same
-- observed_at timestamp(3): as_of_date
with all_tickets as (
    select account_id
    from tickets
    where as_of_date = date '{{ as_of_date }}'
),

counted as (
    select
        account_id,
        case when account_id = 'B' then cast('NaN' as double) else cast(count(*) as double) end as value,
        count(*) as sample_size,
        cast(null as timestamp(3)) as observed_at
    from all_tickets
    group by account_id
)

select * from counted
`;

const scoredByIt = shopYaml
  .replace("oldest_open_ticket_days: {", "own_tickets: {")
  .replace("invoices_overdue_days > 10", "own_tickets > 0")
  .replace("name: helpdesk\n    kind: files", "name: helpdesk\n    kind: files\n    expect_every: 1d");

const rowsOn = (project: TestProject, date: string) =>
  project.query(`select account_id, component, value, unit, sample_size, status, source, cast(observed_at as date) as observed_on
    from measures where as_of_date = date '${date}' and measure = 'own_tickets' order by account_id`);

test("a project's own measure is calculated, scored, used in a cap, and held while its source is stale", async () => {
  const bare = await testProject(shopYaml);
  bare.local[Symbol.dispose]();
  await bare.write({ "measures/own_tickets.sql": measure });
  await using project = await bare.reopened(scoredByIt);
  await project.day("2026-03-01", firstExports);
  const known = { component: "own", unit: "tickets", source: "helpdesk" };
  const absent = { ...known, value: null, sample_size: 0, observed_on: null };
  const one = { ...known, value: 1, sample_size: 1, observed_on: "2026-03-01" };
  expect(await rowsOn(project, "2026-03-01")).toEqual([
    { account_id: "A", ...one, status: "ok" },
    { account_id: "B", ...absent, status: "not_applicable" },
    { account_id: "C", ...absent, status: "not_applicable" },
  ]);
  const scores = await project.query(
    "select account_id, cap_rule, score <= 39 as is_capped from scores where as_of_date = date '2026-03-01'",
  );
  expect(scores).toContainEqual({ account_id: "A", cap_rule: "long overdue", is_capped: true });
  expect(scores).toContainEqual({ account_id: "C", cap_rule: null, is_capped: false });

  await project.run("2026-03-08");
  expect((await rowsOn(project, "2026-03-08"))[0]).toEqual({ account_id: "A", ...one, status: "held" });
});

test("a measure with two rows for an account fails an audit", async () => {
  const row = (account_id: string) => ({ account_id, measure: "own_tickets", value: 1 });
  const given = { own_measures: [row("A"), row("A"), row("B")] };
  expect(
    await badRowsOf("own_measures_give_an_account_one_row", {
      ...{ asOf: "2026-03-01", models: [ownMeasuresModel([])], given },
    }),
  ).toEqual([{ account_id: "A", measure: "own_tickets", copies: 2 }]);
});

/** What customer success thinks of an account: its attribute mood. */
const sentiment = `-- Grain: one row per account with a mood, as known at the end of as_of_date.
-- Kind: snapshot
-- Label: sentiment of customer success
-- Better: higher
-- Words: red, yellow, green
-- account_id varchar: the account
-- word varchar: its mood
-- sample_size bigint: 1
-- observed_at timestamp(3): as_of_date
with moods as (
    select
        account_id,
        value as word,
        cast(1 as bigint) as sample_size,
        cast(null as timestamp(3)) as observed_at
    from account_attributes
    where as_of_date = date '{{ as_of_date }}' and attribute = 'mood'
)

select * from moods
`;

const scoredByMood = shopYaml
  .replace(/oldest_open_ticket_days: \{.*\}/, "sentiment: { points: { red: 5, yellow: 50, green: 95 } }")
  .replace("invoices_overdue_days > 10", "sentiment = 'red'")
  .replace("attributes: [country]", "attributes: [country, mood]");

/** The accounts of the shop, A, B and C, with their moods. */
const withMoods = (...moods: readonly string[]): Record<string, string> => {
  const [header, ...rows] = (firstExports["crm/accounts.csv"] ?? "").trim().split("\n");
  return {
    ...firstExports,
    "crm/accounts.csv": `${[`${header},mood`, ...rows.map((row, index) => `${row},${moods[index]}`)].join("\n")}\n`,
  };
};

test("a measure of words has points by word, caps by word, and tells of a word that it does not list", async () => {
  const bare = await testProject(shopYaml);
  bare.local[Symbol.dispose]();
  await bare.write({ "measures/sentiment.sql": sentiment });
  await using project = await bare.reopened(scoredByMood);
  await project.day("2026-03-01", withMoods("Green", "red", "purple"));
  const scored = (date: string) =>
    project.query(
      `select account_id, value, points, status from measure_scores where measure = 'sentiment' and as_of_date = date '${date}' order by account_id`,
    );
  expect(await scored("2026-03-01")).toEqual([
    { account_id: "A", value: 3, points: 95, status: "ok" },
    { account_id: "B", value: 1, points: 5, status: "ok" },
    { account_id: "C", value: null, points: null, status: "unreadable" },
  ]);
  const caps = "select account_id, cap_rule from scores where cap_rule is not null";
  expect(await project.query(caps)).toEqual([{ account_id: "B", cap_rule: "long overdue" }]);
  const found = await project.query("select audit, violations from audit_results where violations > 0");
  expect(found).toContainEqual({ audit: "measure_words_are_listed", violations: 1 });

  await project.day("2026-03-02", withMoods("yellow", "red", "GREEN "));
  expect((await scored("2026-03-02")).map(({ points }) => points)).toEqual([50, 5, 95]);
  const { changes } = await explain(project.local.services, { account: "A" });
  expect(changes.flatMap(({ reasons }) => reasons)).toContainEqual(
    expect.stringMatching(/^Sentiment of customer success fell from green to yellow: −[\d.]+ points\.$/),
  );
  const ofC = await explain(project.local.services, { account: "C" });
  expect(ofC.changes.flatMap(({ reasons }) => reasons)).toContainEqual(
    expect.stringMatching(/^Sentiment of customer success can be read again \(green\): [+−][\d.]+ points\.$/),
  );
});
