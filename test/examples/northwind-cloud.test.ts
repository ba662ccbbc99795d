import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formatTable } from "../../cli/table.ts";
import {
  dateOf,
  firstDaily,
  firstDay,
  firstLive,
  lastDay,
  periods,
} from "../../examples/northwind-cloud/calendar.ts";
import { type Dirt, dirt } from "../../examples/northwind-cloud/dirt.ts";
import { exportsOf } from "../../examples/northwind-cloud/generate.ts";
import { readmeQueries, withResults } from "../../examples/northwind-cloud/readme.ts";
import { Load } from "../../lib/landing/load.ts";
import { type LocalProject, openProject } from "../../lib/local/open-project.ts";
import { readDocument } from "../../lib/storage/documents.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { seeded } from "../support/random.ts";
import { isWhole, seed } from "../support/sample.ts";
import { scoredAgain } from "./scored-again.ts";

/** Three nights among those with dirty rows; or all of them. */
const drawn = firstDaily + seeded(seed).below(30);
const [from, to] = isWhole ? [firstDay, lastDay] : [drawn, drawn + 2];
const nights = periods(from, to).map(({ on }) => dateOf(on));

/** Runs the demo once, by `npm start`, with its output. */
const root = join(import.meta.dirname, "../..");
const example = join(import.meta.dirname, "../../examples/northwind-cloud");
const readme = await readFile(join(example, "README.md"), "utf8");
const queries = readmeQueries(readme);

let directory: string;
let summary: string;
let local: LocalProject;
const rows = new Map<string, (readonly Row[])[]>();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "bellwether-northwind-"));
  const days = ["--from", dateOf(from), "--to", dateOf(to)];
  const demo = spawn("npm", ["start", "--", "--no-serve", "--directory", directory, ...days], { cwd: root });
  const [output, problems, [code]] = await Promise.all([
    text(demo.stdout),
    text(demo.stderr),
    once(demo, "exit"),
  ]);
  if (code !== 0) throw new Error(problems);
  summary = output;
  local = await openProject({ directory });
  for (const { story, sql } of queries) rows.set(story, [...(rows.get(story) ?? []), await published(sql)]);
}, 1_800_000);

afterAll(async () => {
  local[Symbol.dispose]();
  await rm(directory, { recursive: true, force: true });
});

const published = (sql: string): Promise<readonly Row[]> =>
  local.services.warehouse.rows(sql, { database: local.services.databases.published });

/** The rows of one of a story's queries, by default the first. */
const rowsOf = (story: string, place = 0): readonly Row[] => rows.get(story)?.[place] ?? [];
const column = (story: string, name: string): readonly unknown[] => rowsOf(story).map((row) => row[name]);

test("each query of the README runs on any days of the demo", () => {
  expect([...rows.values()].flat()).toHaveLength(queries.length);
});

test.runIf(isWhole)("each query of the README gives the rows printed below it", async () => {
  const results = queries.map(({ story, sql }) => {
    const place = queries.filter((each) => each.story === story).findIndex((each) => each.sql === sql);
    return formatTable(rowsOf(story, place));
  });
  // `vitest run -u` updates them.
  await expect(withResults(readme, results)).toMatchFileSnapshot(join(example, "README.md"));
});

test("the demo's exports are byte for byte the same each time", () => {
  for (const night of periods().filter((_, index) => index % 24 === 0))
    for (const [index, { path, content }] of exportsOf(night).entries()) {
      const again = exportsOf(night)[index];
      expect(again?.path).toBe(path);
      expect(Buffer.from(content).equals(Buffer.from(again?.content ?? ""))).toBe(true);
    }
});

/** The streams, the reasons and the counts of damaged lines in these nights. */
const planted = (becomes: Dirt["becomes"]) =>
  dirt
    .filter((each) => each.becomes === becomes)
    .map(({ stream, on, lines, reason }) => {
      const times = on.filter((date) => nights.includes(date)).length;
      return [stream, reason, times * lines.length] as const;
    })
    .filter(([, , count]) => count > 0);

