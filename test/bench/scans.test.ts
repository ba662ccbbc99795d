import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Scans } from "../../bench/cost/scans.ts";
import type { CatalogTable } from "../../lib/catalog/catalog.ts";
import type { Column } from "../../lib/models/model.ts";
import { DuckDbSession, quoteText } from "../../lib/warehouse/duckdb-session.ts";

const dates = ["2026-03-01", "2026-03-02", "2026-03-03"];
const bigint = (name: string): Column => ({ name, type: "bigint", comment: "" });
const asOfDate: Column = { name: "as_of_date", type: "date", comment: "" };

const scores: CatalogTable = {
  ...{ name: "scores", comment: "", format: "parquet", partitionKeys: [asOfDate] },
  columns: [bigint("account"), bigint("score"), bigint("raw_score")],
  partitions: dates.map((date) => ({ values: [date], location: `scores/as_of_date=${date}/` })),
};
const raw: CatalogTable = {
  ...{ name: "raw_crm", comment: "", format: "ndjson", partitionKeys: [] },
  columns: [bigint("account"), bigint("score")],
  partitions: [{ values: [], location: "raw/" }],
};

let root = "";
let scans: Scans;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "bellwether-scans-"));
  const session = new DuckDbSession();
  const connection = await session.connect();
  for (const { location } of scores.partitions) {
    await mkdir(join(root, location), { recursive: true });
    const file = quoteText(join(root, location, "part-00000.parquet"));
    const rows =
      "select range as account, hash(range) % 101 as score, range * 7 as raw_score from range(1000)";
    await connection.run(`copy (${rows}) to ${file} (format parquet, compression zstd)`);
  }
  connection.closeSync();
  session.close();
  await mkdir(join(root, "raw"));
  await writeFile(join(root, "raw/part-00000.ndjson.gz"), Buffer.alloc(1_234));
  scans = new Scans(root);
});
afterAll(async () => {
  scans[Symbol.dispose]();
  await rm(root, { recursive: true, force: true });
});

const bytes = (sql: string): Promise<number> => scans.bytesOf(sql, [scores, raw]);
const onDay = "where as_of_date = date '2026-03-02'";

test("a query reads only the columns that it needs", async () => {
  const [one, both] = [
    await bytes(`select score from scores ${onDay}`),
    await bytes(`select * from scores ${onDay}`),
  ];
  expect(one).toBeGreaterThan(0);
  expect(both).toBeGreaterThan(one);
});

test("a column used only to filter is read as well", async () => {
  const chosen = await bytes(`select score from scores ${onDay} and account % 2 = 0`);
  expect(chosen).toBeGreaterThan(await bytes(`select score from scores ${onDay}`));
});

test("a query reads only the dates that it filters on", async () => {
  const oneDay = await bytes(`select score from scores ${onDay}`);
  expect(await bytes("select score from scores where as_of_date >= date '2026-03-02'")).toBe(2 * oneDay);
  expect(await bytes("select score from scores")).toBe(3 * oneDay);
});

test("a CTE is read once per reference", async () => {
  const once = await bytes(`select score from scores ${onDay}`);
  const twice = `with today as (
    select score from scores ${onDay}
)
select a.score from today as a cross join (select max(score) as most from today) as b where a.score < b.most`;
  expect(await bytes(twice)).toBe(2 * once);
});

test("NDJSON is always read in full", async () => {
  expect(await bytes("select account from raw_crm")).toBe(1_234);
});
