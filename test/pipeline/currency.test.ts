import { expect } from "vitest";
import { testProject } from "../support/project.ts";
import { sampledTest } from "../support/sample.ts";
import { csv } from "../support/shop.ts";

const yaml = `
company: Corner Shop
currency: EUR
sources:
  - name: crm
    kind: files
    streams:
      accounts: { path: accounts.csv, mode: full, entity: accounts, fields: { account_id: id } }
  - name: bank
    kind: files
    streams:
      rates:
        path: rates*.csv
        mode: upsert
        entity: exchange_rates
        fields: { currency: code, rate_on: day, rate: rate }
  - name: billing
    kind: files
    streams:
      subscriptions:
        path: subscriptions.csv
        mode: upsert
        entity: subscriptions
        fields: { subscription_id: id, account_id: account, mrr: mrr, currency: currency, started_on: started }
scorecards:
  - name: standard
    components: { usage: { weight: 1, measures: { mrr_change_90d: { points: [[0, 0], [1, 100]] } } } }
`;

sampledTest("an account in a currency without a rate has no revenue until there is a rate", async () => {
  await using project = await testProject(yaml);
  const day = async (date: string, files: Readonly<Record<string, string>>) => {
    expect((await project.day(date, files)).run.outcome).toBe("published");
    return project.query(
      `select a.account_id, a.lifecycle, a.mrr, a.arr, s.mrr_in_currency, s.mrr_absence
       from accounts_current as a inner join subscriptions_current as s on a.account_id = s.account_id order by 1`,
    );
  };
  const priced = (account_id: string, mrr: number | null, more: object) => ({
    ...{ account_id, lifecycle: "active", mrr, arr: mrr === null ? null : 12 * mrr },
    ...{ mrr_in_currency: 100, mrr_absence: null, ...more },
  });
  const refused = { mrr_absence: "no_rate" };
  expect(
    await day("2026-03-01", {
      "accounts.csv": csv("id", "A", "B", "C"),
      "rates.csv": csv("code,day,rate", "CHF,2026-02-28,1.1", "SEK,2026-02-28,0", "CHF,2026-03-02,1.2"),
      "subscriptions.csv": csv(
        "id,account,mrr,currency,started",
        "S1,A,100,EUR,2026-01-01",
        "S2,B,100,chf,2026-01-01",
        "S3,C,100,SEK,2026-01-01",
      ),
    }),
  ).toEqual([priced("A", 100, {}), priced("B", 110, {}), priced("C", null, refused)]);
  expect(await project.query("select record_id, reason from rejects")).toEqual([
    { record_id: "SEK:2026-02-28", reason: "out of bounds: rate" },
  ]);
  expect(await day("2026-03-02", { "rates-later.csv": csv("code,day,rate", "SEK,2026-02-28,0.09") })).toEqual(
    [priced("A", 100, {}), priced("B", 120, {}), priced("C", 9, {})],
  );
});
