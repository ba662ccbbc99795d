import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as expected from "../../examples/marrowgate/expected.ts";
import { day } from "../../examples/marrowgate/model/calendar.ts";
import { storyAccounts } from "../../examples/marrowgate/stories.ts";
import { landProject, loadsOf } from "../../lib/landing/land.ts";
import { draftConfig } from "../../lib/layouts/init-from.ts";
import { type LocalProject, openProject } from "../../lib/local/open-project.ts";
import { backfill } from "../../lib/pipeline/history.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { quietSteps } from "../support/project.ts";
import { isDrawn } from "../support/sample.ts";
import { files } from "./marrowgate/files.ts";

/** What somebody who knows the company changes in the drafted config, line by line. */
const edits: readonly (readonly [RegExp, string])[] = [
  [/^key_features: .*$/m, "key_features: [job_scheduled, route_optimized]"],
  [/^ {2}# (- \{ name: rates.*)$/m, "  $1"],
  // The second item of a subscription is live tracking, which has no users of its own.
  [
    /^( +)seats: quantity.*$/m,
    `$1seats: { sql: "case when price.nickname not like '%racking%' then quantity end" }`,
  ],
];
const euro = 1.1;

/** Days of the stories: before and after each of them, and one in the week without a help desk. */
const days = [
  "2026-04-25",
  "2026-05-19",
  "2026-06-12",
  "2026-07-06",
  "2026-07-30",
  "2026-08-23",
  "2026-09-16",
  "2026-09-30",
];

let directory: string;
let questions: readonly string[];
let local: LocalProject | undefined;

async function query(sql: string): Promise<readonly Row[]> {
  if (local === undefined) throw new Error("the project did not open");
  return local.services.warehouse.rows(sql, { database: local.services.databases.published });
}

const byAccount = (rows: readonly Row[]): Record<string, number> =>
  Object.fromEntries(rows.map(({ account_id, value }) => [String(account_id), Number(value)]).toSorted());

const sorted = (counts: expected.ByAccount): Record<string, number> =>
  Object.fromEntries([...counts].toSorted());

const countsOf = async (table: string, on: string, where = "true") =>
  byAccount(
    await query(
      `select account_id, count(*) as value from ${table}
       where as_of_date = date '${on}' and account_id is not null and ${where} group by account_id`,
    ),
  );

const idOf = (number: number): string => storyAccounts.find((each) => each.number === number)?.id ?? "";

/** The value of a column of accounts, or of a measure, on each day. */
async function over(number: number, column: string): Promise<readonly unknown[]> {
  const rows = await query(
    `select as_of_date, ${column} as value from account_health where account_id = '${idOf(number)}' order by as_of_date`,
  );
  return rows.map(({ value }) => value);
}

async function measureOver(number: number, measure: string): Promise<readonly number[]> {
  const rows = await query(
    `select value from measures where account_id = '${idOf(number)}' and measure = '${measure}' order by as_of_date`,
  );
  return rows.map(({ value }) => Number(value));
}

describe.runIf(isDrawn("Marrowgate"))("Marrowgate, from its files alone", () => {
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "marrowgate-"));
    for (const [path, bytes] of files) {
      const file = join(directory, "exports", path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
    }
    const drafted = await draftConfig(directory, join(directory, "exports"));
    questions = drafted.questions.map(({ at }) => at);
    const text = edits.reduce((before, [line, after]) => {
      expect(before).toMatch(line);
      return before.replace(line, after);
    }, drafted.text);
    await writeFile(join(directory, "bellwether.yaml"), text);
    await writeFile(join(directory, "exchange-rates.csv"), `currency,rate_on,rate\nEUR,2020-01-01,${euro}\n`);
    local = await openProject({ directory, clock: () => new Date("2026-10-01T06:00:00Z") });
    const { project, services, inbox } = local;
    loadsOf(await landProject(project.config.sources, { ...services, inbox }));
    await backfill(quietSteps, services, {
      project,
      from: days[0] ?? "",
      to: days.at(-1) ?? "",
      everyDays: 24,
    });
  }, 1_200_000);

  afterAll(async () => {
    local?.[Symbol.dispose]();
    await rm(directory, { recursive: true, force: true });
  });

  test("the draft asks few questions, and each is about what no file says", () => {
    expect(questions.toSorted()).toEqual([
      "currency",
      "key_features",
      "posthog.events",
      "routes",
      "salesforce.accounts", // of names that are tests
      "salesforce.accounts", // of the column that was added in June
      "stripe.subscriptions",
    ]);
  });

  describe.each(days)("on %s", (on) => {
    test("every account pays what the company knows it pays", async () => {
      const { mrrCents, running } = expected.billingOn(day(on));
      const [row] = await query(
        `select sum(mrr) as mrr, count(*) filter (where lifecycle in ('active', 'notice')) as running
       from accounts where as_of_date = date '${on}'`,
      );
      expect(Number(row?.mrr)).toBeCloseTo((mrrCents.usd + euro * mrrCents.eur) / 100, 1);
      expect(Math.abs(Number(row?.running) - running)).toBeLessThanOrEqual(1);
    });

    test("tests are no customers, and neither are deleted or merged rows accounts", async () => {
      const known = expected.accountsOn(day(on)).filter(({ isGone }) => !isGone);
      const rows = await query(`select account_id, lifecycle from accounts where as_of_date = date '${on}'`);
      expect(rows.map(({ account_id }) => account_id).toSorted()).toEqual(
        known.map(({ id }) => id).toSorted(),
      );
      const internal = rows
        .filter(({ lifecycle }) => lifecycle === "internal")
        .map(({ account_id }) => account_id);
      expect(internal.toSorted()).toEqual(
        known
          .filter(({ type }) => type === "Test")
          .map(({ id }) => id)
          .toSorted(),
      );
    });

    test("answers belong to the account of their Id or, without one, of their domain", async () => {
      expect(await countsOf("survey_responses", on, "survey = 'nps'")).toEqual(
        sorted(expected.answersOn(day(on)).byAccount),
      );
    });
  });

  test("at the end of a month every note of the sheet is read, in both forms of its dates", async () => {
    expect(await countsOf("touchpoints", "2026-09-30")).toEqual(
      sorted(expected.touchpointsOn(day("2026-09-30")).byAccount),
    );
  });

  test("tickets belong to the accounts of their organizations, but for two with half a character", async () => {
    const found = await countsOf("tickets", "2026-09-30", "status is distinct from 'deleted'");
    const { byAccount: known } = expected.ticketsOn(day("2026-09-30"));
    const all = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + count, 0);
    expect(Object.keys(found).toSorted()).toEqual([...known.keys()].toSorted());
    expect(all(known.values()) - all(Object.values(found))).toBeLessThanOrEqual(2);
  });

  describe("the stories", () => {
    test("a quiet power user leaves: use falls, and nothing else", async () => {
      const [, , before = 0, after = 0] = await measureOver(1001, "usage_trend_28d");
      expect(before).toBeGreaterThan(-0.35);
      expect(after).toBeLessThan(-0.35);
      expect(new Set(await over(1001, "lifecycle"))).toEqual(new Set(["active"]));
    });

    test("a failed payment is no churn", async () => {
      expect((await over(1002, "mrr")).map(Number)).toEqual(days.map(() => 1180));
      const overdue = await measureOver(1002, "invoices_overdue_days");
      expect([overdue[0], (overdue[1] ?? 0) > 0, overdue[2]]).toEqual([0, true, 0]);
    });

    test("a silent help desk holds its values, and is no week without tickets", async () => {
      const rows = await query(
        "select distinct status from measures where measure = 'urgent_open_tickets' and as_of_date = date '2026-06-12' and status in ('ok', 'held', 'source_stale')",
      );
      expect(rows.map(({ status }) => status)).not.toContain("ok");
    });

    test("a downgrade is contraction of a subscription that stays", async () => {
      expect((await over(1003, "mrr")).map(Number)).toEqual(
        days.map((on) => (on < "2026-07-06" ? 1770 : 342)),
      );
      expect(new Set(await over(1003, "lifecycle"))).toEqual(new Set(["active"]));
    });

    test("two accounts become one, with the revenue of both, also once the merged row is purged", async () => {
      expect((await over(1005, "mrr")).map(Number)).toEqual(
        days.map(() => Math.round(1089 * euro * 100) / 100),
      );
      expect(await over(1004, "mrr")).toEqual([]);
    });

    test("a champion leaves: use and the pulse fall", async () => {
      const use = await measureOver(1006, "active_days_28d");
      expect(use.at(-1)).toBeLessThan((use[3] ?? 0) / 2);
      const pulse = await measureOver(1006, "csm_pulse");
      expect([(pulse[3] ?? 0) >= 4.5, (pulse.at(-1) ?? 5) <= 2]).toEqual([true, true]);
    });

    test("a customer churns with notice", async () => {
      expect(await over(1007, "lifecycle")).toEqual([
        ...["active", "active", "active", "notice", "notice", "churned", "churned", "churned"],
      ]);
    });

    test("a customer grows", async () => {
      expect((await over(1008, "mrr")).map(Number)).toEqual([702, 1248, 1248, 1248, 1248, 2594, 2594, 2594]);
    });

    test("a group and its companies each pay for themselves", async () => {
      const [parent] = await query(
        `select count(*) as children from accounts where as_of_date = date '2026-09-30' and parent_account_id = '${idOf(1009)}'`,
      );
      expect(Number(parent?.children)).toBe(2);
    });
  });

  test("no more than ten lines are edited", async () => {
    const text = await readFile(join(directory, "bellwether.yaml"), "utf8");
    expect(edits.length).toBeLessThanOrEqual(10);
    expect(text.split("\n").length).toBeGreaterThan(200);
  });
});
