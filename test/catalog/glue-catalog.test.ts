import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchUpdatePartitionCommand,
  CreateTableCommand,
  GetPartitionsCommand,
  GetTablesCommand,
  ThrottlingException,
  UpdateTableCommand,
} from "@aws-sdk/client-glue";
import { describe, expect, test } from "vitest";
import type { CatalogTable, Partition } from "../../lib/catalog/catalog.ts";
import { RefusedByGlue } from "../../lib/catalog/glue-batches.ts";
import { GlueCatalog } from "../../lib/catalog/glue-catalog.ts";
import { ForeignColumn } from "../../lib/catalog/glue-table.ts";
import { UnsafeSchemaChange } from "../../lib/catalog/schema-change.ts";
import type { Column, ColumnType } from "../../lib/models/model.ts";
import { catalogContract } from "./catalog.contract.ts";
import { FakeGlue } from "./fake-glue.ts";

function open() {
  const glue = new FakeGlue();
  const isOwnedByRun = (database: string) => database.startsWith("build");
  const catalog = new GlueCatalog({ client: glue.client, bucket: "lake", isOwnedByRun });
  return { glue, catalog };
}

catalogContract({
  name: "GlueCatalog over a Glue in memory",
  open: async () => ({ ...open(), [Symbol.asyncDispose]: async () => {} }),
});

const column = (name: string, type: ColumnType, comment = name): Column => ({ name, type, comment });
const asOfDate = column("as_of_date", "date");
const scores = (columns: readonly Column[], partitions: readonly Partition[] = []): CatalogTable => ({
  ...{ name: "scores", comment: "one row per account", format: "parquet" },
  ...{ columns, partitionKeys: [asOfDate], partitions },
});
const account = column("account_id", "varchar");
const score = column("score", "double");

const dateOf = (index: number): string => new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10);
const day = (index: number, run = "r1"): Partition => ({
  values: [dateOf(index)],
  location: `tables/scores/as_of_date=${dateOf(index)}/run=${run}/attempt=1/`,
});
const days = (count: number, run?: string): Partition[] =>
  Array.from({ length: count }, (_, index) => day(index, run));
const runs: CatalogTable = { ...scores([column("run_id", "varchar")]), name: "runs", format: "ndjson" };

