import { Load, loadKey } from "../landing/load.ts";
import { type RunId, readManifest, readPlan } from "../pipeline/plan.ts";
import type { Services } from "../services.ts";
import { recallDocument } from "../storage/documents.ts";
import type { Row } from "../warehouse/warehouse.ts";

/** The figures by which a published run is judged. */
export interface RunFigures {
  /** By its models, as the warehouse counts them. */
  readonly bytesScanned: number;
  /** Rejected and quarantined, of all that was read for the run: 0 to 100. */
  readonly rejectedPercent: number;
  /** Streams that have delivered before, and not as lately as they should. */
  readonly sourcesLate: number;
}

export async function runFigures(services: Services, run: RunId): Promise<RunFigures> {
  const { tables } = await readManifest(services.store, run);
  const { landed, rejected, late } = await countedRows(services, run);
  const quarantined = await quarantinedRows(services, run);
  const read = landed + quarantined;
  return {
    bytesScanned: tables.reduce((sum, { bytes_scanned }) => sum + (bytes_scanned ?? 0), 0),
    rejectedPercent: read === 0 ? 0 : (100 * (rejected + quarantined)) / read,
    sourcesLate: late,
  };
}

async function countedRows({ warehouse, databases }: Services, { as_of_date }: RunId) {
  const [counted]: readonly Row[] = await warehouse.rows(
    `select
        (select sum(landed + coalesce(elements - split, 0)) from data_quality where as_of_date = date '${as_of_date}') as landed,
        (select sum(rejected) + sum(too_late) from data_quality where as_of_date = date '${as_of_date}') as rejected,
        (select count(*) from source_freshness where as_of_date = date '${as_of_date}' and status in ('stale', 'degraded')) as late`,
    { database: databases.published },
  );
  const number = (name: string): number => Number(counted?.[name] ?? 0);
  return { landed: number("landed"), rejected: number("rejected"), late: number("late") };
}

/** Rows that could not even be read: only their loads know of them. */
async function quarantinedRows({ store }: Services, run: RunId): Promise<number> {
  const { batches } = await readPlan(store, run);
  const keys = new Set(batches.filter(({ unreadable }) => unreadable > 0).map(loadKey));
  const loads = await Promise.all([...keys].map((key) => recallDocument(store, key, Load)));
  return loads.reduce((sum, load) => sum + (load?.value.quarantined ?? 0), 0);
}
