import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { JsonCatalog } from "../../lib/catalog/json-catalog.ts";
import { DirectoryStore } from "../../lib/storage/directory-store.ts";
import { type CatalogUnderTest, catalogContract } from "./catalog.contract.ts";

const jsonCatalog: CatalogUnderTest = {
  name: "JsonCatalog",
  async open() {
    const directory = await mkdtemp(join(tmpdir(), "bellwether-catalog-"));
    return {
      catalog: new JsonCatalog(new DirectoryStore(directory)),
      [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
    };
  },
};

for (const catalog of [jsonCatalog]) catalogContract(catalog);

test("readers of a database that is being replaced see one version of all its tables", async () => {
  await using opened = await jsonCatalog.open();
  const { catalog } = opened;
  const version = (number: number) =>
    ["a", "b", "c"].map((name) => ({
      ...{ name, comment: String(number), format: "parquet" as const },
      ...{ columns: [], partitionKeys: [], partitions: [] },
    }));
  await catalog.replaceDatabase("published", version(0));
  let isWriting = true;
  const writer = (async () => {
    for (let number = 1; number <= 30; number += 1)
      await catalog.replaceDatabase("published", version(number));
    isWriting = false;
  })();
  let reads = 0;
  while (isWriting) {
    const tables = await catalog.tables("published", ["a", "b", "c"]);
    expect(tables).toHaveLength(3);
    expect(new Set(tables.map(({ comment }) => comment)).size).toBe(1);
    reads += 1;
  }
  await writer;
  expect(reads).toBeGreaterThan(5);
});
