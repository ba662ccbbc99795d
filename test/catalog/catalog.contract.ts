import { describe, expect, test } from "vitest";
import { type Catalog, type CatalogTable, type Partition, UnknownTable } from "../../lib/catalog/catalog.ts";

export interface CatalogUnderTest {
  readonly name: string;
  /** An empty catalog. */
  open(): Promise<{ readonly catalog: Catalog } & AsyncDisposable>;
}

const table = (name: string, ...partitions: readonly Partition[]): CatalogTable => ({
  name,
  comment: `one row per ${name}`,
  format: "parquet",
  columns: [{ name: "id", type: "varchar", comment: "its id" }],
  partitionKeys: [{ name: "as_of_date", type: "date", comment: "the day" }],
  partitions,
});

const day = (date: string, run = "r1"): Partition => ({
  values: [date],
  location: `tables/t/as_of_date=${date}/run=${run}/attempt=1/`,
});

const names = (tables: readonly CatalogTable[]): string[] => tables.map(({ name }) => name).toSorted();

/** The contract of every catalog. */
export function catalogContract({ name, open }: CatalogUnderTest): void {
  describe(name, () => {
    test("has no tables in a database that does not exist", async () => {
      await using opened = await open();
      expect(await opened.catalog.tableNames("build")).toEqual([]);
      expect(await opened.catalog.tables("build", ["scores"])).toEqual([]);
    });

    test("returns the tables of a database, or only those asked for", async () => {
      await using opened = await open();
      const { catalog } = opened;
      const scores = table("scores", day("2026-01-01"), day("2026-01-02"));
      await catalog.replaceDatabase("build", [scores, table("accounts"), table("tickets")]);
      expect((await catalog.tableNames("build")).toSorted()).toEqual(["accounts", "scores", "tickets"]);
      expect(await catalog.tables("build", ["scores", "nothing"])).toEqual([scores]);
      expect(names(await catalog.tables("build", ["accounts", "scores"]))).toEqual(["accounts", "scores"]);
    });

    test("replaces a whole database repeatedly, and leaves others alone", async () => {
      await using opened = await open();
      const { catalog } = opened;
      await catalog.replaceDatabase("published", [table("scores", day("2026-01-01"))]);
      await catalog.replaceDatabase("build", [table("scores", day("2026-01-01")), table("accounts")]);
      const after = [table("scores", day("2026-01-02", "r2"))];
      for (const _ of [1, 2]) await catalog.replaceDatabase("build", after);
      expect(await catalog.tableNames("build")).toEqual(["scores"]);
      expect(await catalog.tables("build", ["scores", "accounts"])).toEqual(after);
      expect(await catalog.tables("published", ["scores"])).toEqual([table("scores", day("2026-01-01"))]);
    });

    test("points new and existing partitions at their locations, and leaves the others", async () => {
      await using opened = await open();
      const { catalog } = opened;
      await catalog.replaceDatabase("build", [table("scores", day("2026-01-01"), day("2026-01-02"))]);
      await catalog.setPartitions("build", { scores: [day("2026-01-02", "r2"), day("2026-01-03")] });
      const [scores] = await catalog.tables("build", ["scores"]);
      expect(scores?.partitions.toSorted((a, b) => (a.location < b.location ? -1 : 1))).toEqual([
        day("2026-01-01"),
        day("2026-01-02", "r2"),
        day("2026-01-03"),
      ]);
    });

    test("finds databases by prefix, and drops one with its tables", async () => {
      await using opened = await open();
      const { catalog } = opened;
      for (const database of ["build_1", "build_2", "published"])
        await catalog.replaceDatabase(database, [table("scores", day("2026-01-01"))]);
      expect((await catalog.databaseNames("build_")).toSorted()).toEqual(["build_1", "build_2"]);
      for (const _ of [1, 2]) await catalog.dropDatabase("build_1");
      expect(await catalog.databaseNames("build_")).toEqual(["build_2"]);
      expect(await catalog.tableNames("build_1")).toEqual([]);
      expect(await catalog.tables("build_2", ["scores"])).toEqual([table("scores", day("2026-01-01"))]);
      expect(await catalog.tableNames("published")).toEqual(["scores"]);
    });

    test("names a missing table", async () => {
      await using opened = await open();
      await opened.catalog.replaceDatabase("build", [table("scores")]);
      await expect(opened.catalog.setPartitions("build", { scoers: [day("2026-01-01")] })).rejects.toThrow(
        UnknownTable,
      );
    });

    test("keeps partitions that are set concurrently for different tables", async () => {
      await using opened = await open();
      const { catalog } = opened;
      const many = Array.from({ length: 20 }, (_, index) => `t${index}`);
      await catalog.replaceDatabase(
        "build",
        many.map((each) => table(each)),
      );
      await Promise.all(many.map((each) => catalog.setPartitions("build", { [each]: [day("2026-01-01")] })));
      const tables = await catalog.tables("build", many);
      expect(tables.map(({ partitions }) => partitions)).toEqual(many.map(() => [day("2026-01-01")]));
    });
  });
}
