import type { Source } from "../config/schema.ts";
import { type FailedLanding, failedLandings } from "../landing/failed-landings.ts";
import { type MissingFiles, missingFiles } from "../landing/missing-files.ts";
import { type ChangedReading, changedReadings } from "../landing/reading.ts";
import { loadQueries } from "../models/queries.ts";
import { headOf, type Link, readChain } from "../pipeline/chain.ts";
import { type FailedDay, failedDays } from "../pipeline/failed-days.ts";
import { farFuture, unreadAfter } from "../pipeline/make-plan.ts";
import { readPlan } from "../pipeline/plan.ts";
import { type RetractedDays, retractedDays } from "../pipeline/retracted-days.ts";
import { runLeaseKey } from "../pipeline/run-day.ts";
import { stagedLoads } from "../pipeline/staged-loads.ts";
import type { Services } from "../services.ts";
import { type UnfinishedWork, unfinishedWork } from "../storage/lease.ts";
import type { Row } from "../warehouse/warehouse.ts";
import { type AuditWarning, auditWarnings } from "./audit-warnings.ts";
import { emptyFields, type FieldCount } from "./field-counts.ts";
import { type StreamReport, streamReader } from "./stream-report.ts";
import { ToldParts } from "./told-parts.ts";
import { type UnreadCells, unreadCells } from "./unread-cells.ts";

export interface PipelineStatus {
  readonly head: Link | null;
  readonly days: number;
  /** Days whose runs failed, until they or later ones are published. */
  readonly failed: readonly FailedDay[];
  /** Streams whose last landing failed. */
  readonly refused: readonly FailedLanding[];
  /** A run or a backfill that was begun and has neither finished nor failed; null when there is none. */
  readonly unfinished: UnfinishedWork | null;
  /** Landed batches that no published run has read, of any date. */
  readonly waiting: { readonly batches: number; readonly records: number };
  /** Published days that the next run rebuilds first, because they read retracted loads. */
  readonly retracted: RetractedDays | null;
  /** Streams with loads that were read under a mapping which has changed since. */
  readonly readings: readonly ChangedReading[];
  /** Dates of which a regular stream has no file. */
  readonly gaps: readonly MissingFiles[];
  /** What the audits of the newest day found. */
  readonly warnings: readonly AuditWarning[];
  /** Every stream of the newest day: its state, the fate of its rows, and examples. */
  readonly streams: readonly StreamReport[];
  /** Tables of the newest day: source_freshness, data_quality and identity_quality. */
  readonly freshness: readonly Row[];
  readonly quality: readonly Row[];
  readonly identity: readonly Row[];
  /** The cells that the newest day's run could not read, the most frequent first. */
  readonly unread: readonly UnreadCells[];
  /** The mapped fields that were always empty in the rows of its month. */
  readonly empty: readonly FieldCount[];
  /** The names of the parts that a day of an older version does not tell. */
  readonly untold: readonly string[];
}

/**
 * The state of the pipeline.
 * @param sources of the current config; by default, of the newest published day
 */
export async function pipelineStatus(
  services: Services,
  sources?: readonly Source[],
): Promise<PipelineStatus> {
  const { store } = services;
  const chain = await readChain(store);
  const head = headOf(chain);
  const unread = await unreadAfter(store, head, farFuture);
  const waiting = {
    batches: unread.length,
    records: unread.reduce((sum, { records }) => sum + records, 0),
  };
  const mapped = sources ?? (head === undefined ? [] : (await readPlan(store, head)).config.sources);
  const readings = await changedReadings(store, mapped, await stagedLoads(store));
  const failed = await failedDays(store);
  const unfinished = (await unfinishedWork(services, runLeaseKey)) ?? null;
  const gaps = await missingFiles(store, mapped);
  const refused = await failedLandings(store, mapped);
  const now = { failed, refused, unfinished, waiting, readings, gaps };
  if (head === undefined)
    return {
      head: null,
      days: 0,
      ...now,
      retracted: null,
      warnings: [],
      streams: [],
      freshness: [],
      quality: [],
      identity: [],
      unread: [],
      empty: [],
      untold: [],
    };
  const asOfDate = head.as_of_date;
  const parts = new ToldParts();
  const ofHead = (columns: string, table: string) =>
    parts.read(table, () =>
      services.warehouse.rows(
        `select ${columns} from ${table} where as_of_date = date '${asOfDate}' order by 1, 2`,
        { database: services.databases.published },
      ),
    );
  const queries = await loadQueries();
  return {
    head,
    days: chain.links.length,
    ...now,
    retracted: (await retractedDays(store)) ?? null,
    warnings: await auditWarnings(store, [head]),
    streams: await parts.read("streams", () => streamReader({ ...services, queries }).reports({ asOfDate })),
    freshness: await ofHead(
      "source, stream, entity, last_landed_on, last_usable_on, age_days, expect_every_days, status, reason",
      "source_freshness",
    ),
    quality: await ofHead(
      "source, stream, landed, unreadable, current, superseded, duplicate, rejected, too_late, filtered, split, empty, elements, unmatched, keyless, unjoined, cells_unread, absent",
      "data_quality",
    ),
    identity: await ofHead(
      "source, keys, matched_by_id, matched_by_link, matched_by_domain, matched_by_name, matched_by_record, unmatched, ambiguous_name",
      "identity_quality",
    ),
    unread: await parts.read("unreadable cells", () => unreadCells(services, { asOfDate }, mapped)),
    empty: await parts.read("fields without any value", () => emptyFields(services, { asOfDate })),
    untold: parts.untold,
  };
}
