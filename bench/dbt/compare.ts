import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Command, Option } from "commander";
import { DuckDbSession, quoteName, quoteText, readRows } from "../../lib/warehouse/duckdb-session.ts";
import { dateOf, liveDays, tell } from "../company.ts";
import type { Head } from "../head.ts";
import { circumstances } from "../machine.ts";
import { writeFigures } from "../page.ts";
import { inThousands, Report } from "../report.ts";
import { performAlone } from "../runner.ts";
import { type Spent, spentBy } from "../spent.ts";
import { compare, takeTurns, whyLoaded } from "../turns.ts";
import { databaseFile, type Materialization, materializations, writeDbtProject } from "./project.ts";

const execute = promisify(execFile);

/** See README.md in this folder. */
const command = new Command("node bench/dbt/compare.ts")
  .description("Compares a day with the same models run by dbt-duckdb: whole processes, in turns.")
  .requiredOption("--dbt <path>", "the dbt command of a Python environment")
  .addOption(new Option("--as <kind>", "how dbt stores models").choices(materializations).default("table"))
  .option("--accounts <n>", "accounts", Number, 100_000)
  .option("--usage-per-day <n>", "usage rows a day", Number, 1_000_000)
  .option("--days <n>", "days of history", Number, 10)
  .option("--repeats <n>", "turns", Number, 5)
  .option("--write", "put the figures into docs/performance.md")
  .parse();

interface Options {
  readonly dbt: string;
  readonly as: Materialization;
  readonly accounts: number;
  readonly usagePerDay: number;
  readonly days: number;
  readonly repeats: number;
  readonly write?: true;
}
const { dbt, as, accounts, usagePerDay, days, repeats, write } = command.opts<Options>();

const report = new Report();
const directory = await mkdtemp(join(tmpdir(), "bellwether-dbt-"));
try {
  await measure(join(directory, "project"), join(directory, "dbt"));
} finally {
  await rm(directory, { recursive: true, force: true });
}
process.stdout.write(`${report}\n`);
if (write === true) await writeFigures("dbt", `${report}`);
if (report.missed.length > 0) process.exitCode = 1;

async function measure(project: string, dbtProject: string): Promise<void> {
  const task = { kind: "repeat", asOfDate: dateOf(days) } as const;
  await liveDays(
    { directory: project, days, size: { accounts, usagePerDay } },
    (live) => performAlone({ directory: project }, live),
    async (day, live) => tell(`day ${day}`, live),
  );
  const head = await writeDbtProject(project, dbtProject, as);
  // dbt keeps what it has parsed, and is measured with it.
  await runDbt(dbtProject);
  await assertSameRows(dbtProject, head);

  const turns = await takeTurns(repeats, [
    async () => (await spentBy(() => performAlone({ directory: project }, task))).spent,
    async (): Promise<Spent> => {
      await rm(join(dbtProject, databaseFile));
      return (await spentBy(() => runDbt(dbtProject))).spent;
    },
  ]);
  report.note(await circumstances());
  report.note(
    `${inThousands(accounts)} accounts, ${inThousands(usagePerDay)} usage rows a day, day ${days}; ${await versionsOfDbt()}, each model ` +
      `stored as ${as}, without audits. Whole processes, from start to end.`,
  );
  report.comparison("the day, audited and published", "the same models by dbt", turns);
  report.bar({
    ...{ name: "CPU of dbt / of a day", figure: 1 / compare(turns, 0, 1).ratio.cpu.median },
    ...{ limit: { atLeast: 1.2 }, notJudged: whyLoaded(turns) },
  });
}

async function runDbt(project: string): Promise<void> {
  await execute(dbt, ["run", "--project-dir", project, "--profiles-dir", project], {
    env: { ...process.env, DBT_SEND_ANONYMOUS_USAGE_STATS: "false" },
    maxBuffer: 2 ** 26,
  });
}

async function versionsOfDbt(): Promise<string> {
  const { stdout } = await execute(dbt, ["--version"]);
  const [core, duckdb] = [/installed: (\S+)/, /duckdb: (\S+)/].map((version) => version.exec(stdout)?.[1]);
  return `dbt ${core} with dbt-duckdb ${duckdb}`;
}

/** A comparison is of nothing unless both make the same. */
async function assertSameRows(dbtProject: string, { models, manifest }: Head): Promise<void> {
  const session = new DuckDbSession();
  const connection = await session.connect();
  try {
    await connection.run(`attach ${quoteText(join(dbtProject, databaseFile))} as dbt (read_only)`);
    const counts = models.map(
      ({ name }) => `select '${name}' as name, count(*) as rows from dbt.main.${quoteName(name)}`,
    );
    const made = new Map(
      (await readRows(connection, counts.join(" union all "))).map(({ name, rows }) => [name, rows]),
    );
    const different = manifest.tables.filter(({ name, rows }) => made.has(name) && made.get(name) !== rows);
    if (different.length > 0)
      throw new Error(`dbt makes other rows of ${different.map(({ name }) => name).join(", ")}`);
  } finally {
    connection.closeSync();
    session.close();
  }
}