describe("a database in Glue", () => {
  test("returns every type, comment, key and location as it was given", async () => {
    const { catalog } = open();
    const types = ["varchar", "bigint", "integer", "double", "boolean", "date", "timestamp(3)"] as const;
    const columns = [...types, "decimal(18,2)" as const].map((type, index) => column(`c${index}`, type));
    const raw: CatalogTable = {
      ...{ name: "raw_crm_accounts", comment: "raw", format: "ndjson", columns },
      partitionKeys: [column("landed", "date"), column("load", "varchar")],
      partitions: [
        { values: ["2026-01-01", "a"], location: "raw/a/" },
        { values: ["2026-01-01", "b"], location: "raw/b/" },
      ],
    };
    const people = { ...scores(columns, [{ values: [], location: "tables/people/" }]), name: "people" };
    const tables = [raw, { ...people, partitionKeys: [] }, scores(columns, days(3))];
    await catalog.replaceDatabase("published", tables);
    expect(await catalog.tables("published", ["raw_crm_accounts", "people", "scores"])).toEqual(tables);
  });

  test("tells engines how to read its files", async () => {
    const { glue, catalog } = open();
    await catalog.replaceDatabase("published", [scores([account], days(1)), runs]);
    expect(glue.table("published", "scores").input).toMatchObject({
      Description: "one row per account",
      TableType: "EXTERNAL_TABLE",
      Parameters: { EXTERNAL: "TRUE", classification: "parquet" },
      PartitionKeys: [{ Name: "as_of_date", Type: "date", Comment: "as_of_date" }],
      StorageDescriptor: {
        Columns: [{ Name: "account_id", Type: "string", Comment: "account_id" }],
        SerdeInfo: { SerializationLibrary: expect.stringContaining("ParquetHiveSerDe") },
      },
    });
    expect(glue.table("published", "scores").partitions.get(dateOf(0))).toMatchObject({
      StorageDescriptor: {
        Location: `s3://lake/${day(0).location}`,
        Columns: [{ Name: "account_id", Type: "string" }],
      },
    });
    expect(glue.table("published", "runs").input.StorageDescriptor?.SerdeInfo).toMatchObject({
      SerializationLibrary: "org.openx.data.jsonserde.JsonSerDe",
    });
  });

  test("cuts a comment that is longer than Glue allows, and does not see that as a change", async () => {
    const { glue, catalog } = open();
    const table = scores([column("account_id", "varchar", "x".repeat(300))]);
    await catalog.replaceDatabase("published", [table]);
    glue.mock.resetHistory();
    await catalog.replaceDatabase("published", [table]);
    expect(glue.changes()).toEqual([]);
    expect(glue.table("published", "scores").input.StorageDescriptor?.Columns?.[0]?.Comment).toHaveLength(
      255,
    );
  });

  test("is left alone when nothing has changed", async () => {
    const { glue, catalog } = open();
    const tables = [scores([account, score], days(3)), runs];
    await catalog.replaceDatabase("published", tables);
    glue.mock.resetHistory();
    await catalog.replaceDatabase("published", tables);
    expect(glue.changes()).toEqual([]);
  });

  test("changes its last table last, after dropping the tables that it no longer has", async () => {
    const { glue, catalog } = open();
    const before = { ...runs, partitions: [day(0), day(1)] };
    await catalog.replaceDatabase("published", [scores([account], [day(0), day(1)]), before]);
    glue.mock.resetHistory();
    const again = [day(0), day(1, "r2"), day(2, "r2")];
    await catalog.replaceDatabase("published", [scores([account], again), { ...runs, partitions: again }]);
    expect(glue.changes()).toEqual([
      "BatchDeletePartition runs",
      "BatchUpdatePartition scores",
      "BatchCreatePartition scores",
      "BatchCreatePartition runs",
    ]);
    expect(await catalog.tables("published", ["runs"])).toEqual([{ ...runs, partitions: again }]);
  });

  test("does not show a day in its last table when another table could not be changed", async () => {
    const { glue, catalog } = open();
    glue.next(CreateTableCommand, () => {
      throw new ThrottlingException({ message: "Rate exceeded", $metadata: {} });
    });
    const accounts = { ...scores([account]), name: "accounts" };
    const tables = [scores([account]), accounts, { ...runs, partitions: days(1) }];
    await expect(catalog.replaceDatabase("published", tables)).rejects.toThrow("Rate exceeded");
    expect(await catalog.tableNames("published")).toEqual(["accounts"]);
  });

  test("ends up whole when a delayed writer finishes after another one", async () => {
    const { glue, catalog } = open();
    const at = (...partitions: readonly Partition[]) => [
      { ...scores([account], partitions.slice(-1)), name: "scores_current" },
      { ...runs, partitions },
    ];
    await catalog.replaceDatabase("published", at(day(0)));
    const other = new GlueCatalog({ client: glue.client, bucket: "lake", isOwnedByRun: () => false });
    glue.next(BatchDeletePartitionCommand, () =>
      other.replaceDatabase("published", at(day(0), day(1), day(2))),
    );
    await catalog.replaceDatabase("published", at(day(0), day(1)));
    expect(await catalog.tables("published", ["scores_current", "runs"])).toEqual(at(day(0), day(1)));
  });

  test("keeps what others have added to it", async () => {
    const { glue, catalog } = open();
    await catalog.replaceDatabase("published", [scores([account])]);
    const view = { Name: "my_view", TableType: "VIRTUAL_VIEW" };
    await glue.client.send(new CreateTableCommand({ DatabaseName: "published", TableInput: view }));
    await catalog.replaceDatabase("published", [runs]);
    expect([...(glue.databases.get("published")?.keys() ?? [])]).toEqual(["my_view", "runs"]);
    expect(await catalog.tableNames("published")).toEqual(["runs"]);
  });

  test("lists more tables and databases than fit on a page", async () => {
    const { glue, catalog } = open();
    const many = Array.from({ length: 250 }, (_, index) => ({ ...runs, name: `t${index}` }));
    await catalog.replaceDatabase("published", many);
    expect(await catalog.tableNames("published")).toHaveLength(250);
    for (const { name } of many) glue.databases.set(`build_${name}`, new Map());
    expect(await catalog.databaseNames("build_")).toHaveLength(250);
    await catalog.replaceDatabase("published", [runs]);
    expect(await catalog.tableNames("published")).toEqual(["runs"]);
    expect(glue.changes().filter((change) => change === "BatchDeleteTable published")).toHaveLength(3);
  });
});

