import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { lakeDirectory } from "../lib/local/open-project.ts";
import { buildDatabase, partitionOf } from "../lib/pipeline/build-database.ts";
import { ancestorsOf, headOf, readChain } from "../lib/pipeline/chain.ts";
import { readManifest, readPlan } from "../lib/pipeline/plan.ts";
import { retained, retentionOf } from "../lib/pipeline/retained.ts";
import type { Services } from "../lib/services.ts";
import { DuckDbSession, quoteName, quoteText } from "../lib/warehouse/duckdb-session.ts";
import { tableView } from "../lib/warehouse/duckdb-views.ts";

/** Runs the head's models, as their plan has them, on bare DuckDB over the same files: the floor for any pipeline. */
export async function runFloor({
  directory,
  services: { store },
}: {
  readonly directory: string;
  readonly services: Services;
}): Promise<void> {
  const root = join(directory, lakeDirectory);
  const chain = await readChain(store);
  const head = headOf(chain);
  if (head === undefined) throw new Error("nothing is published");
  const plan = await readPlan(store, head);
  const manifests = await Promise.all(
    ancestorsOf(chain, head.as_of_date).map((link) => readManifest(store, link)),
  );
  const ancestors = retained(manifests, { asOf: head.as_of_date, ...retentionOf(plan) });
  const tables = buildDatabase(plan, { ancestors, newest: ancestors.at(-1), built: [] });
  const models = plan.models.toSorted((a, b) => a.stage.number - b.stage.number);
  const made = new Set(models.map(({ name }) => name));

  const scratch = await mkdtemp(join(root, "floor-"));
  const session = new DuckDbSession();
  const connection = await session.connect();
  try {
    for (const table of tables.filter(({ name }) => !made.has(name)))
      await connection.run(`create temp view ${quoteName(table.name)} as ${tableView(table, root)}`);
    for (const { name, sql } of models) {
      const location = join(name, `as_of_date=${plan.as_of_date}/`);
      await mkdir(join(scratch, location), { recursive: true });
      const file = quoteText(join(scratch, location, "part-00000.parquet"));
      await connection.run(`copy (\n${sql}\n) to ${file} (format parquet, compression zstd)`);
      const table = tables.find((each) => each.name === name);
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
