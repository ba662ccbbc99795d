import { expect } from "vitest";
import { backfill, repeatDays } from "../../lib/pipeline/history.ts";
import { streamReader } from "../../lib/reports/stream-report.ts";
import { streamLines } from "../../lib/reports/stream-words.ts";
import { cornerShop } from "../support/corner-shop.ts";
import { quietSteps, type TestProject, testProject } from "../support/project.ts";
import { publishedRows } from "../support/published-rows.ts";
import { seeded } from "../support/random.ts";
import { sampledTest, seed } from "../support/sample.ts";
import { csv } from "../support/shop.ts";

const yaml = cornerShop(`
  - name: billing
    kind: files
    streams:
      items:
        path: billing/*.json
        mode: upsert
        entity: subscriptions
        each: items.data
        record: id
        where: "price.usage_type <> 'metered'"
        fields:
          subscription_id: id
          account_id: ^customer
          status: ^status
          started_on: ^start_date
          ended_on: ^ended_at
          amount: { sql: "cast(price.unit_amount as decimal(18,2)) / 100" }
          interval: price.recurring.interval
          quantity: quantity
          updated_at: ^updated
`);

const item = (id: string, unit_amount: number, quantity = 1) => ({
  id,
  quantity,
  price: { unit_amount, usage_type: "licensed", recurring: { interval: "month" } },
});

const subscription = (id: string, updated: string, data: unknown, more: Record<string, unknown> = {}) => ({
  ...{ id, customer: id.replace("sub_", ""), status: "active", start_date: "2025-06-01", updated },
  items: { object: "list", data },
  ...more,
});

const accounts = { "accounts.csv": csv("id,name", "A,Alpha", "B,Beta", "C,Gamma") };
const bills = (day: string, ...records: readonly unknown[]) => ({
  [`billing/${day}.json`]: JSON.stringify(records),
});

const days: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "2026-03-01": {
    ...accounts,
    ...bills(
      "1",
      subscription("sub_A", "2026-03-01", [item("si_1", 2000, 3), item("si_2", 1500)]),
      subscription("sub_B", "2026-03-01", [item("si_3", 9900)]),
      subscription("sub_C", "2026-03-01", []),
    ),
  },
  // A drops an item, B swaps its only one for another of the same price.
  "2026-03-02": bills(
    "2",
    subscription("sub_A", "2026-03-02", [item("si_1", 2000, 3)]),
    subscription("sub_B", "2026-03-02", [item("si_4", 9900)]),
  ),
  // A version of A between the two lands late.
  "2026-03-03": bills(
    "3",
    subscription("sub_A", "2026-03-01T12:00:00Z", [item("si_2", 1500), item("si_5", 100)]),
  ),
};

async function afterAll(): Promise<TestProject> {
  const project = await testProject(yaml);
  for (const [day, files] of Object.entries(days)) await project.day(day, files);
  return project;
}

sampledTest(
  "a subscription with two items is two priced lines, and MRR falls by the one that is removed",
  async () => {
    await using project = await afterAll();
    const lines = async (day: string) => {
      const rows = await project.query(
        `select subscription_id, account_id, mrr from subscriptions where as_of_date = date '${day}' order by 1`,
      );
      return rows.map((row) => Object.values(row).join(" "));
    };
    expect(await lines("2026-03-01")).toEqual(["si_1 A 60", "si_2 A 15", "si_3 B 99"]);
    expect(await lines("2026-03-02")).toEqual(["si_1 A 60", "si_4 B 99"]);
    expect(await lines("2026-03-03")).toEqual(["si_1 A 60", "si_4 B 99"]);
  },
);

sampledTest(
  "a removed item is contraction, and one item for another on the same day is no movement",
  async () => {
    await using project = await afterAll();
    const rows = await project.query(
      `select account_id, start_mrr, new, expansion, contraction, churned, reactivated, end_mrr
      from account_months where as_of_date = date '2026-03-03' and month = date '2026-03-01' order by 1`,
    );
    expect(rows.map((row) => Object.values(row).join(" "))).toEqual([
      "A 75 0 0 15 0 0 60",
      "B 99 0 0 0 0 0 99",
    ]);
    expect(
      await project.query(
        "select account_id, churned_on from accounts where as_of_date = date '2026-03-03' and churned_on is not null",
      ),
    ).toEqual([]);
  },
);

