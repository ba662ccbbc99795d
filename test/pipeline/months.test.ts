import { expect } from "vitest";
import { testProject } from "../support/project.ts";
import { sampledTest } from "../support/sample.ts";
import { csv, firstExports, shopYaml } from "../support/shop.ts";

const subscriptions = (...rows: readonly string[]) =>
  csv("id,account,plan,mrr,seats,started,ended,notice,updated_at", ...rows);

sampledTest("a month is kept as it closed, day by day, and the next starts from its end", async () => {
  await using project = await testProject(shopYaml);
  const months = async (asOf: string) => {
    const rows = await project.query(
      `select account_id, month, start_mrr, expansion, churned, end_mrr, is_complete
        from account_months where as_of_date = date '${asOf}' order by month, account_id`,
    );
    return rows.map((row) => Object.values(row).join(" "));
  };
  await project.day("2026-03-30", firstExports);
  await project.day("2026-03-31", {
    "billing/subscriptions-2.csv": subscriptions("S2,B,Starter,80.00,2,2025-06-01,,,2026-03-31T00:00:00Z"),
  });
  const march = [
    "A 2026-03-01 500 0 0 500 true",
    "B 2026-03-01 50 30 0 80 true",
    "C 2026-03-01 50 0 0 50 true",
  ];
  expect(await months("2026-03-31")).toEqual(march);

  await project.day("2026-04-01", {
    "billing/subscriptions-3.csv": subscriptions("S2,B,Starter,90.00,2,2025-06-01,,,2026-04-01T00:00:00Z"),
  });
  const april = ["A 2026-04-01 500 0 0 500 false", "B 2026-04-01 80 10 0 90 false"];
  expect(await months("2026-04-01")).toEqual([...march, ...april, "C 2026-04-01 50 0 0 50 false"]);

  await project.day("2026-04-07", {
    "billing/subscriptions-4.csv": subscriptions(
      "S3,C,Starter,50.00,1,2025-07-01,2026-04-02,2026-03-30,2026-04-02T00:00:00Z",
    ),
  });
  expect(await months("2026-04-07")).toEqual([...march, ...april, "C 2026-04-01 50 0 50 0 false"]);
  expect(
    await project.query(`select cohort, age_months, retained_accounts, is_complete, reason
      from cohort_retention_current where cohort = date '2025-07-01' order by age_months`),
  ).toEqual([
    ...[8, 9].map((age_months) => ({
      ...{ cohort: "2025-07-01", age_months, retained_accounts: 9 - age_months },
      ...{ is_complete: age_months === 8, reason: "small_sample" },
    })),
  ]);
  expect(
    await project.query(`select horizon_days, from_date, sum(accounts) as accounts
      from band_movements_current group by 1, 2`),
  ).toEqual([{ horizon_days: 7, from_date: "2026-03-31", accounts: 3 }]);
});
