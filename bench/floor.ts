import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { lakeDirectory } from "../lib/local/open-project.ts";
import { partitionOf } from "../lib/pipeline/build-database.ts";
import type { Services } from "../lib/services.ts";
import { DuckDbSession, quoteName, quoteText } from "../lib/warehouse/duckdb-session.ts";
import { tableView } from "../lib/warehouse/duckdb-views.ts";
import { readHead } from "./head.ts";

/** Runs the head's models, as their plan has them, on bare DuckDB over the same files: the floor for any pipeline. */
export async function runFloor({
  directory,
  services: { store },
}: {
  readonly directory: string;
  readonly services: Services;
}): Promise<void> {
  const root = join(directory, lakeDirectory);
  const { plan, models, read, made } = await readHead(store);
  const scratch = await mkdtemp(join(root, "floor-"));
  const session = new DuckDbSession();
  const connection = await session.connect();
  try {
    for (const table of read)
      await connection.run(`create temp view ${quoteName(table.name)} as ${tableView(table, root)}`);
    for (const { name, sql } of models) {
      const location = join(name, `as_of_date=${plan.as_of_date}/`);
      await mkdir(join(scratch, location), { recursive: true });
      const file = quoteText(join(scratch, location, "part-00000.parquet"));
      await connection.run(`copy (\n${sql}\n) to ${file} (format parquet, compression zstd)`);
      const table = made.find((each) => each.name === name);
      if (table === undefined) continue;
      const written = { ...table, partitions: [partitionOf(plan.as_of_date, location)] };
      await connection.run(`create temp view ${quoteName(name)} as ${tableView(written, scratch)}`);
    }
  } finally {
    connection.closeSync();
    session.close();
    await rm(scratch, { recursive: true, force: true });
  }
}
