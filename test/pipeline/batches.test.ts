import { expect, test } from "vitest";
import { assertPresentLayout, Batch, isWhole } from "../../lib/pipeline/batches.ts";
import { backfill } from "../../lib/pipeline/history.ts";
import { quietSteps, testProject } from "../support/project.ts";
import { sampledTest } from "../support/sample.ts";
import { csv, firstExports, shopYaml } from "../support/shop.ts";
import { shopAfterFirstDay } from "../support/shop-days.ts";

const usageHeader = "id,account,user,feature,at";
const usageOfA = `select as_of_date, usage_date, events from usage_daily
  where account_id = 'A' and user_id = 'ann' order by 1, 2`;

sampledTest(
  "a batch committed after the run of its day is read by the next run, or by rerunning the day",
  async () => {
    await using project = await shopAfterFirstDay();
    const late = { "product/usage-late.csv": csv(usageHeader, "U8,A,ann,search,2026-03-01T20:00:00Z") };
    const again = await project.day("2026-03-01", late);
    expect(again.run.outcome).toBe("published");
    expect(await project.query(usageOfA)).toEqual([
      { as_of_date: "2026-03-01", usage_date: "2026-03-01", events: 1 },
      { as_of_date: "2026-03-01", usage_date: "2026-03-01", events: 1 },
    ]);
    expect((await project.day("2026-03-01")).run.outcome).toBe("up to date");

    await project.write({
      "product/usage-later.csv": csv(usageHeader, "U9,A,ann,search,2026-03-01T21:00:00Z"),
    });
    await project.land("2026-03-01");
    await project.run("2026-03-02");
    expect((await project.query(usageOfA)).at(-1)).toEqual({
      as_of_date: "2026-03-02",
      usage_date: "2026-03-01",
      events: 1,
    });
  },
);

test("a load of an older version, whose raw is in another layout, is refused with what to do", () => {
  const load = { source: "crm", stream: "accounts", load_id: "l1", is_read: true, records: 1 };
  const batch = Batch.parse({
    ...{ ...load, entity: "accounts", mode: "upsert", landed_on: "2026-03-01" },
    ...{ landed_at: "2026-03-01T12:00:00Z", prefix: "raw/" },
  });
  expect(() => assertPresentLayout([batch])).toThrow("`bellwether land --again` lands it anew");
  expect(() => assertPresentLayout([{ ...batch, layout: "delimited" }])).not.toThrow();
  expect(() => assertPresentLayout([{ ...batch, is_read: false }])).not.toThrow();
});

test("a full snapshot deletes missing records as long as its unreadable rows are within the limit", () => {
  expect(isWhole({ records: 9, unreadable: 0 }, 0)).toBe(true);
  expect(isWhole({ records: 0, unreadable: 0 }, 0.2)).toBe(true);
  expect(isWhole({ records: 4, unreadable: 1 }, 0.2)).toBe(true);
  expect(isWhole({ records: 3, unreadable: 1 }, 0.2)).toBe(false);
  expect(isWhole({ records: 0, unreadable: 1 }, 0.2)).toBe(false);
  expect(isWhole({ records: 999, unreadable: 1 }, 0)).toBe(false);
  expect(isWhole({ records: 1_000_000, unreadable: 20_001 }, 0.2), "too many to list by name").toBe(false);
});

sampledTest(
  "a footer of an export is no record and hides no deletion, but many unreadable rows hide deletions",
  async () => {
    await using project = await shopAfterFirstDay();
    const header = "id,name,domain,segment,since,left_on,merged_into,updated_at,country";
    const rows = (ids: string) =>
      [...ids].map((id) => `${id},${id},${id.toLowerCase()},Big,2025-01-10,,,,DE`);
    const accounts = async (date: string, lines: readonly string[]) => {
      await project.day(date, { "crm/accounts.csv": csv(header, ...lines) });
      const [row] = await project.query(
        `select (select string_agg(account_id, '' order by account_id) from accounts where as_of_date = date '${date}') as accounts,
        absent, unreadable from data_quality where as_of_date = date '${date}' and stream = 'accounts'`,
      );
      return row;
    };
    expect(await accounts("2026-03-02", rows("ABCDEFGHIJ"))).toMatchObject({
      absent: "deleted",
      unreadable: 0,
    });
    expect(await accounts("2026-03-03", [...rows("ABCDEFGHI"), "Total: 9"])).toEqual({
      accounts: "ABCDEFGHI",
      absent: "deleted",
      unreadable: 1,
    });
    expect(await accounts("2026-03-04", [...rows("ABCDEFGH"), ...Array<string>(9).fill("-")])).toEqual({
      accounts: "ABCDEFGHI",
      absent: "kept",
      unreadable: 9,
    });
  },
);

