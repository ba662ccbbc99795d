import { mkdir } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { rollBack } from "../../lib/pipeline/rollback.ts";
import { readRows } from "../../lib/warehouse/duckdb-session.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { testProject } from "../support/project.ts";
import { firstExports, laterExports, shopYaml } from "../support/shop.ts";

/** The file's rows, as any program reads them through DuckDB. */
async function rowsIn(file: string, sql: string): Promise<Row[]> {
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    return await readRows(connection, sql);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const days =
  "select cast(as_of_date as varchar) as day, count(*) as scores from scores group by day order by day";
const first = { day: "2026-03-01", scores: 3 };

test("the DuckDB file shows the published tables with their comments, and open readers keep reading", async () => {
  await using project = await testProject(shopYaml);
  const { duckDbFile, services } = project.local;
  await project.day("2026-03-01", firstExports);
  const instance = await DuckDBInstance.create(duckDbFile, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  await project.day("2026-03-02", laterExports["2026-03-02"]);
  expect(await readRows(connection, days)).toEqual([first]);
  connection.closeSync();
  instance.closeSync();

  expect(await rowsIn(duckDbFile, days)).toEqual([first, { ...first, day: "2026-03-02" }]);
  const newest = "select account_id, score, as_of_date from account_health_current order by account_id";
  expect(await rowsIn(duckDbFile, newest)).toEqual(await project.query(newest));
  const comments = `
    select comment from duckdb_columns() where table_name = 'scores' and column_name = 'score'
    union all
    select comment from duckdb_views() where view_name = 'scores_current'`;
  expect((await rowsIn(duckDbFile, comments)).map(({ comment }) => comment)).toEqual([
    expect.stringContaining("0 to 100"),
    expect.stringContaining("one row per scored account"),
  ]);

  await rollBack(services, "2026-03-01");
  expect(await rowsIn(duckDbFile, days)).toEqual([first]);
});

test("a day is published even if its DuckDB file cannot be written", async () => {
  await using project = await testProject(shopYaml);
  await mkdir(project.local.duckDbFile);
  const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
  expect((await project.day("2026-03-01", firstExports)).run.outcome).toBe("published");
  expect((await warned).message).toContain("bellwether.duckdb still shows an earlier day");
});
