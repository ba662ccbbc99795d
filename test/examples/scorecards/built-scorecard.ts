import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runAndDetect } from "../../../lib/alerts/run-and-detect.ts";
import { landProject, loadsOf } from "../../../lib/landing/land.ts";
import { openProject } from "../../../lib/local/open-project.ts";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { quietSteps } from "../../support/project.ts";

const examples = join(import.meta.dirname, "../../../examples/scorecards");

/** The only day of the exports. */
export const day = "2026-09-30";

/** An example below examples/scorecards, landed and run in a folder of its own. */
export interface BuiltScorecard {
  readonly directory: string;
  readonly readme: string;
  query(sql: string): Promise<readonly Row[]>;
  remove(): Promise<void>;
}

/**
 * @param earlier days to run before it, oldest first
 * @param repeated exports of `day` that stand for those days too, such as accounts
 */
export async function builtScorecard(
  example: string,
  { earlier = [], repeated = [] }: { earlier?: readonly string[]; repeated?: readonly string[] } = {},
): Promise<BuiltScorecard> {
  const directory = await mkdtemp(join(tmpdir(), `scorecard-${example}-`));
  const itsOwn = (path: string) => !/\.bellwether|\.duckdb/.test(path);
  await cp(join(examples, example), directory, { recursive: true, filter: itsOwn });
  const exported = (name: string, date: string) => join(directory, "exports", `${name}-${date}.csv`);
  for (const date of earlier)
    for (const name of repeated) await cp(exported(name, day), exported(name, date));
  const local = await openProject({ directory, clock: () => new Date("2026-10-01T06:00:00Z") });
  const { project, services, inbox } = local;
  loadsOf(await landProject(project.config.sources, { ...services, inbox }));
  for (const asOfDate of [...earlier, day]) await runAndDetect(quietSteps, services, { project, asOfDate });
  return {
    directory,
    readme: await readFile(join(directory, "README.md"), "utf8"),
    query: (sql) => services.warehouse.rows(sql, { database: services.databases.published }),
    remove: async () => {
      local[Symbol.dispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A measure of the worked account: its component and name, value, points, weight of 100, and contribution. */
export type WorkedMeasure = readonly [
  component: string,
  measure: string,
  value: number | null,
  points: number | null,
  weight: number,
  contribution: number,
];

/** A component of the worked account: its points, weight of 100, and contribution. */
export type WorkedComponent = readonly [
  component: string,
  points: number,
  weight: number,
  contribution: number,
];

/** An account with its scorecard, score, band, and coverage. */
export type ScoredAccount = readonly [
  account: string,
  scorecard: string,
  score: number,
  band: string,
  coverage: number,
];

/** The same cells of the example's tables, numbers with at most four decimals. */
export async function workedMeasures({ query }: BuiltScorecard, account: string): Promise<readonly Row[]> {
  return query(`select component, measure, round(value, 4) as value, round(points, 4) as points,
      round(100 * effective_weight, 4) as weight, round(contribution, 4) as contribution
    from measure_scores where account_id = '${account}' and as_of_date = date '${day}' order by component, measure`);
}

export async function workedComponents({ query }: BuiltScorecard, account: string): Promise<readonly Row[]> {
  return query(`select component, round(points, 4) as points, round(100 * effective_weight, 4) as weight,
      round(contribution, 4) as contribution
    from component_scores where account_id = '${account}' and as_of_date = date '${day}' order by component`);
}

export async function scoredAccounts({ query }: BuiltScorecard): Promise<readonly Row[]> {
  return query(`select account_id, scorecard, round(score, 4) as score, band, round(coverage, 4) as coverage
    from scores where as_of_date = date '${day}' order by account_id`);
}

type Cell = string | number | null;

/** Rows given as lists, in the order of their first two cells, as a query returns them. */
export const rowsOf = (columns: readonly string[], rows: readonly (readonly Cell[])[]): readonly Row[] =>
  rows
    .toSorted((a, b) => (`${a[0]} ${a[1]}` < `${b[0]} ${b[1]}` ? -1 : 1))
    .map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])));

/** The line of a README's table with these cells: numbers as written by hand, nothing for null. */
export const lineOf = (row: readonly Cell[]): string =>
  `|${row.map((cell) => (cell === null ? " " : ` ${cell} `)).join("|")}|`;

/** The lines of a README below a heading, up to the next one. */
export function tableBelow(readme: string, heading: string): readonly string[] {
  const start = readme.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`The README has no heading ${heading}`);
  const section = readme.slice(start + 1).split(/\n##+ /)[0] ?? "";
  return section.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("|---"));
}
