import { expect, test } from "vitest";
import type { CatalogTable } from "../../lib/catalog/catalog.ts";
import { prunedFor } from "../../lib/warehouse/duckdb-pruning.ts";

const scores: CatalogTable = {
  name: "history_scores",
  comment: "",
  format: "parquet",
  columns: [{ name: "account_id", type: "varchar", comment: "the account" }],
  partitionKeys: [{ name: "as_of_date", type: "date", comment: "the date" }],
  partitions: ["2026-03-01", "2026-03-02", "2026-03-03"].map((date) => ({ values: [date], location: date })),
};
const kept = (sql: string) => prunedFor(sql, scores).partitions.map(({ location }) => location);
const all = scores.partitions.map(({ location }) => location);

test("a table read for one date is given only that day's file", () => {
  const yesterday = "select * from history_scores where as_of_date = date '2026-03-02'";
  expect(kept(`with a as (\n    ${yesterday}\n)\nselect * from a`)).toEqual(["2026-03-02"]);
  expect(kept(`${yesterday}\n    and account_id = 'A'`)).toEqual(["2026-03-02"]);
  expect(kept(`(${yesterday}) union all (${yesterday.replace("02'", "03'")})`)).toEqual([
    "2026-03-02",
    "2026-03-03",
  ]);
  expect(kept("select * from history_scores where as_of_date = date '2025-01-01'")).toEqual([]);
});

test("a table read in any other way keeps all its files", () => {
  expect(kept("select * from history_scores where as_of_date >= date '2026-03-02'")).toEqual(all);
  expect(kept("select * from history_scores as s where s.as_of_date = date '2026-03-02'")).toEqual(all);
  expect(kept("select * from history_scores where as_of_date = date '2026-03-02' or true")).toEqual(all);
  const twice =
    "select 1 from history_scores where as_of_date = date '2026-03-02' union all select 1 from history_scores";
  expect(kept(twice)).toEqual(all);
  expect(kept("select 1")).toEqual(all);
});
