import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  InvalidRequestException,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  TooManyRequestsException,
} from "@aws-sdk/client-athena";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, test } from "vitest";
import { type Column, columnTypes } from "../../lib/models/model.ts";
import { DirectoryStore } from "../../lib/storage/directory-store.ts";
import { AthenaWarehouse } from "../../lib/warehouse/athena-warehouse.ts";
import { DuckDbSession, quoteText } from "../../lib/warehouse/duckdb-session.ts";
import { QueryFailed, WarehouseBusy, type WriteStatement } from "../../lib/warehouse/warehouse.ts";

async function open({ patienceMilliseconds = 0 } = {}) {
  const root = await mkdtemp(join(tmpdir(), "bellwether-athena-"));
  const client = new AthenaClient({ region: "eu-west-1" });
  const mock = mockClient(client);
  const where = { bucket: "lake", workgroup: "pipeline", region: "eu-west-1" };
  const store = new DirectoryStore(root);
  return {
    ...{ root, mock, store },
    warehouse: new AthenaWarehouse({ client, store, ...where, patienceMilliseconds }),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

const location = "tables/facts/as_of_date=2026-01-31/run=r1/attempt=1/";
const column = (name: string, type: Column["type"]): Column => ({ name, type, comment: name });
const statement: WriteStatement = {
  ...{ sql: "select 1 as n", database: "build_1", location, token: "r1-facts-1" },
  columns: [column("n", "bigint")],
};
const answered = (QueryExecution: QueryExecution) => ({ QueryExecution });
const running = answered({ QueryExecutionId: "q1", Status: { State: "RUNNING" } });
const succeeded = answered({
  QueryExecutionId: "q1",
  Status: { State: "SUCCEEDED" },
  Statistics: { DataScannedInBytes: 4_096 },
});
const failure = (message: string) => ({ message, Message: message, $metadata: {} });
const tooMany = new TooManyRequestsException(failure("You have exceeded the limit of concurrent queries"));

/** Writes rows below the location as Parquet, one file per SELECT. */
async function writeFiles(root: string, store: DirectoryStore, selects: readonly string[]): Promise<void> {
  const session = new DuckDbSession({ threads: 1 });
  const connection = await session.connect();
  for (const sql of selects) {
    const file = `${randomUUID()}.parquet`;
    await connection.run(
      `copy (${sql}) to ${quoteText(join(root, file))} (format parquet, compression zstd)`,
    );
    const written = await store.get(file);
    await store.put(`${location}${file}`, written?.body ?? "");
  }
  connection.closeSync();
  session.close();
}

describe("starting a query", () => {
  test("unloads the SELECT to its location, in its database and workgroup", async () => {
    await using opened = await open();
    opened.mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: "q1" });
    expect(await opened.warehouse.start(statement)).toBe("q1");
    expect(opened.mock.commandCalls(StartQueryExecutionCommand)[0]?.args[0].input).toEqual({
      QueryString:
        `UNLOAD (\nselect 1 as n\n)\nTO 's3://lake/${location}'\n` +
        "WITH (format = 'PARQUET', compression = 'ZSTD')",
      QueryExecutionContext: { Catalog: "AwsDataCatalog", Database: "build_1" },
      WorkGroup: "pipeline",
      ClientRequestToken: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test("uses a token per statement, the same each time", async () => {
    await using opened = await open();
    const { mock, warehouse } = opened;
    mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: "q1" });
    for (const token of ["r1-facts-1", "r1-facts-2", "r1-facts-1"])
      await warehouse.start({ ...statement, token });
    const [first, other, again] = mock
      .commandCalls(StartQueryExecutionCommand)
      .map(({ args }) => args[0].input.ClientRequestToken);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  test("reports throttling as transient", async () => {
    await using opened = await open();
    opened.mock.on(StartQueryExecutionCommand).rejects(tooMany);
    await expect(opened.warehouse.start(statement)).rejects.toThrow(WarehouseBusy);
  });

  test("reports why Athena refuses a query", async () => {
    await using opened = await open();
    const refused = new InvalidRequestException(failure("line 2:1: mismatched input 'selec'"));
    opened.mock.on(StartQueryExecutionCommand).rejects(refused);
    const starting = opened.warehouse.start(statement);
    await expect(starting).rejects.toThrow(QueryFailed);
    await expect(starting).rejects.toThrow("query in build_1: line 2:1: mismatched input 'selec'");
  });
});

describe("checking a query", () => {
  test("polls a few times with growing pauses, and never starts anything", async () => {
    await using opened = await open({ patienceMilliseconds: 350 });
    const { mock, warehouse } = opened;
    mock.on(GetQueryExecutionCommand).resolves(running);
    const from = performance.now();
    expect(await warehouse.check("q1", statement)).toEqual({ status: "running" });
    expect(performance.now() - from).toBeGreaterThan(290);
    expect(mock.commandCalls(GetQueryExecutionCommand)).toHaveLength(3);
    expect(mock.commandCalls(StartQueryExecutionCommand)).toHaveLength(0);
  });

  test("finds a short query finished on the second poll", async () => {
    await using opened = await open({ patienceMilliseconds: 5_000 });
    opened.mock.on(GetQueryExecutionCommand).resolvesOnce(running).resolves(succeeded);
    expect(await opened.warehouse.check("q1", statement)).toMatchObject({ status: "succeeded" });
  });

  test("ignores a throttled poll", async () => {
    await using opened = await open();
    opened.mock.on(GetQueryExecutionCommand).rejects(tooMany);
    expect(await opened.warehouse.check("q1", statement)).toEqual({ status: "running" });
  });

  test("counts the rows of all written files, in any instance, and the scanned bytes", async () => {
    await using opened = await open();
    opened.mock.on(GetQueryExecutionCommand).resolves(succeeded);
    await writeFiles(opened.root, opened.store, [
      "select range as n from range(10)",
      "select range as n from range(5)",
    ]);
    expect(await opened.warehouse.check("q1", statement)).toEqual({
      ...{ status: "succeeded", rows: 15, bytesScanned: 4_096 },
    });
  });

  test("writes no file for a query without rows", async () => {
    await using opened = await open();
    opened.mock.on(GetQueryExecutionCommand).resolves(succeeded);
    expect(await opened.warehouse.check("q1", statement)).toMatchObject({ status: "succeeded", rows: 0 });
  });

  test("recognises every column type in the written files", async () => {
    await using opened = await open();
    opened.mock.on(GetQueryExecutionCommand).resolves(succeeded);
    const typed = columnTypes.map((type, index) => column(`c${index}`, type));
    const values = typed.map(({ name, type }) => `cast(null as ${type}) as ${name}`);
    await writeFiles(opened.root, opened.store, [`select ${values.join(", ")}`]);
    expect(await opened.warehouse.check("q1", { ...statement, columns: typed })).toMatchObject({ rows: 1 });
  });

  test("fails when a SELECT returns other columns than its header", async () => {
    await using opened = await open();
    opened.mock.on(GetQueryExecutionCommand).resolves(succeeded);
    await writeFiles(opened.root, opened.store, ["select cast(1 as decimal(10,4)) as n, 'x' as name"]);
    const check = (columns: readonly Column[]) => opened.warehouse.check("q1", { ...statement, columns });
    expect(await check([column("n", "bigint")])).toEqual({
      ...{ status: "failed", reason: "the header has (n), the SELECT returns (n, name)" },
    });
    expect(await check([column("n", "decimal(18,2)"), column("name", "date")])).toEqual({
      status: "failed",
      reason:
        "n: the header has decimal(18,2), the SELECT returns decimal(10,4); " +
        "name: the header has date, the SELECT returns varchar",
    });
  });

  test("reports why a query failed or was cancelled", async () => {
    await using opened = await open();
    for (const State of ["FAILED", "CANCELLED"] as const) {
      const Status = { State, StateChangeReason: "GENERIC_USER_ERROR: no" };
      opened.mock.on(GetQueryExecutionCommand).resolves(answered({ QueryExecutionId: "q1", Status }));
      expect(await opened.warehouse.check("q1", statement)).toEqual({
        status: "failed",
        reason: expect.stringMatching(/^GENERIC_USER_ERROR: no \(query q1: https:\/\/eu-west-1\.console/),
      });
    }
  });
});

describe("cancelling a query", () => {
  test("stops it, and ignores one that has ended", async () => {
    await using opened = await open();
    const { mock, warehouse } = opened;
    mock.on(StopQueryExecutionCommand).resolvesOnce({});
    await warehouse.cancel("q1");
    expect(mock.commandCalls(StopQueryExecutionCommand)[0]?.args[0].input).toEqual({
      QueryExecutionId: "q1",
    });
    mock.on(StopQueryExecutionCommand).rejects(new InvalidRequestException(failure("it has ended")));
    await warehouse.cancel("q1");
  });
});

describe("reading rows", () => {
  const info = (...types: readonly string[]): ColumnInfo[] =>
    types.map((Type, index) => ({ Name: `c${index}`, Type }));
  const row = (...values: readonly (string | undefined)[]) => ({
    Data: values.map((VarCharValue) => ({ VarCharValue })),
  });

  test("returns values by their types, and nulls", async () => {
    await using opened = await open();
    const { mock, warehouse } = opened;
    mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: "q1" });
    mock.on(GetQueryExecutionCommand).resolves(succeeded);
    const types = ["varchar", "bigint", "integer", "double", "decimal", "boolean", "date", "timestamp"];
    mock.on(GetQueryResultsCommand).resolves({
      ResultSet: {
        ResultSetMetadata: { ColumnInfo: info(...types) },
        Rows: [
          row(...types),
          row(
            "01",
            "9007199254740991",
            "-3",
            "1.5E-7",
            "12.50",
            "true",
            "2026-01-31",
            "2026-01-31 10:00:00.000",
          ),
          row(...types.map(() => undefined)),
        ],
      },
    });
    expect(await warehouse.rows("select", { database: "published" })).toEqual([
      {
        ...{ c0: "01", c1: 9007199254740991, c2: -3, c3: 1.5e-7, c4: 12.5, c5: true },
        ...{ c6: "2026-01-31", c7: "2026-01-31 10:00:00" },
      },
      { c0: null, c1: null, c2: null, c3: null, c4: null, c5: null, c6: null, c7: null },
    ]);
  });

  test("reads all pages, of which only the first starts with the column names", async () => {
    await using opened = await open();
    const { mock, warehouse } = opened;
    mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: "q1" });
    mock.on(GetQueryExecutionCommand).resolves(succeeded);
    const ResultSetMetadata = { ColumnInfo: info("bigint") };
    const asked = { QueryExecutionId: "q1", MaxResults: 1_000 };
    mock
      .on(GetQueryResultsCommand, asked)
      .resolves({ ResultSet: { ResultSetMetadata, Rows: [row("c0"), row("1")] }, NextToken: "more" })
      .on(GetQueryResultsCommand, { ...asked, NextToken: "more" })
      .resolves({ ResultSet: { ResultSetMetadata, Rows: [row("2"), row("3")] } });
    expect(await warehouse.rows("select", { database: "published" })).toEqual([
      { c0: 1 },
      { c0: 2 },
      { c0: 3 },
    ]);
  });

  test("reports why a query failed", async () => {
    await using opened = await open();
    const { mock, warehouse } = opened;
    mock.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: "q1" });
    const Status = { State: "FAILED" as const, StateChangeReason: "DIVISION_BY_ZERO" };
    mock.on(GetQueryExecutionCommand).resolves(answered({ QueryExecutionId: "q1", Status }));
    const reading = warehouse.rows("select", { database: "published" });
    await expect(reading).rejects.toThrow(QueryFailed);
    await expect(reading).rejects.toThrow(/^query in published: DIVISION_BY_ZERO \(query q1/);
  });
});