sampledTest(
  "an account with an unreadable row that names it is not deleted, and an account without a row is",
  async () => {
    await using project = await testProject(shopYaml);
    const header = "id,name,domain,segment,since,left_on,merged_into,updated_at,country";
    const line = (id: string) => `${id},${id},${id.toLowerCase()},Big,2025-01-10,,,,DE`;
    await project.day("2026-03-01", {
      ...firstExports,
      "crm/accounts.csv": csv(header, ...[..."ABCDEFGH"].map(line)),
    });
    const broken = ['B,"Beta "Ltd,b,Big,2025-01-10,,,,DE', " C ,Gamma, Inc,c,Big,2025-01-10,,,,DE"];
    await project.day("2026-03-02", {
      "crm/accounts.csv": csv(header, ...[..."AEFGH"].map(line), ...broken),
    });
    expect(
      await project.query(
        "select account_id, name from accounts where as_of_date = date '2026-03-02' order by 1",
      ),
    ).toEqual([..."ABCEFGH"].map((id) => ({ account_id: id, name: id })));
  },
);

sampledTest("of three full snapshots landed at once the newest counts", async () => {
  await using project = await shopAfterFirstDay();
  const header = "id,name,domain,segment,since,left_on,merged_into,updated_at,country";
  const rows = {
    "2026-03-02": [
      "A,Alpha,a,Big,2025-01-10,,,,DE",
      "X,Passing,x,Big,2025-01-10,,,,DE",
      "B,Beta,b,Small,2025-06-01,,,,FR",
    ],
    "2026-03-03": [
      "A,Alpha,a,Big,2025-01-10,,,,DE",
      "B,Beta,b,Small,2025-06-01,,,,FR",
      "C,Gamma,c,Small,2025-07-01,,,,DE",
    ],
    "2026-03-04": ["A,Alpha & Sons,a,Big,2025-01-10,,,,DE", "B,Beta,b,Small,2025-06-01,,,,FR"],
  };
  for (const [date, lines] of Object.entries(rows)) {
    await project.write({ "crm/accounts.csv": csv(header, ...lines) });
    await project.land(date);
  }
  await project.run("2026-03-04");
  // C is gone from the newest, and stays as it was on the first day, because it pays.
  expect(await project.query("select account_id, name from accounts_current order by 1")).toEqual([
    { account_id: "A", name: "Alpha & Sons" },
    { account_id: "B", name: "Beta" },
    { account_id: "C", name: "Gamma" },
  ]);
  expect(
    await project.query(`select landed, current, superseded from data_quality
      where as_of_date = date '2026-03-04' and stream = 'accounts'`),
  ).toEqual([{ landed: 8, current: 2, superseded: 6 }]);
});

sampledTest(
  "an empty full export stops the day as a loss, and the previous day stays published",
  async () => {
    await using project = await shopAfterFirstDay();
    await project.write({
      "crm/accounts.csv": "id,name,domain,segment,since,left_on,merged_into,updated_at,country\n",
    });
    await project.land("2026-03-02");
    await expect(project.run("2026-03-02")).rejects.toThrow(
      /2026-03-02 is not published.*full_snapshots_lose_little/s,
    );
    expect(await project.query("select distinct as_of_date from accounts")).toEqual([
      { as_of_date: "2026-03-01" },
    ]);
    // The next export is complete, and its day is published.
    const next = await project.day("2026-03-02", {
      "crm/accounts.csv": firstExports["crm/accounts.csv"] ?? "",
    });
    expect(next.run.outcome).toBe("published");
  },
);

