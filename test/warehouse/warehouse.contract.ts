import { describe, expect, test } from "vitest";
import type { Catalog, CatalogTable } from "../../lib/catalog/catalog.ts";
import type { Column } from "../../lib/models/model.ts";
import type { ObjectStore } from "../../lib/storage/object-store.ts";
import { QueryFailed, type QueryState, type Warehouse } from "../../lib/warehouse/warehouse.ts";

export interface OpenWarehouse extends AsyncDisposable {
  readonly warehouse: Warehouse;
  readonly catalog: Catalog;
  readonly store: ObjectStore;
}

export interface WarehouseUnderTest {
  readonly name: string;
  open(): Promise<OpenWarehouse>;
}

const column = (name: string, type: Column["type"]): Column => ({ name, type, comment: name });
const columns = [
  column("id", "varchar"),
  column("amount", "decimal(18,2)"),
  column("share", "double"),
  column("many", "bigint"),
  column("is_open", "boolean"),
  column("day", "date"),
  column("at", "timestamp(3)"),
];
const oneOfEach = `select
    cast('x' as varchar) as id,
    cast('12.50' as decimal(18,2)) as amount,
    cast(0.1 as double) as share,
    cast(9007199254740991 as bigint) as many,
    true as is_open,
    date '2026-01-31' as day,
    timestamp '2026-01-31 10:11:12.345' as at`;
// Athena gives a literal's own precision; so does a cast.
const sql = oneOfEach.replace(
  "timestamp '2026-01-31 10:11:12.345'",
  "cast(timestamp '2026-01-31 10:11:12.345' as timestamp(3))",
);
const location = "tables/facts/as_of_date=2026-01-31/run=r1/attempt=1/";
const facts: CatalogTable = {
  name: "facts",
  comment: "one row per fact",
  format: "parquet",
  columns,
  partitionKeys: [column("as_of_date", "date")],
  partitions: [],
};

async function ended(warehouse: Warehouse, queryId: string): Promise<QueryState> {
  for (;;) {
    const state = await warehouse.check(queryId);
    if (state.status !== "running") return state;
  }
}

