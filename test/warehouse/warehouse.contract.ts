import { createHash } from "node:crypto";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Catalog, CatalogTable } from "../../lib/catalog/catalog.ts";
import { type RawRecord, rawColumns, rawLine } from "../../lib/landing/raw-line.ts";
import type { Column } from "../../lib/models/model.ts";
import type { ObjectStore } from "../../lib/storage/object-store.ts";
import {
  QueryFailed,
  type QueryState,
  type Warehouse,
  type WriteStatement,
} from "../../lib/warehouse/warehouse.ts";

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
  column("few", "integer"),
  column("is_open", "boolean"),
  column("day", "date"),
  column("at", "timestamp(3)"),
];
const oneOfEach = `select
    cast('x' as varchar) as id,
    cast('12.50' as decimal(18,2)) as amount,
    cast(0.1 as double) as share,
    cast(9007199254740991 as bigint) as many,
    cast(3 as integer) as few,
    true as is_open,
    date '2026-01-31' as day,
    timestamp '2026-01-31 10:11:12.345' as at`;
// Athena uses a literal's own precision; so does a cast.
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

const digits = "(values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))";

async function written(warehouse: Warehouse, statement: WriteStatement): Promise<QueryState> {
  return ended(warehouse, await warehouse.start(statement), statement);
}

async function ended(warehouse: Warehouse, queryId: string, statement: WriteStatement): Promise<QueryState> {
  for (;;) {
    const state = await warehouse.check(queryId, statement);
    if (state.status !== "running") return state;
  }
}