describe("partitions", () => {
  const sizes = (glue: FakeGlue, command: Parameters<FakeGlue["mock"]["commandCalls"]>[0], list: string) =>
    glue.mock
      .commandCalls(command)
      .map(({ args }) => (args[0].input as Record<string, unknown[]>)[list]?.length);

  test("are created and updated in batches of 100, deleted in batches of 25, and read in pages of 1,000", async () => {
    const { glue, catalog } = open();
    await catalog.replaceDatabase("published", [scores([account], days(1_050)), runs]);
    expect(sizes(glue, BatchCreatePartitionCommand, "PartitionInputList")).toEqual([
      ...Array.from({ length: 10 }, () => 100),
      50,
    ]);
    await catalog.replaceDatabase("published", [scores([account], days(1_010, "r2")), runs]);
    expect(sizes(glue, BatchUpdatePartitionCommand, "Entries")).toEqual([
      ...Array.from({ length: 10 }, () => 100),
      10,
    ]);
    expect(sizes(glue, BatchDeletePartitionCommand, "PartitionsToDelete")).toEqual([25, 15]);
    const [table] = await catalog.tables("published", ["scores"]);
    expect(table?.partitions).toEqual(days(1_010, "r2"));
  });

  test("are updated when someone else has created them meanwhile, and created when they are gone", async () => {
    const { glue, catalog } = open();
    await catalog.replaceDatabase("published", [scores([account], [day(0), day(1)]), runs]);
    const { partitions } = glue.table("published", "scores");
    glue.next(BatchUpdatePartitionCommand, () => {
      const other = partitions.get(dateOf(0));
      partitions.clear();
      partitions.set(dateOf(2), { ...other, Values: [dateOf(2)] });
    });
    await catalog.replaceDatabase("published", [scores([account], [day(1, "r2"), day(2, "r2")]), runs]);
    expect(await catalog.tables("published", ["scores"])).toEqual([
      scores([account], [day(1, "r2"), day(2, "r2")]),
    ]);
  });

  test("that Glue refuses are named together, after the others are done", async () => {
    const { glue, catalog } = open();
    await catalog.replaceDatabase("build_1", [scores([account])]);
    glue.next(BatchCreatePartitionCommand, () => ({
      Errors: [3, 4].map((index) => ({
        PartitionValues: [dateOf(index)],
        ErrorDetail: { ErrorCode: "InternalServiceException", ErrorMessage: "try again" },
      })),
    }));
    const setting = catalog.setPartitions("build_1", { scores: days(150) });
    await expect(setting).rejects.toThrow(RefusedByGlue);
    await expect(setting).rejects.toThrow(
      /build_1\.scores:\n {2}2026-01-04: InternalServiceException: try again\n {2}2026-01-05: /,
    );
  });

  test("of a table without keys are the table's own location", async () => {
    const { catalog } = open();
    await catalog.replaceDatabase("published", [{ ...scores([account]), partitionKeys: [] }]);
    await catalog.setPartitions("published", { scores: [{ values: [], location: "tables/scores/new/" }] });
    const [table] = await catalog.tables("published", ["scores"]);
    expect(table?.partitions).toEqual([{ values: [], location: "tables/scores/new/" }]);
  });
});

