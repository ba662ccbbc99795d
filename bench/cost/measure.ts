import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { SyntheticExports } from "../../examples/synthetic-company/generate.ts";
import { detectOnHead } from "../../lib/alerts/run-and-detect.ts";
import { addDays } from "../../lib/dates.ts";
import { landProject, loadsOf } from "../../lib/landing/land.ts";
import { lakeDirectory, openProject } from "../../lib/local/open-project.ts";
import { runDay } from "../../lib/pipeline/run-day.ts";
import { DirectSteps } from "../../lib/pipeline/steps.ts";
import type { ObjectStore } from "../../lib/storage/object-store.ts";
import {
  type CountedQuery,
  CountingCatalog,
  CountingSteps,
  CountingStore,
  CountingWarehouse,
} from "./counted.ts";
import { Scans } from "./scans.ts";

const Requests = z.object({ puts: z.int(), lists: z.int(), gets: z.int() });
const Work = z.object({
  /** Bytes read per query. */
  queries: z.array(z.int()),
  /** Tables that the queries name, in total. */
  tables_named: z.int(),
  store: Requests,
  glue_requests: z.int(),
});

/** A measured day of a made-up company; bytes are compressed. */
export const MeasuredDay = z.object({
  accounts: z.int(),
  usage_rows: z.int(),
  /** Days landed and run before it. */
  days_before: z.int(),
  sources: z.int(),
  landing: z.object({
    /** Bytes of the exports. */
    bytes: z.int(),
    seconds: z.number(),
    store: Requests,
    inbox: Requests,
  }),
  run: Work.extend({
    /** The bytes of `queries`, by the table that they build. */
    bytes_by_table: z.record(z.string(), z.int()),
    durable_operations: z.int(),
    /** Consecutive rounds of at most six concurrent queries. */
    waves: z.int(),
  }),
  /** The detection after the run, which sends new alerts. */
  detection: Work,
  /** A detection with nothing new. */
  idle_detection: Work,
  glue_objects: z.int(),
  /** Bytes that the day adds to the lake. */
  raw_bytes: z.int(),
  table_bytes: z.int(),
});
export type MeasuredDay = z.infer<typeof MeasuredDay>;
type Work = z.infer<typeof Work>;

const firstDay = "2025-01-01";

/** Lands and runs some days, and measures the last. */
export async function measureDay({
  accounts,
  usageRows,
  days,
}: {
  readonly accounts: number;
  readonly usageRows: number;
  readonly days: number;
}): Promise<MeasuredDay> {
  const directory = await mkdtemp(join(tmpdir(), "bellwether-cost-"));
  try {
    const config = new URL("../../examples/synthetic-company/bellwether.yaml", import.meta.url);
    await copyFile(config, join(directory, "bellwether.yaml"));
    await mkdir(join(directory, "exports"));
    using exports = await SyntheticExports.open(directory, { accounts, usagePerDay: usageRows, firstDay });
    let now = new Date(0);
    using local = await openProject({ directory, clock: () => now });
    using scans = new Scans(join(directory, lakeDirectory));
    const { project, services: real } = local;
    const store = new CountingStore(real.store);
    const inbox = new CountingStore(local.inbox);
    const catalog = new CountingCatalog(real.catalog, real.databases.buildPrefix);
    const warehouse = new CountingWarehouse(real.warehouse, { catalog: real.catalog, scans });
    const services = { ...real, store, catalog, warehouse };

    const take = () => {
      const queries = warehouse.take();
      return { queries, work: workOf(queries, store, catalog) };
    };

    for (let day = 0; ; day += 1) {
      const asOfDate = addDays(firstDay, day);
      now = new Date(`${asOfDate}T23:00:00Z`);
      const isLast = day === days - 1;
      const rawBefore = isLast ? await bytesBelow(real.store, "raw/") : 0;
      const tablesBefore = isLast ? await bytesBelow(real.store, "tables/") : 0;
      warehouse.isCounting = isLast;
      await exports.writeDay(day);

      const started = performance.now();
      store.take();
      const loads = loadsOf(await landProject(project.config.sources, { ...services, inbox }));
      const seconds = (performance.now() - started) / 1000;
      const landing = {
        bytes: loads.reduce((sum, { bytes_read }) => sum + bytes_read, 0),
        ...{ seconds: round(seconds), store: store.take(), inbox: inbox.take() },
      };

      take();
      const steps = new CountingSteps(new DirectSteps({ stepStarted: () => {}, stepEnded: () => {} }));
      await runDay(steps, services, { project, asOfDate });
      const run = take();
      await detectOnHead(services, project);
      const detection = take().work;
      await rm(join(directory, "exports"), { recursive: true });
      process.stderr.write(`${accounts} accounts, day ${day + 1} of ${days}\n`);
      if (!isLast) continue;

      await detectOnHead(services, project);
      return {
        ...{
          accounts,
          usage_rows: usageRows,
          days_before: day,
          sources: project.config.sources.length,
          landing,
        },
        run: {
          ...run.work,
          bytes_by_table: Object.fromEntries(
            run.queries.flatMap(({ table, bytes }) => (table === undefined ? [] : [[table, bytes]])),
          ),
          ...{ durable_operations: steps.counts.operations, waves: steps.counts.waves },
        },
        ...{ detection, idle_detection: take().work, glue_objects: catalog.objects() },
        raw_bytes: (await bytesBelow(real.store, "raw/")) - rawBefore,
        table_bytes: (await bytesBelow(real.store, "tables/")) - tablesBefore,
      };
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function workOf(queries: readonly CountedQuery[], store: CountingStore, catalog: CountingCatalog): Work {
  return {
    queries: queries.map(({ bytes }) => bytes),
    tables_named: queries.reduce((sum, { tables }) => sum + tables, 0),
    store: store.take(),
    glue_requests: catalog.take(),
  };
}

async function bytesBelow(store: ObjectStore, prefix: string): Promise<number> {
  let sum = 0;
  for await (const { bytes } of store.list(prefix)) sum += bytes;
  return sum;
}

const round = (seconds: number): number => Math.round(seconds * 100) / 100;
