import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { CatalogTable } from "../lib/catalog/catalog.ts";
import { lakeDirectory } from "../lib/local/open-project.ts";
import { partitionOf } from "../lib/pipeline/build-database.ts";
import type { PlannedModel } from "../lib/pipeline/plan.ts";
import { DirectoryStore } from "../lib/storage/directory-store.ts";
import { DuckDbSession, quoteName } from "../lib/warehouse/duckdb-session.ts";
import { tableView } from "../lib/warehouse/duckdb-views.ts";
import { type Head, readHead } from "./head.ts";
import { inThousands, type Report } from "./report.ts";
import { thisCheckout } from "./runner.ts";
import { demoPeriods, Side } from "./small.ts";
import { type Spent, spentBy } from "./spent.ts";
import { compare, takeTurns, whyLoaded } from "./turns.ts";

const scoring = ["measure_scores", "component_scores", "scores"];
const changes = [
  "rematched_measures",
  "score_pairs",
  "previous_limits",
  "score_sides",
  "score_steps",
  "compared_scores",
  "score_changes",
];

/** In the demo, and so for each of its copies. */
const demoAccounts = 351;

/** With the weeks before them, these have a day for each horizon. */
const nights = 8;

/**
 * Why scores changed beside the scores themselves: the demo's tables copied under other ids until there are so many
 * accounts, each model into a table in memory, on one thread.
 */
export async function benchChanges(
  report: Report,
  directory: string,
  { accounts, turns }: { readonly accounts: number; readonly turns: number },
): Promise<void> {
  const copies = Math.ceil(accounts / demoAccounts);
  report.note(
    `The demo's accounts, copied to ${inThousands(copies * demoAccounts)}; tables in memory, one thread.`,
  );
  const demo = join(directory, "demo");
  {
    await using side = await Side.open(thisCheckout, demo);
    const { before, measured } = demoPeriods(nights);
    for (const period of [...before, ...measured]) await side.night(period);
  }
  const root = join(demo, lakeDirectory);
  const head = await readHead(new DirectoryStore(root));
  const session = new DuckDbSession({
    threads: 1,
    memoryLimit: "8GB",
    temporaryDirectory: join(directory, "spill"),
  });
  const connection = await session.connect();
  try {
    await copyTables(connection, { head, root, copies });
    const build = (names: readonly string[]) => async (): Promise<Spent> =>
      (await spentBy(() => buildModels(connection, head, names))).spent;
    await build(scoring)();
    await build(changes)();
    const taken = await takeTurns(turns, [build(changes), build(scoring)]);
    report.comparison("why the scores changed", "the scores", taken);
    report.bar({
      ...{ name: "CPU of why scores changed / of the scores", figure: compare(taken, 0, 1).ratio.cpu.median },
      ...{ limit: { atMost: 2.4 }, notJudged: whyLoaded(taken) },
    });
  } finally {
    connection.closeSync();
    session.close();
  }
}

async function buildModels(
  connection: DuckDBConnection,
  { plan, models }: Head,
  names: readonly string[],
): Promise<void> {
  for (const name of names) {
    const { sql } = modelOf(models, name);
    await connection.run(
      `create or replace table ${quoteName(name)} as
      select *, date '${plan.as_of_date}' as as_of_date from (\n${sql}\n) as built`,
    );
  }
}

function modelOf(models: readonly PlannedModel[], name: string): PlannedModel {
  const model = models.find((each) => each.name === name);
  if (model === undefined) throw new Error(`no model makes ${name}`);
  return model;
}

/** The tables that these models read and do not make, with each account so many times. */
async function copyTables(
  connection: DuckDBConnection,
  { head, root, copies }: { readonly head: Head; readonly root: string; readonly copies: number },
): Promise<void> {
  const built = [...scoring, ...changes];
  const sql = built.map((name) => modelOf(head.models, name).sql).join("\n");
  const dates = [...new Set(sql.match(/date '\d{4}-\d{2}-\d{2}'/g))].join(", ");
  const tables = [...head.read, ...head.made.map((table) => published(table, head))];
  for (const table of tables) {
    if (built.includes(table.name) || !new RegExp(`\\b${table.name}\\b`).test(sql)) continue;
    const keys = ["account_id", "account_key", "past_id"].filter((key) =>
      table.columns.some(({ name }) => name === key),
    );
    const rows = `select * from (${tableView(table, root)}) ${ofPast(table.name, dates)}`;
    const renamed = keys.map((key) => `rows.${key} || '-' || copy as ${key}`).join(", ");
    await connection.run(
      `create table ${quoteName(table.name)} as ` +
        (keys.length === 0
          ? rows
          : `select rows.* replace (${renamed}) from range(${copies}) as copies (copy), (${rows}) as rows`),
    );
  }
}

/** Of the past, the days that are compared; of changes, those of each run. */
function ofPast(name: string, dates: string): string {
  if (name === "history_score_changes") return "where horizon_days = 0";
  return name.startsWith("history_") ? `where as_of_date in (${dates})` : "";
}

/** A table as the head has published it. */
function published(table: CatalogTable, { plan, manifest }: Head): CatalogTable {
  const location = manifest.tables.find(({ name }) => name === table.name)?.location;
  return { ...table, partitions: location === undefined ? [] : [partitionOf(plan.as_of_date, location)] };
}
