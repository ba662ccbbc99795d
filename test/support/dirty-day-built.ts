import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { type EntityName, entities } from "../../lib/entities.ts";
import type { ColumnType } from "../../lib/models/model.ts";
import { DuckDbSession, quoteName, quoteText } from "../../lib/warehouse/duckdb-session.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { type DirtyRecord, type DirtyStream, dirtyDate, isOwnText } from "./dirty-day.ts";
import { dirtyFiles, dirtyYaml, type Layout } from "./dirty-project.ts";
import { type EngineOptions, type TestProject, testProject } from "./project.ts";

export interface DirtyDay {
  readonly streams: readonly DirtyStream[];
  readonly layoutOf: (entity: EntityName) => Layout;
  /** Unreadable lines to add to the files, by stream. */
  readonly unreadable?: Readonly<Partial<Record<EntityName, number>>>;
  /** More lines of the config. */
  readonly company?: string;
}

/** A project in which the day has landed, run and published. The caller disposes of it. */
export async function builtDay(
  { streams, layoutOf, unreadable, company }: DirtyDay,
  engine: EngineOptions = {},
) {
  const project = await testProject(dirtyYaml(streams, layoutOf, company), engine);
  await project.write(await dirtyFiles(streams, layoutOf, { unreadable, asParquet }));
  const landed = await project.land(dirtyDate);
  const { run } = await project.run(dirtyDate);
  expect(run.outcome).toBe("published");
  return { project, landed };
}

async function asParquet(records: readonly DirtyRecord[]): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), "bellwether-parquet-"));
  const session = new DuckDbSession({ threads: 1 });
  const connection = await session.connect();
  try {
    const names = Object.keys(records[0] ?? {});
    await connection.run(
      `create temp table records (${names.map((name) => `${quoteName(name)} varchar`).join(", ")})`,
    );
    for (let start = 0; start < records.length; start += 500) {
      const tuples = records
        .slice(start, start + 500)
        .map((record) => `(${names.map((name) => textOf(record[name] ?? null)).join(", ")})`);
      await connection.run(`insert into records values ${tuples.join(", ")}`);
    }
    const file = join(directory, "export.parquet");
    await connection.run(`copy records to ${quoteText(file)} (format parquet)`);
    return await readFile(file);
  } finally {
    connection.closeSync();
    session.close();
    await rm(directory, { recursive: true, force: true });
  }
}

const textOf = (cell: string | null): string => (cell === null ? "null" : quoteText(cell));

/** The fate of each stream's rows, and the number of bad cells. */
export async function countsOf(project: TestProject): Promise<Readonly<Record<string, Row>>> {
  const rows = await project.query(`select
      data_quality.stream, landed, current, superseded, duplicate, rejected, too_late,
      cast(coalesce(problems.cells, 0) as bigint) as cells
    from data_quality
    left join (select stream, sum(cells) as cells from cell_problems where as_of_date = date '${dirtyDate}' and not is_rejected group by stream) as problems
      on problems.stream = data_quality.stream
    where as_of_date = date '${dirtyDate}' and data_quality.source = 'crm'`);
  return Object.fromEntries(rows.map(({ stream, ...counts }) => [String(stream), counts]));
}

/**
 * Summarizes each published table in a few numbers that are equal when its rows are: sums of doubles to nine digits, as
 * threads add them up in a different order each time.
 */
export async function digestsOf(project: TestProject): Promise<Readonly<Record<string, Row>>> {
  const { catalog, databases } = project.local.services;
  const digests: Record<string, Row> = {};
  for (const table of await catalog.tables(
    databases.published,
    await catalog.tableNames(databases.published),
  )) {
    if (table.name === "runs" || table.name.endsWith("_current")) continue;
    const ofType = (isDouble: boolean) =>
      table.columns.filter(({ type }) => ((type as ColumnType) === "double") === isDouble);
    const exact = ofType(false).map(({ name }) => quoteName(name));
    const sums = ofType(true).map(
      ({ name }, index) => `sum(${quoteName(name)}) as s${index}, count(${quoteName(name)}) as n${index}`,
    );
    const [digest] = await project.query(
      `select ${["count(*) as rows", `cast(bit_xor(hash(${exact.join(", ")})) as varchar) as texts`, ...sums].join(", ")} from ${table.name}`,
    );
    digests[table.name] = rounded(digest ?? {});
  }
  return digests;
}

const rounded = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value,
    ]),
  );

/** Texts found in another entity, field or record than they name. */
export async function strayTexts(project: TestProject): Promise<readonly Row[]> {
  const stray: Row[] = [];
  const { catalog, databases } = project.local.services;
  for (const entity of Object.values(entities)) {
    const [table] = await catalog.tables(databases.published, [entity.name]);
    if (table === undefined) continue;
    for (const field of entity.fields.filter((each) => isOwnText(each, entity))) {
      if (!table.columns.some(({ name }) => name === field.name)) continue;
      const number = `split_part(${entity.key}, '-', 2)`;
      const own = `'${entity.name}.${field.name}.' || ${number} || '.'`;
      // A plan may be that of a subscription, and an expression may say that there is none.
      stray.push(
        ...(await project.query(`select '${entity.name}' as entity, '${field.name}' as field, ${entity.key} as record, ${field.name} as found
          from ${entity.name}
          where as_of_date = date '${dirtyDate}' and ${field.name} <> 'none' and not starts_with(${field.name}, 'subscriptions.plan.')
            and not starts_with(lower(${field.name}), ${own}) limit 3`)),
      );
    }
  }
  return stray;
}