test("every damaged line is quarantined, rejected, counted for no account or loses a cell, and all are counted exactly", async () => {
  const rejected = new Map(
    planted("rejected").map(([stream, reason, count]) => [`${stream} ${reason}`, count]),
  );
  const found = await published(
    "select source, stream, reason, count(*) as records from rejects group by all",
  );
  expect(new Map(found.map((row) => [`${row.source}/${row.stream} ${row.reason}`, row.records]))).toEqual(
    rejected,
  );

  const lost = await published(
    `select source, stream, reason, field, sum(cells) as cells
    from cell_problems where not is_rejected group by all`,
  );
  expect(
    new Map(
      lost.map((row) => [`${row.source}/${row.stream} ${row.reason}: ${row.field}`, Number(row.cells)]),
    ),
  ).toEqual(new Map(planted("a lost cell").map(([stream, reason, count]) => [`${stream} ${reason}`, count])));

  const keyless = await published(
    "select source, stream, sum(keyless) as records from data_quality group by all having sum(keyless) > 0",
  );
  expect(keyless.map((row) => [`${row.source}/${row.stream}`, Number(row.records)])).toEqual(
    planted("keyless").map(([stream, , count]) => [stream, count]),
  );

  const quarantined = new Map<string, number>();
  for await (const { key } of local.services.store.list("loads/")) {
    const load = (await readDocument(local.services.store, key, Load))?.value;
    if (load === undefined || load.quarantined === 0) continue;
    const stream = `${load.source}/${load.stream}`;
    quarantined.set(stream, (quarantined.get(stream) ?? 0) + load.quarantined);
  }
  const unreadable = Map.groupBy(planted("quarantined"), ([stream]) => stream);
  const counts = [...unreadable].map(([stream, each]) => [
    stream,
    each.reduce((sum, [, , count]) => sum + count, 0),
  ]);
  expect(quarantined).toEqual(new Map(counts as [string, number][]));
});

describe.runIf(isWhole)("the stories of the README", () => {
  test("usage, pulse and score fall after a champion leaves", () => {
    const story = "A champion leaves";
    expect(column(story, "champion_active")).toEqual([1, 0, 0, 0]);
    const [before, , , after] = rowsOf(story);
    expect(Number(after?.csm_pulse)).toBeLessThan(Number(before?.csm_pulse));
    expect(Number(after?.usage_trend_28d)).toBeLessThan(-0.3);
    expect(Number(after?.score)).toBeLessThan(Number(before?.score) - 25);
  });

  test("an account that stops paying is capped to red on the 46th day of its oldest invoice", () => {
    const story = "A customer stops paying";
    expect(column(story, "invoices_overdue_days")).toEqual([0, 45, 46, 56]);
    expect(column(story, "cap_rule")).toEqual([null, null, "overdue invoice", "overdue invoice"]);
    expect(column(story, "band").slice(2)).toEqual(["red", "red"]);
  });

  test("the tickets that pile up are urgent, reopened and badly rated", () => {
    const [before, , after] = rowsOf("Tickets pile up");
    expect(Number(after?.urgent_open)).toBeGreaterThan(Number(before?.urgent_open) + 5);
    expect(Number(after?.reopened_rate)).toBeGreaterThan(0.3);
    expect(Number(after?.csat)).toBeLessThan(0.5);
  });

  test("adopters of AI drafts churn three times as often, and adopters of the timeline no more than others", () => {
    const [drafts, draftsNot, timeline, timelineNot] = column(
      "A release whose adopters leave, and one with no effect",
      "percent",
    ).map(Number) as [number, number, number, number];
    expect(drafts).toBeGreaterThan(3 * draftsNot);
    expect(Math.abs(timeline - timelineNot)).toBeLessThan(4);
  });

  test("the lifetime value of SMB falls each month, because of its younger customers", () => {
    const story = "A segment whose lifetime value falls";
    // Too few customers churned in March for a value.
    expect(column(story, "cltv")[0]).toBeNull();
    const values = column(story, "cltv").slice(1).map(Number);
    expect(values).toHaveLength(3);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(values.at(-1)).toBeLessThan(0.75 * (values[0] ?? 0));
    const younger = rowsOf(story, 1).find(({ joined }) => joined === "2026");
    expect(Number(younger?.gone_percent)).toBeGreaterThan(20);
    expect(
      rowsOf(story, 1)
        .filter(({ joined }) => joined !== "2026")
        .every((row) => Number(row.gone_percent) < 10),
    ).toBe(true);
  });

  test("high usage does not hide a low NPS", () => {
    const points = new Map(
      rowsOf("High usage, low satisfaction").map((row) => [row.measure, Number(row.points)]),
    );
    expect(points.get("active_days_28d")).toBe(100);
    expect(points.get("nps_rating_180d")).toBeLessThan(35);
  });

  test("the silent help desk keeps its last values for seven days, then is stale, then recovers", async () => {
    expect(rowsOf("A source goes silent and comes back")).toEqual([
      { status: "ok", from_day: "2026-05-29", to_day: "2026-06-01" },
      { status: "held", from_day: "2026-06-02", to_day: "2026-06-08" },
      { status: "source_stale", from_day: "2026-06-09", to_day: "2026-06-11" },
      { status: "ok", from_day: "2026-06-12", to_day: "2026-06-15" },
    ]);
  });

  test("a customer without seats is not_applicable, never 0", async () => {
    const seatMeasures = await published(
      "select measure from measures_current where account_id = 'NW-1008' and status = 'not_applicable' and value is null",
    );
    expect(seatMeasures.map(({ measure }) => measure)).toEqual(
      expect.arrayContaining(["seat_utilization_28d", "tickets_per_seat_28d", "median_resolution_hours_90d"]),
    );
  });

  test("a contact who was never invited is not_applicable, and one who never answered is no_response", () => {
    expect(
      rowsOf("Never asked, or never answered").map(({ name, measure, status }) => [name, measure, status]),
    ).toEqual([
      ["Silent Brook Partners", "nps_rating_180d", "not_applicable"],
      ["Silent Brook Partners", "response_rate_180d", "not_applicable"],
      ["Hollow Pine Partners", "nps_rating_180d", "no_response"],
      ["Hollow Pine Partners", "response_rate_180d", "ok"],
    ]);
  });

  test("a link resolves three of four misspelt domains", () => {
    expect(column("Misspelt domains", "unmatched_domains")).toEqual([4, 1, 1]);
    const [before, after] = column("Misspelt domains", "sunrise_active_days").map(Number);
    expect([before, (after ?? 0) > 10]).toEqual([0, true]);
  });

  test("revenue without an exchange rate is unknown, with a reason", () => {
    const francs = rowsOf("Other currencies, and one without a rate").find(
      ({ currency }) => currency === "CHF",
    );
    expect([francs?.subscriptions, francs?.mrr, francs?.mrr_absence]).toEqual([2, null, "no_rate"]);
  });

  test("internal accounts and prospects are not scored", () => {
    const unscored = rowsOf("Accounts that are not scored").filter(
      ({ lifecycle }) => lifecycle === "internal" || lifecycle === "prospect",
    );
    expect(unscored.map(({ lifecycle, accounts, scored }) => [lifecycle, accounts, scored])).toEqual([
      ["internal", 3, 0],
      ["prospect", 7, 0],
    ]);
  });

  test("a notice of churn is a critical alert of the live day", () => {
    expect(rowsOf("Notice given")).toContainEqual(
      expect.objectContaining({ rule: "notice given", severity: "critical", started_on: "2026-06-22" }),
    );
  });
});

