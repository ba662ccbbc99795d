import { cp } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { addDays } from "../../lib/dates.ts";
import { dependsOnRuns } from "../../lib/dictionary/depends-on-runs.ts";
import { lakeDirectory } from "../../lib/local/open-project.ts";
import { backfill } from "../../lib/pipeline/history.ts";
import type { Row, Value } from "../../lib/warehouse/warehouse.ts";
import { firstDay, messyHistory, messyYaml } from "../support/messy-history.ts";
import { quietSteps, type TestProject, testProject } from "../support/project.ts";
import { isWhole, seed } from "../support/sample.ts";

/** Small by default; BELLWETHER_CUTS=1,7,28 takes long, and is meant for changes to what runs remember. */
const cuts = process.env.BELLWETHER_CUTS ?? (isWhole ? "1,4,8" : "1,3");
const [daily = 1, ...longer] = cuts.split(",").map(Number);
const days = longer.at(-1) ?? daily;
const last = addDays(firstDay, days - 1);

/** All days are kept, so that the last days of two schedules can be compared. */
const yaml = `${messyYaml}\nretention: { daily: ${Math.max(90, days)} }\n`;

/** Builds what landed in a project in another one, with a run every so many days and the last run on the last day. */
async function cutInto(length: number, landed: TestProject): Promise<TestProject> {
  const project = await testProject(yaml);
  const lake = (of: TestProject) => join(of.directory, lakeDirectory);
  await cp(lake(landed), lake(project), { recursive: true });
  const { project: compiled, services } = project.local;
  const from = daysOf(length)[0] ?? last;
  await backfill(quietSteps, services, { project: compiled, from, to: last, everyDays: length });
  return project;
}

/** The last days of runs every so many days. */
const daysOf = (length: number): string[] =>
  Array.from({ length: Math.floor(days / length) }, (_, index) => addDays(last, -index * length)).reverse();

async function landedHistory(): Promise<TestProject> {
  const landed = await testProject(yaml);
  for (const { date, files } of messyHistory(seed, days)) {
    await landed.write(files);
    await landed.land(date);
  }
  return landed;
}

const nineDigits = (_: string, value: Value): Value =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value;

const comparable = (rows: readonly Row[], without: readonly string[] = []): string[] =>
  rows
    .map((row) => Object.entries(row).filter(([name]) => !without.includes(name)))
    .map((row) => JSON.stringify(Object.fromEntries(row), nineDigits))
    .toSorted();

type Shown = Readonly<Record<string, readonly string[]>>;

/** The tables of a day that must not depend on earlier runs. */
async function snapshotsOf(project: TestProject, date: string): Promise<Shown> {
  const shown: Record<string, readonly string[]> = {};
  const { models } = project.local.project;
  const { catalog, databases } = project.local.services;
  const kinds = new Map(models.map(({ table, kind }) => [table, kind]));
  for (const table of await catalog.tableNames(databases.published)) {
    const dependence = dependsOnRuns[table];
    if (table === "runs" || table.endsWith("_current") || kinds.get(table) === "replaced") continue;
    if (dependence !== undefined && dependence.columns === undefined) continue;
    const rows = await project.query(`select * from ${table} where as_of_date = date '${date}'`);
    shown[table] = comparable(rows, dependence?.columns);
  }
  const dependent = dependsOnRuns.measures?.measures?.map((measure) => `'${measure}'`).join(", ");
  const rows = await project.query(
    `select * from measures where as_of_date = date '${date}'
      and status not in ('held', 'source_stale') and measure not in (${dependent})`,
  );
  return { ...shown, measures: comparable(rows) };
}

/** The sum of the increments of all runs. */
async function sumsOf(project: TestProject): Promise<Shown> {
  const asked = {
    usage: `select account_key, user_id, feature, usage_date, sum(events) as events, max(landed_on) as landed_on
      from usage_daily group by account_key, user_id, feature, usage_date`,
    landed: `select source, stream, sum(landed) as landed, sum(rejected) as rejected, sum(too_late) as too_late
      from data_quality group by source, stream`,
    events: `select source, stream, sum(current) as current, sum(duplicate) as duplicate
      from data_quality where entity = 'usage' group by source, stream`,
    rejects:
      "select source, stream, record_id, landed_on, reason, payload from rejects where entity = 'usage'",
    people: "select * from people",
    comments: "select * from comments",
  };
  const sums: Record<string, readonly string[]> = {};
  for (const [name, sql] of Object.entries(asked)) sums[name] = comparable(await project.query(sql));
  return sums;
}

type Differences = Readonly<Record<string, { readonly missing: string[]; readonly unexpected: string[] }>>;

/** The first rows of each table that only one of the two has. */
function differencesOf(shown: Shown, expected: Shown): Differences {
  const tables = new Set([...Object.keys(shown), ...Object.keys(expected)]);
  const only = (rows: readonly string[] = [], others: readonly string[] = []) => {
    const known = new Set(others);
    return rows.filter((row) => !known.has(row)).slice(0, 3);
  };
  const differing = [...tables]
    .filter((table) => JSON.stringify(shown[table]) !== JSON.stringify(expected[table]))
    .map((table) => [
      table,
      { missing: only(expected[table], shown[table]), unexpected: only(shown[table], expected[table]) },
    ]);
  return Object.fromEntries(differing);
}

test("a day is the same on any schedule of earlier runs, and their increments add up to the same", async () => {
  await using landed = await landedHistory();
  await using dayByDay = await cutInto(daily, landed);
  const sums = await sumsOf(dayByDay);
  expect(sums.usage?.length).toBeGreaterThan(days);
  const differences: Record<string, Differences> = {};
  for (const length of longer) {
    await using cut = await cutInto(length, landed);
    for (const date of daysOf(length)) {
      const expected = await snapshotsOf(dayByDay, date);
      expect(Object.keys(expected)).toContain("account_identity");
      differences[`${date} in runs of ${length} days`] = differencesOf(
        await snapshotsOf(cut, date),
        expected,
      );
    }
    differences[`all runs of ${length} days`] = differencesOf(await sumsOf(cut), sums);
  }
  const found = Object.entries(differences).filter(([, tables]) => Object.keys(tables).length > 0);
  expect(Object.fromEntries(found)).toEqual({});
}, 1_800_000);
