import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CatalogTable } from "../../lib/catalog/catalog.ts";
import { DuckDbSession, readRows } from "../../lib/warehouse/duckdb-session.ts";
import { DuckDbSizes } from "../../lib/warehouse/duckdb-sizes.ts";

test("a small query gets one thread and plain lists, and a large one all threads and joins, whatever else is running", async () => {
  const root = await mkdtemp(join(tmpdir(), "bellwether-sizes-"));
  using session = { value: new DuckDbSession({ threads: 3 }), [Symbol.dispose]: () => session.value.close() };
  const sizes = new DuckDbSizes({ session: session.value, root });
  const tableOf = async (name: string, bytes: number): Promise<CatalogTable> => {
    await mkdir(join(root, name));
    await writeFile(join(root, name, "part-00000.parquet"), Buffer.alloc(bytes));
    const partitions = [{ values: [], location: `${name}/` }];
    return { name, comment: "", format: "parquet", columns: [], partitionKeys: [], partitions };
  };
  const small = await tableOf("small", 1_000);
  const large = await tableOf("large", 20_000_000);
  const setting = async () => {
    const connection = await session.value.connect();
    const [row] = await readRows(
      connection,
      "select current_setting('threads') as threads, current_setting('disabled_optimizers') as off",
    );
    connection.closeSync();
    return [row?.threads, row?.off];
  };
  expect(await sizes.during([small], setting)).toEqual([1, "in_clause"]);
  expect(
    await sizes.during([small, large], async () => [await setting(), await sizes.during([small], setting)]),
  ).toEqual([
    [3, ""],
    [3, ""],
  ]);
  expect(await sizes.during([small], setting)).toEqual([1, "in_clause"]);
  await rm(root, { recursive: true });
});
