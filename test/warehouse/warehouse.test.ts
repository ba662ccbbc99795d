import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