sampledTest("when one of two files of a glob changes, only its new records change the tables", async () => {
  await using project = await testProject(shopYaml);
  const other = csv(
    "id,account,amount,issued,due,paid,updated_at",
    "I7,C,70.00,2026-02-01,2026-02-15,,2026-03-01T00:00:00Z",
  );
  await project.day("2026-03-01", { ...firstExports, "billing/invoices-other.csv": other });
  await project.day("2026-03-02", {
    "billing/invoices-other.csv": other.replace("70.00", "77.00").replace("2026-03-01T", "2026-03-02T"),
  });
  expect(await project.query("select invoice_id, amount from invoices_current order by 1")).toEqual([
    { invoice_id: "I1", amount: 500 },
    { invoice_id: "I2", amount: 50 },
    { invoice_id: "I7", amount: 77 },
  ]);
  expect(
    await project.query(`select landed, current, superseded from data_quality
      where as_of_date = date '2026-03-02' and stream = 'invoices'`),
  ).toEqual([{ landed: 1, current: 1, superseded: 0 }]);
});

sampledTest(
  "a growing file of events without ids counts each event once, although it lands every day",
  async () => {
    await using project = await testProject(shopYaml);
    const click = (at: string) => `{"account":"C","at":"${at}"}\n`;
    const first = click("2026-03-01T10:00:00Z").repeat(2);
    const second = first + click("2026-03-02T10:00:00Z");
    await project.day("2026-03-01", { ...firstExports, "product/clicks.ndjson": first });
    await project.day("2026-03-02", { "product/clicks.ndjson": second });
    expect(
      await project.query(
        "select as_of_date, usage_date, events from usage_daily where account_id = 'C' order by 1, 2",
      ),
    ).toEqual([
      { as_of_date: "2026-03-01", usage_date: "2026-03-01", events: 2 },
      { as_of_date: "2026-03-02", usage_date: "2026-03-02", events: 1 },
    ]);
    expect(
      await project.query(`select landed, current, duplicate from data_quality
      where as_of_date = date '2026-03-02' and stream = 'clicks'`),
    ).toEqual([{ landed: 3, current: 1, duplicate: 2 }]);
  },
);

sampledTest("history loaded after live days changes today, and past days only in a backfill", async () => {
  const yaml = shopYaml.replace(
    "path: billing/invoices*.csv",
    "path: billing/invoices*.csv\n        backdate: issued_on",
  );
  await using project = await testProject(yaml);
  const { "billing/invoices.csv": _, ...withoutInvoices } = firstExports;
  await project.day("2026-03-01", withoutInvoices);
  await project.day("2026-03-02");
  const history = csv("id,account,amount,issued,due,paid,updated_at", "I2,B,50.00,2026-02-01,2026-02-15,,");
  await project.day("2026-03-03", { "billing/invoices.csv": history });
  const invoices = "select as_of_date, invoice_id, amount from invoices order by 1";
  expect(await project.query(invoices)).toEqual([{ as_of_date: "2026-03-03", invoice_id: "I2", amount: 50 }]);
  const { services, project: config } = project.local;
  const built = await backfill(quietSteps, services, {
    project: config,
    from: "2026-03-01",
    to: "2026-03-03",
    everyDays: 1,
  });
  expect(built).toEqual({ from: "2026-03-01", to: "2026-03-03", days: 3, resumed: 0, isDone: true });
  // An invoice's amount has no date of its own, so it is unknown before the history landed.
  expect(await project.query(invoices)).toEqual([
    { as_of_date: "2026-03-01", invoice_id: "I2", amount: null },
    { as_of_date: "2026-03-02", invoice_id: "I2", amount: null },
    { as_of_date: "2026-03-03", invoice_id: "I2", amount: 50 },
  ]);
});

sampledTest("a source with the same export every day is fresh as long as it delivers", async () => {
  await using project = await shopAfterFirstDay();
  const freshness = `select last_landed_on, status from source_freshness
    where as_of_date = (select max(as_of_date) from source_freshness) and stream = 'accounts'`;
  const { "crm/accounts.csv": accounts = "" } = firstExports;
  for (const date of ["2026-03-03", "2026-03-05"]) {
    await project.write({ "crm/accounts.csv": accounts });
    expect(await project.land(date)).toContainEqual({
      source: "crm",
      stream: "accounts",
      status: "unchanged",
      retracted: [],
    });
  }
  await project.run("2026-03-05");
  expect(await project.query(freshness)).toEqual([{ last_landed_on: "2026-03-05", status: "fresh" }]);
  // Deliveries stop.
  await project.land("2026-03-08");
  await project.run("2026-03-08");
  expect(await project.query(freshness)).toEqual([{ last_landed_on: "2026-03-05", status: "stale" }]);
});