test.runIf(isWhole)(
  "about one account in ten is red, most are green or yellow, and few are unknown",
  async () => {
    const bands = await published("select band, count(*) as accounts from scores_current group by band");
    const accounts = new Map(bands.map((row) => [row.band, Number(row.accounts)]));
    const all = [...accounts.values()].reduce((sum, each) => sum + each, 0);
    const share = (band: string) => (accounts.get(band) ?? 0) / all;
    expect(share("red")).toBeGreaterThan(0.05);
    expect(share("red")).toBeLessThan(0.12);
    expect(share("green")).toBeGreaterThan(0.4);
    expect(accounts.get("insufficient_data") ?? 0).toBeLessThan(20);
  },
);

test("each night is a published day, the last ones live, and messages are sent", async () => {
  // Of a part of the days, at least the last two run live.
  const live = isWhole ? 14 : Math.max(2, nights.filter((on) => on >= dateOf(firstLive)).length);
  const days = isWhole ? 52 : 3;
  expect(await published("select count(*) as days, count_if(is_live) as live from runs")).toEqual([
    { days, live },
  ]);
  const kinds = new Set<string>();
  for await (const { key } of local.services.store.list("outbox/")) kinds.add(key.split("/")[1] ?? "");
  // Between a part of the nights a source may be silent for longer than expected, and no account need drop.
  if (isWhole) expect(kinds).toEqual(new Set(["alert", "baseline", "digest"]));
  else expect(kinds).toContain("baseline");
});

test("the summary shows what landed, what was rejected, which accounts need attention and what to do next", () => {
  for (const part of [
    "LANDED RECORDS",
    "REJECTED AND QUARANTINED ROWS",
    ...planted("rejected").map(([, reason = ""]) => reason),
    "UNREADABLE CELLS",
    "ACCOUNTS THAT NEED ATTENTION",
  ])
    expect(summary).toContain(part);
  expect(summary).not.toMatch(/undefined|NaN|Infinity|null/);
});

test("the commands that the summary prints work", async () => {
  const printed = [...summary.matchAll(/^ {2}npm run -s bellwether -- (.+)$/gm)].map(
    ([, words]) => words ?? "",
  );
  expect(printed.length).toBe(3);
  for (const words of printed) {
    const command = `"${process.execPath}" cli/start.js ${words}`;
    const child = spawn("sh", ["-c", command], { cwd: root });
    const [output, problems, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "exit"),
    ]);
    expect([words, code, problems]).toEqual([words, 0, ""]);
    expect(output.split("\n").length).toBeGreaterThan(3);
  }
});

test("the scorer of explain gives every account the score that SQL gives it", async () => {
  const { accounts, largestGap } = await scoredAgain(local.services);
  expect(accounts).toBeGreaterThan(200);
  expect(largestGap).toBeLessThan(1e-9);
});
