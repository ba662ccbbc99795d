import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lastDay, makeShop } from "../../examples/online-shop/generate.ts";
import { addDays } from "../../lib/dates.ts";
import { landProject, loadsOf } from "../../lib/landing/land.ts";
import { type LocalProject, openProject } from "../../lib/local/open-project.ts";
import { backfill } from "../../lib/pipeline/history.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { quietSteps } from "../support/project.ts";

interface Order {
  readonly id: string;
  readonly customer: { readonly id: string };
  readonly total: number;
  readonly placed: number;
  readonly state: string;
}

const days = ["2025-04-30", "2025-08-28", lastDay];
let directory: string;
let local: LocalProject | undefined;
async function query(sql: string): Promise<readonly Row[]> {
  if (local === undefined) throw new Error("the shop's project did not open");
  return local.services.warehouse.rows(sql, { database: local.services.databases.published });
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "online-shop-"));
  await makeShop(directory);
  local = await openProject({ directory, clock: () => new Date("2026-01-01T06:00:00Z") });
  const { project, services, inbox } = local;
  loadsOf(await landProject(project.config.sources, { ...services, inbox }));
  const [from = "", , to = ""] = days;
  await backfill(quietSteps, services, { project, from, to, everyDays: 120 });
});

afterAll(async () => {
  local?.[Symbol.dispose]();
  await rm(directory, { recursive: true, force: true });
});

/** The shop's customers on a day, counted from its exports independently of the pipeline. */
async function countedOn(day: string): Promise<Record<string, Row>> {
  const read = (file: string) => readFile(join(directory, "exports", file), "utf8");
  const csv = async (file: string): Promise<Record<string, string>[]> =>
    parse(await read(file), { columns: true });
  const orders = (await read("orders.ndjson"))
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Order => JSON.parse(line))
    .map((order) => ({ ...order, on: new Date(order.placed * 1000).toISOString().slice(0, 10) }));
  const visits = (await csv("visits.csv")).map(({ customer, at = "" }) => ({
    customer,
    on: at.slice(0, 10),
  }));
  const registered = (await csv("customers.csv")).filter(({ registered = "" }) => registered <= day);
  const rows = registered.map(({ id = "" }): [string, Row] => {
    const seen = [
      ...orders.filter(({ customer }) => customer.id === id),
      ...visits.filter(({ customer }) => customer === id),
    ]
      .map(({ on }) => on)
      .filter((on) => on <= day)
      .toSorted();
    const lost = addDays(seen.at(-1) ?? "2999-01-01", 60);
    const isNew = (seen[0] ?? "") > addDays(day, -30);
    const cents = orders
      .filter(
        ({ customer, state, on }) =>
          customer.id === id && state === "paid" && on > addDays(day, -90) && on <= day,
      )
      .reduce((sum, { total }) => sum + Math.round(total * 100), 0);
    const lifecycle =
      seen.length === 0 ? "prospect" : lost <= day ? "churned" : isNew ? "onboarding" : "active";
    const churned_on = lifecycle === "churned" ? lost : null;
    return [
      id,
      {
        lifecycle,
        churned_on,
        customer_since: seen[0] ?? null,
        mrr: lifecycle === "churned" ? 0 : Math.round(cents / 3) / 100,
      },
    ];
  });
  return Object.fromEntries(rows);
}

test.each(days)(
  "on %s every customer has the lifecycle of their visits and orders, and the revenue of their orders",
  async (day) => {
    const rows = await query(
      `select account_id, lifecycle, churned_on, customer_since, mrr from accounts where as_of_date = date '${day}'`,
    );
    const found = Object.fromEntries(rows.map(({ account_id, ...row }) => [String(account_id), row]));
    expect(found).toEqual(await countedOn(day));
    const lifecycles = new Set(rows.map(({ lifecycle }) => lifecycle));
    expect([...lifecycles].toSorted()).toEqual(["active", "churned", "onboarding", "prospect"]);
  },
);

test("no row of the exports is rejected", async () => {
  expect(await query("select reason, count(*) from rejects group by reason")).toEqual([]);
});

describe("the README", async () => {
  const text = await readFile(new URL("../../examples/online-shop/README.md", import.meta.url), "utf8");
  const queries = [...text.matchAll(/(?<claim>[^\n]+):\n\n```sql\n(?<sql>.*?)```/gs)];
  test.each(queries.map(({ groups }) => [groups?.claim ?? "", groups?.sql ?? ""]))(
    "answers: %s",
    async (_, sql) => {
      expect((await query(sql)).length).toBeGreaterThan(0);
    },
  );
});

test("the lens scores each scored customer beside the main score, by steps, and holds the quiet ones by its cap", async () => {
  const [counted] = await query(
    `select count(*) as n, count(lens_scores.score) as scored,
        count(*) filter (where cap_rule = 'gone quiet' and lens_scores.score <= 40) as held,
        count(*) filter (where cap_rule = 'gone quiet') as quiet
    from lens_scores where as_of_date = date '${lastDay}' and lens = 'engagement'`,
  );
  const [main] = await query(`select count(*) as n from scores where as_of_date = date '${lastDay}'`);
  const [late] = await query(
    `select count(*) as n from account_inputs where as_of_date = date '${lastDay}' and days_since_last_use > 20`,
  );
  expect(counted?.n).toEqual(main?.n);
  expect(counted?.quiet).toEqual(late?.n);
  expect(Number(counted?.scored)).toBeGreaterThan(50);
  expect(Number(counted?.quiet)).toBeGreaterThan(0);
  expect(counted?.held).toEqual(counted?.quiet);
  const points = await query(
    `select distinct points from lens_measure_scores
    where measure = 'key_feature_active_days_28d' and points is not null order by points`,
  );
  expect(points).toEqual([{ points: 0 }, { points: 60 }, { points: 100 }]);
});