/** What every warehouse keeps to. */
export function warehouseContract({ name, open }: WarehouseUnderTest): void {
  describe(name, () => {
    test("writes a SELECT below a location, and reads it back through the catalog, types and all", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      await catalog.replaceDatabase("build", [facts]);
      const statement = { sql, database: "build", location, columns, token: "t1" };
      const state = await ended(warehouse, await warehouse.start(statement));
      expect(state).toMatchObject({ status: "succeeded", rows: 1 });
      await catalog.setPartitions("build", { facts: [{ values: ["2026-01-31"], location }] });
      expect(await warehouse.rows("select * from facts", { database: "build" })).toEqual([
        {
          ...{ id: "x", amount: 12.5, share: 0.1, many: 9007199254740991, is_open: true },
          ...{ day: "2026-01-31", at: "2026-01-31 10:11:12.345", as_of_date: "2026-01-31" },
        },
      ]);
    });

    test("a partition that was written before the table had a column gives null for it", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      const statement = { sql, database: "build", location, columns, token: "t2" };
      await catalog.replaceDatabase("build", []);
      await ended(warehouse, await warehouse.start(statement));
      const later = location.replaceAll("2026-01-31", "2026-02-01");
      const wider = [...columns, column("label", "varchar")];
      const widerSql = `select *, 'new' as label from (${sql}) as facts`;
      await ended(
        warehouse,
        await warehouse.start({ ...statement, sql: widerSql, columns: wider, location: later, token: "t3" }),
      );
      const partitions = [
        { values: ["2026-01-31"], location, lacks: ["label"] },
        { values: ["2026-02-01"], location: later },
      ];
      await catalog.replaceDatabase("build", [{ ...facts, columns: wider, partitions }]);
      expect(
        await warehouse.rows("select as_of_date, id, label from facts order by 1", { database: "build" }),
      ).toEqual([
        { as_of_date: "2026-01-31", id: "x", label: null },
        { as_of_date: "2026-02-01", id: "x", label: "new" },
      ]);
    });

    test("each query has the tables that the catalog has then, and no others", async () => {
      await using opened = await open();
      const { catalog, warehouse } = opened;
      const count = "select count(*) as n from facts";
      await catalog.replaceDatabase("build", [facts]);
      expect(await warehouse.rows(count, { database: "build" })).toEqual([{ n: 0 }]);
      await catalog.replaceDatabase("build", [{ ...facts, name: "others" }]);
      await expect(warehouse.rows(count, { database: "build" })).rejects.toThrow(QueryFailed);
    });

    test("a table without partitions is there, typed, and empty", async () => {
      await using opened = await open();
      await opened.catalog.replaceDatabase("build", [facts]);
      expect(
        await opened.warehouse.rows("select count(*) as n, sum(amount) as total from facts where share > 0", {
          database: "build",
        }),
      ).toEqual([{ n: 0, total: null }]);
    });

    test("reads records of gzipped NDJSON, and what their folders say of them", async () => {
      await using opened = await open();
      const { warehouse, catalog, store } = opened;
      const { gzipSync } = await import("node:zlib");
      const raw = "raw/source=crm/stream=accounts/landed=2026-01-31/load=abc/";
      const line = { record_id: "1", payload: '{"name":"Ünïcode, \\"quoted\\"","n":1.50}' };
      await store.put(`${raw}part-00000.ndjson.gz`, gzipSync(`${JSON.stringify(line)}\n`));
      await catalog.replaceDatabase("build", [
        {
          ...{ name: "raw_crm_accounts", comment: "raw", format: "ndjson" },
          columns: [column("record_id", "varchar"), column("payload", "varchar")],
          partitionKeys: [column("landed", "date"), column("load", "varchar")],
          partitions: [{ values: ["2026-01-31", "abc"], location: raw }],
        },
      ]);
      expect(await warehouse.rows("select * from raw_crm_accounts", { database: "build" })).toEqual([
        { ...line, landed: "2026-01-31", load: "abc" },
      ]);
    });

    test("the same token starts one query, however often it is started", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      await catalog.replaceDatabase("build", []);
      const statement = { sql, database: "build", location, columns, token: "once" };
      const [first, second] = await Promise.all([warehouse.start(statement), warehouse.start(statement)]);
      expect(second).toBe(first);
      expect(await ended(warehouse, first)).toMatchObject({ status: "succeeded", rows: 1 });
      expect(await warehouse.start(statement)).toBe(first);
    });

    test("a query that cannot run has failed, with the reason", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      await catalog.replaceDatabase("build", []);
      const wrong = { database: "build", location, columns, token: "wrong", sql: "select * from nowhere" };
      expect(await ended(warehouse, await warehouse.start(wrong))).toMatchObject({
        status: "failed",
        reason: expect.stringContaining("nowhere"),
      });
      await expect(warehouse.rows("select * from nowhere", { database: "build" })).rejects.toThrow(
        QueryFailed,
      );
    });

    test("a SELECT with other columns than were promised has failed, and says which", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      await catalog.replaceDatabase("build", []);
      const promised = [column("id", "bigint"), ...columns.slice(1)];
      const statement = { sql, database: "build", location, columns: promised, token: "other types" };
      expect(await ended(warehouse, await warehouse.start(statement))).toMatchObject({
        status: "failed",
        reason: expect.stringMatching(/id: the header says bigint/),
      });
    });

    test("databases do not see each other's tables", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      await catalog.replaceDatabase("build", [facts]);
      await catalog.replaceDatabase("published", []);
      await expect(warehouse.rows("select * from facts", { database: "published" })).rejects.toThrow(
        QueryFailed,
      );
    });
  });
}
