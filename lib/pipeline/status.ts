import type { Services } from "../services.ts";
import type { Row } from "../warehouse/warehouse.ts";
import { headOf, type Link, readChain } from "./chain.ts";
import { farFuture, unreadAfter } from "./make-plan.ts";
import { type RetractedDays, retractedDays } from "./retracted-days.ts";
import { type UnreadCells, unreadCells } from "./unread-cells.ts";

export interface PipelineStatus {
  readonly head: Link | null;
  readonly days: number;
  /** What has landed and no published run has read, whatever its date. */
  readonly waiting: { readonly batches: number; readonly records: number };
  /** Published days that the next run builds anew first, as loads that they read were taken back. */
  readonly retracted: RetractedDays | null;
  readonly freshness: readonly Row[];
  readonly quality: readonly Row[];
  /** What the newest day's run could not read, the most frequent first. */
  readonly unread: readonly UnreadCells[];
}

/** Where the pipeline stands. */
export async function pipelineStatus(services: Services): Promise<PipelineStatus> {
  const chain = await readChain(services.store);
  const head = headOf(chain);
  const unread = await unreadAfter(services.store, head, farFuture);
  const waiting = {
    batches: unread.length,
    records: unread.reduce((sum, { records }) => sum + records, 0),
  };
  if (head === undefined)
    return { head: null, days: 0, waiting, retracted: null, freshness: [], quality: [], unread: [] };
  const ofHead = (columns: string, table: string) =>
    services.warehouse.rows(
      `select ${columns} from ${table} where as_of_date = date '${head.as_of_date}' order by 1, 2`,
      { database: services.databases.published },
    );
  return {
    head,
    days: chain.links.length,
    waiting,
    retracted: (await retractedDays(services.store)) ?? null,
    freshness: await ofHead("source, stream, entity, last_landed_on, age_days, status", "source_freshness"),
    quality: await ofHead(
      "source, stream, landed, unreadable, current, superseded, duplicate, rejected, too_late, filtered, cells_unread, absent",
      "data_quality",
    ),
    unread: await unreadCells(services, head.as_of_date),
  };
}