sampledTest("a status says what became of each record and each element", async () => {
  await using project = await testProject(yaml);
  await project.day("2026-03-01", {
    ...accounts,
    ...bills(
      "1",
      subscription("sub_A", "2026-03-01", [item("si_1", 2000), { ...item("si_2", 1500), quantity: "many" }]),
      subscription("sub_B", "2026-03-01", [{ ...item("si_3", 100), price: { usage_type: "metered" } }, 7]),
      subscription("sub_C", "2026-03-01", null),
      subscription("sub_D", "2026-03-01", { id: "si_9" }),
    ),
  });
  expect(
    await project.query(
      "select landed, elements, split, empty, current, rejected, filtered, cells_unread from data_quality where stream = 'items'",
    ),
  ).toEqual([
    { landed: 4, elements: 4, split: 2, empty: 1, current: 2, rejected: 2, filtered: 1, cells_unread: 1 },
  ]);
  const { services, project: read } = project.local;
  const reports = await streamReader({ ...services, queries: read.queries }).reports({
    asOfDate: "2026-03-01",
  });
  const report = reports.find(({ stream }) => stream === "items");
  const [first, ...reasons] = report === undefined ? [] : streamLines(report);
  expect(first).toBe(
    "billing.items: fresh. Its latest rows: 4 read, 4 elements, 1 without elements, 1 filtered, 2 rejected",
  );
  expect(reasons).toEqual([
    '  1 row not a list: items.data, such as {"id":"sub_D","customer":"D","status":"active","start_date":"2025-06-01","updated":"2026-03-01","ite…',
    "  1 row not an object: items.data, such as 7",
  ]);
});

sampledTest("a backfill gives the same days as the nights did, and a rerun equal ones", async () => {
  await using project = await afterAll();
  // A live day and a backfilled one judge some audits differently.
  const rows = async () => ({ ...(await publishedRows(project)), audit_results: [] });
  const before = await rows();
  await backfill(quietSteps, project.local.services, {
    ...{ project: project.local.project, from: "2026-03-01", to: "2026-03-03", everyDays: 1 },
  });
  expect(await rows()).toEqual(before);
  await repeatDays(quietSteps, project.local.services, { from: "2026-03-01" });
  expect(await rows()).toEqual(before);
});

sampledTest("ten thousand dirty elements reconcile, and a rerun gives equal rows", async () => {
  const random = seeded(seed);
  const elements = (count: number) =>
    Array.from({ length: count }, (_, index) => {
      const of = random.below(4_000);
      const made = item(`si_${of}`, random.below(90_000), random.below(5) + 1);
      const dirty: readonly unknown[] = [
        { ...made, id: random.below(2) === 0 ? null : " " },
        { ...made, price: null },
        { ...made, quantity: "lots" },
        { ...made, price: { ...made.price, usage_type: "metered" } },
        { ...made, price: { ...made.price, unit_amount: "1e999" } },
        ...[null, 7, "si", [made], { "": index }],
      ];
      return random.below(4) === 0 ? dirty[random.below(dirty.length)] : made;
    });
  const lists = () => {
    const list = elements(random.below(9));
    return random.below(12) === 0 ? [[], null, "", {}, "none"][random.below(5)] : list;
  };
  const records = (day: number) =>
    Array.from({ length: 1_500 }, () => {
      const id = random.below(60) === 0 ? null : `sub_${"ABCDE"[random.below(5)]}${random.below(400)}`;
      const updated = `2026-03-0${random.below(day) + 1}T0${random.below(10)}:00:00Z`;
      return { ...subscription(`sub_${"ABCDE"[random.below(5)]}`, updated, lists()), id };
    });
  await using project = await testProject(yaml);
  for (const day of [1, 2, 3])
    await project.day(`2026-03-0${day}`, {
      ...(day === 1 ? accounts : {}),
      ...bills(String(day), ...records(day)),
    });
  const [counted] = await project.query("select sum(elements) as elements from data_quality");
  expect(Number(counted?.elements)).toBeGreaterThan(10_000);
  const before = await publishedRows(project);
  await repeatDays(quietSteps, project.local.services, { from: "2026-03-01" });
  expect(await publishedRows(project)).toEqual(before);
});
