import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { JsonCatalog } from "../../lib/catalog/json-catalog.ts";
import { DirectoryStore } from "../../lib/storage/directory-store.ts";
import { DuckDbSession } from "../../lib/warehouse/duckdb-session.ts";
import { DuckDbWarehouse } from "../../lib/warehouse/duckdb-warehouse.ts";
import { type WarehouseUnderTest, warehouseContract } from "./warehouse.contract.ts";

const duckDb: WarehouseUnderTest = {
  name: "DuckDbWarehouse",
  async open() {
    const root = await mkdtemp(join(tmpdir(), "bellwether-warehouse-"));
    const store = new DirectoryStore(root);
    const catalog = new JsonCatalog(store);
    const session = new DuckDbSession({ threads: 1 });
    return {
      store,
      catalog,
      warehouse: new DuckDbWarehouse({ session, catalog, root }),
      async [Symbol.asyncDispose]() {
        session.close();
        await rm(root, { recursive: true, force: true });
      },
    };
  },
};

for (const warehouse of [duckDb]) warehouseContract(warehouse);

test("a query that is no longer wanted ends when it is cancelled", async () => {
  await using opened = await duckDb.open();
  const { warehouse, catalog } = opened;
  await catalog.replaceDatabase("build", []);
  const statement = {
    sql: "select count(*) as n from range(100000000) as a cross join range(1000) as b where a.range % 7 = b.range % 5",
    ...{ database: "build", location: "tables/x/", columns: [], token: "long" },
  };
  const id = await warehouse.start(statement);
  await warehouse.cancel(id);
  expect(await warehouse.check(id, statement)).toMatchObject({ status: "failed" });
});