/** The contract of every warehouse. */
export function warehouseContract({ name, open }: WarehouseUnderTest): void {
  describe(name, () => {
    test("writes a SELECT below a location, and reads it back through the catalog with its types", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      await catalog.replaceDatabase("build", [facts]);
      const statement = { sql, database: "build", location, columns, token: "t1" };
      const state = await written(warehouse, statement);
      expect(state).toMatchObject({ status: "succeeded", rows: 1 });
      await catalog.setPartitions("build", { facts: [{ values: ["2026-01-31"], location }] });
      expect(await warehouse.rows("select * from facts", { database: "build" })).toEqual([
        {
          ...{ id: "x", amount: 12.5, share: 0.1, many: 9007199254740991, few: 3, is_open: true },
          ...{ day: "2026-01-31", at: "2026-01-31 10:11:12.345", as_of_date: "2026-01-31" },
        },
      ]);
    });

    test("a partition written before the table had a column gives null for it", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      const statement = { sql, database: "build", location, columns, token: "t2" };
      await catalog.replaceDatabase("build", []);
      await written(warehouse, statement);
      const later = location.replaceAll("2026-01-31", "2026-02-01");
      const wider = [...columns, column("label", "varchar")];
      const widerSql = `select *, 'new' as label from (${sql}) as facts`;
      await written(warehouse, {
        ...statement,
        ...{ sql: widerSql, columns: wider, location: later, token: "t3" },
      });
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

    test("a SELECT without rows is written, and read back as an empty partition", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      await catalog.replaceDatabase("build", [facts]);
      const statement = { sql: `${sql} where 1 = 0`, database: "build", location, columns, token: "none" };
      expect(await written(warehouse, statement)).toMatchObject({ status: "succeeded", rows: 0 });
      await catalog.setPartitions("build", { facts: [{ values: ["2026-01-31"], location }] });
      expect(await warehouse.rows("select * from facts", { database: "build" })).toEqual([]);
    });

    test("a SELECT may end in a comment", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      await catalog.replaceDatabase("build", []);
      const statement = { sql: `${sql} -- all of it`, database: "build", location, columns, token: "said" };
      expect(await written(warehouse, statement)).toMatchObject({ status: "succeeded", rows: 1 });
    });

    test("a table without partition keys is its one partition, or empty", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      const whole = { ...facts, partitionKeys: [] };
      await catalog.replaceDatabase("build", [whole]);
      const ids = () => warehouse.rows("select id from facts", { database: "build" });
      expect(await ids()).toEqual([]);
      await written(warehouse, { sql, database: "build", location, columns, token: "whole" });
      await catalog.replaceDatabase("build", [{ ...whole, partitions: [{ values: [], location }] }]);
      expect(await ids()).toEqual([{ id: "x" }]);
    });

    test("each query sees the current tables of the catalog, and no others", async () => {
      await using opened = await open();
      const { catalog, warehouse } = opened;
      const count = "select count(*) as n from facts";
      await catalog.replaceDatabase("build", [facts]);
      expect(await warehouse.rows(count, { database: "build" })).toEqual([{ n: 0 }]);
      await catalog.replaceDatabase("build", [{ ...facts, name: "others" }]);
      await expect(warehouse.rows(count, { database: "build" })).rejects.toThrow(QueryFailed);
    });

    test("a table without partitions exists, typed and empty", async () => {
      await using opened = await open();
      await opened.catalog.replaceDatabase("build", [facts]);
      expect(
        await opened.warehouse.rows("select count(*) as n, sum(amount) as total from facts where share > 0", {
          database: "build",
        }),
      ).toEqual([{ n: 0, total: null }]);
    });

    test("reads records of gzipped NDJSON, with the columns of their folder names", async () => {
      await using opened = await open();
      const { warehouse, catalog, store } = opened;
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

    test("reads lines of raw as they are written, whatever is in their texts", async () => {
      await using opened = await open();
      const { warehouse, catalog, store } = opened;
      const raw = "raw/source=crm/stream=accounts/landed=2026-01-31/load=abc/";
      const usual = {
        ...{ recordId: "1", updatedAt: null, position: 1, extractedAt: "2026-01-31T00:00:00.000Z" },
        ...{ readable: null, otherDomain: null, loadedOn: null },
      };
      const texts = [
        '{"name":"Ünïcode 😀 \u2028 \u0085","quoted \\"\\\\": "a,b;c\'d","n":1.50,\t"e":""}',
        '{\n  "a": "100 % of 1+1",\r\n  "b": "\\u0001"\n}',
        `{"long":"${"x".repeat(15 << 20)}"}`,
        '{"percent":"%41+%zz"}',
      ];
      const ids = [
        "",
        null,
        String.raw`\N`,
        "NULL",
        "a\u0001b\nc\rd\0e",
        ' "quoted" ',
        "#1",
        "+ %2B",
        "x\ufeff",
      ];
      const records = [
        ...texts.map((payload): RawRecord => ({ ...usual, payload })),
        ...ids.map((recordId): RawRecord => ({ ...usual, payload: "{}", recordId, position: null })),
      ];
      const lines = records.map((record) => `${rawLine(record)}\n`);
      // A part is of several frames, and some end at a line's end.
      await store.put(`${raw}part-00000.txt.zst`, Buffer.concat(lines.map((line) => zstdCompressSync(line))));
      await catalog.replaceDatabase("build", [
        {
          ...{ name: "raw_crm_accounts", comment: "raw", format: "delimited" },
          columns: rawColumns,
          partitionKeys: [column("landed", "date"), column("load", "varchar")],
          partitions: [{ values: ["2026-01-31", "abc"], location: raw }],
        },
      ]);
      const decoded = (name: string) =>
        `case when is_encoded then url_decode(${name}) else ${name} end as ${name}`;
      const read = await warehouse.rows(
        `select
            substr(${"payload"}, 1, 100) as start, length(payload) as length, to_hex(md5(to_utf8(payload))) as digest,
            record_id, position, extracted_at, updated_at, readable, loaded_on, load
        from (select ${decoded("payload")}, ${decoded("record_id")}, position, extracted_at, updated_at, readable, loaded_on, load from raw_crm_accounts) as landed`,
        { database: "build" },
      );
      const key = (row: unknown) => JSON.stringify(row);
      expect(read.map(key).toSorted()).toEqual(
        records
          .map(({ payload, recordId, position }) =>
            key({
              start: payload.slice(0, 100),
              length: [...payload].length,
              digest: createHash("md5").update(payload).digest("hex").toUpperCase(),
              ...{ record_id: recordId, position, extracted_at: usual.extractedAt },
              ...{ updated_at: null, readable: null, loaded_on: null, load: "abc" },
            }),
          )
          .toSorted(),
      );
    });

    test("reads column types from NDJSON, and missing members as null", async () => {
      await using opened = await open();
      const { warehouse, catalog, store } = opened;
      const rows = [
        {
          ...{ id: "x", amount: 12.5, share: 0.1, many: 9007199254740991, few: 3, is_open: true },
          ...{ day: "2026-01-31", at: "2026-01-31 10:11:12.340" },
        },
        { id: "y", amount: null },
      ];
      const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
      await store.put(`${location}part-00000.ndjson.gz`, gzipSync(lines));
      const partitions = [{ values: ["2026-01-31"], location }];
      await catalog.replaceDatabase("build", [{ ...facts, format: "ndjson", partitions }]);
      const names = columns.map(({ name }) => `"${name}"`).join(", ");
      const nothing = {
        amount: null,
        share: null,
        many: null,
        few: null,
        is_open: null,
        day: null,
        at: null,
      };
      expect(await warehouse.rows(`select ${names} from facts order by id`, { database: "build" })).toEqual([
        { ...rows[0], at: "2026-01-31 10:11:12.34" },
        { id: "y", ...nothing },
      ]);
    });

    test("returns times as text, without a fraction of a second if it is zero", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      await catalog.replaceDatabase("build", []);
      const times = `select timestamp '2026-01-31 10:00:00' as whole,
        cast(timestamp '2026-01-31 10:00:00.120' as timestamp(3)) as part`;
      expect(await warehouse.rows(times, { database: "build" })).toEqual([
        { whole: "2026-01-31 10:00:00", part: "2026-01-31 10:00:00.12" },
      ]);
    });

    test("returns all rows of a result, in their order", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      await catalog.replaceDatabase("build", []);
      const many = `select 1000 * a.n + 100 * b.n + 10 * c.n + d.n as n from ${digits} as a (n)
        cross join ${digits} as b (n) cross join ${digits} as c (n) cross join ${digits} as d (n)
        where a.n < 3 order by 1`;
      const rows = await warehouse.rows(many, { database: "build" });
      expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: 3_000 }, (_, n) => n));
    });

    test("the same token starts one query, however often it is used", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      await catalog.replaceDatabase("build", []);
      const statement = { sql, database: "build", location, columns, token: "once" };
      const [first, second] = await Promise.all([warehouse.start(statement), warehouse.start(statement)]);
      expect(second).toBe(first);
      expect(await written(warehouse, statement)).toMatchObject({ status: "succeeded", rows: 1 });
      expect(await warehouse.start(statement)).toBe(first);
    });

    test("a query that cannot run fails with the reason", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      await catalog.replaceDatabase("build", []);
      const wrong = { database: "build", location, columns, token: "wrong", sql: "select * from nowhere" };
      expect(await written(warehouse, wrong)).toMatchObject({
        status: "failed",
        reason: expect.stringContaining("nowhere"),
      });
      await expect(warehouse.rows("select * from nowhere", { database: "build" })).rejects.toThrow(
        QueryFailed,
      );
    });

    test("an unwanted query ends when it is cancelled", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      await catalog.replaceDatabase("build", []);
      const others = Array.from({ length: 12 }, (_, index) => `cross join ${digits} as d${index} (n)`);
      const long = `select count(*) as many from ${digits} as d (n) ${others.join(" ")} where d.n + d0.n <> d1.n`;
      const statement = { sql: long, database: "build", location, columns: [column("many", "bigint")] };
      const queryId = await warehouse.start({ ...statement, token: "long" });
      await warehouse.cancel(queryId);
      expect(await ended(warehouse, queryId, { ...statement, token: "long" })).toMatchObject({
        status: "failed",
      });
      await warehouse.cancel(queryId);
    });

    test("a SELECT with unexpected columns fails, and names them", async () => {
      await using opened = await open();
      const { warehouse, catalog } = opened;
      await catalog.replaceDatabase("build", []);
      const promised = [column("id", "bigint"), ...columns.slice(1)];
      const statement = { sql, database: "build", location, columns: promised, token: "other types" };
      expect(await written(warehouse, statement)).toMatchObject({
        status: "failed",
        reason: expect.stringMatching(/id: the header has bigint/),
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