describe("a table that readers use", () => {
  test("gains new columns at any position, and so do its partitions", async () => {
    const { glue, catalog } = open();
    await catalog.replaceDatabase("published", [scores([account, score], days(2)), runs]);
    glue.mock.resetHistory();
    const wider = scores([account, column("band", "varchar"), score], days(2));
    await catalog.replaceDatabase("published", [wider, runs]);
    expect(await catalog.tables("published", ["scores"])).toEqual([wider]);
    expect(glue.changes()).toEqual(["BatchUpdatePartition scores", "UpdateTable scores"]);
    expect(glue.mock.commandCalls(UpdateTableCommand)[0]?.args[0].input.SkipArchive).toBe(true);
  });

  test("gains new comments without changing its partitions", async () => {
    const { glue, catalog } = open();
    await catalog.replaceDatabase("published", [scores([account], days(2)), runs]);
    glue.mock.resetHistory();
    const commented = scores([column("account_id", "varchar", "as the CRM names it")], days(2));
    await catalog.replaceDatabase("published", [commented, runs]);
    expect(glue.changes()).toEqual(["UpdateTable scores"]);
    expect(await catalog.tables("published", ["scores"])).toEqual([commented]);
  });

  test("never loses or renames columns", async () => {
    const { glue, catalog } = open();
    await catalog.replaceDatabase("published", [scores([account, score, column("band", "varchar")]), runs]);
    glue.mock.resetHistory();
    const unlike = { ...scores([column("score", "bigint"), account]), partitionKeys: [] };
    const error = await catalog
      .replaceDatabase("published", [unlike, runs])
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnsafeSchemaChange);
    expect((error as UnsafeSchemaChange).changes).toEqual([
      { table: "scores", column: "score", from: "double", to: "bigint" },
      { table: "scores", column: "band", from: "varchar", to: "nothing" },
      { table: "scores", column: "as_of_date", from: "date partition key", to: "nothing" },
    ]);
    expect((error as UnsafeSchemaChange).message).toMatch(
      /scores\.score: from double to bigint(?:.|\n)*backfill/,
    );
    expect(glue.changes()).toEqual([]);
  });

  test("never changes its partition keys", async () => {
    const { catalog } = open();
    await catalog.replaceDatabase("published", [{ ...scores([account]), partitionKeys: [] }]);
    const problem = "scores.as_of_date: from nothing to date partition key";
    await expect(catalog.replaceDatabase("published", [scores([account])])).rejects.toThrow(problem);
    // The check before a build says so, too.
    await expect(catalog.assertReplaceable("published", [scores([account])])).rejects.toThrow(problem);
    await catalog.replaceDatabase("build_1", [{ ...scores([account]), partitionKeys: [] }]);
    await catalog.assertReplaceable("build_1", [scores([account])]);
  });

  test("is refused when someone has changed it by hand", async () => {
    const { glue, catalog } = open();
    await catalog.replaceDatabase("published", [scores([account])]);
    const { input } = glue.table("published", "scores");
    input.StorageDescriptor = {
      ...input.StorageDescriptor,
      Columns: [{ Name: "tags", Type: "array<string>" }],
    };
    await expect(catalog.tables("published", ["scores"])).rejects.toThrow(ForeignColumn);
  });
});

test("in a build database, which belongs to one run, a table can be replaced by a different one", async () => {
  const { catalog } = open();
  await catalog.replaceDatabase("build_1", [scores([account, score], days(2))]);
  for (const other of [
    scores([column("score", "bigint")], days(1, "r2")),
    { ...scores([column("score", "bigint")], [{ values: [], location: "tables/x/" }]), partitionKeys: [] },
    scores([account], days(3, "r3")),
  ]) {
    await catalog.replaceDatabase("build_1", [other]);
    expect(await catalog.tables("build_1", ["scores"])).toEqual([other]);
  }
});

test("a table that someone else creates or drops between read and change comes out right", async () => {
  const { glue, catalog } = open();
  await catalog.replaceDatabase("published", [scores([account], days(1)), runs]);
  glue.next(GetTablesCommand, () => ({ TableList: [] }));
  const wider = scores([account, score], days(2, "r2"));
  await catalog.replaceDatabase("published", [wider, runs]);
  expect(await catalog.tables("published", ["scores"])).toEqual([wider]);
  glue.next(GetPartitionsCommand, () => {
    glue.databases.get("published")?.delete("scores");
  });
  await catalog.replaceDatabase("published", [wider, runs]);
  expect(await catalog.tables("published", ["scores"])).toEqual([wider]);
});
