import { z } from "zod";
import { type Queries, type QueryName, queryOn } from "../models/queries.ts";
import type { Services } from "../services.ts";
import { nearKeysAmong } from "./near-keys.ts";

const count = z.number();

const StreamCounts = z.object({
  source: z.string(),
  stream: z.string(),
  expect_every_days: z.number().nullable(),
  expected_by: z.string().nullable(),
  last_usable_on: z.string().nullable(),
  status: z.enum(["fresh", "degraded", "stale", "never_connected"]),
  reason: z.enum(["unreadable", "rejected", "too_late", "unmatched", "silent"]).nullable(),
  /** The day since which some stream of its source has not been fresh. */
  source_unfit_since: z.string().nullable(),
  landed: count,
  unreadable: count,
  filtered: count,
  rejected: count,
  too_late: count,
  unmatched: count,
});

const RejectReason = z.object({
  source: z.string(),
  stream: z.string(),
  reason: z.string(),
  row_count: count,
  example: z.string().nullable(),
});

const UnmatchedKey = z.object({ source: z.string(), source_account_id: z.string() });

export type StreamCounts = z.infer<typeof StreamCounts>;

/** What became of the rows of one stream that a published day's run read. */
export interface StreamReport extends StreamCounts {
  /** The most frequent first; `too_late` among them. */
  readonly rejects: readonly {
    readonly reason: string;
    readonly rows: number;
    readonly example: string | null;
  }[];
  /** Keys of its source that match no account, five at most, each with an account that it resembles. */
  readonly unmatchedKeys: readonly { readonly key: string; readonly resembles: string | null }[];
}

type Reading = Pick<Services, "warehouse" | "databases"> & { readonly queries: Queries };

const rowsOf = ({ warehouse, databases, queries }: Reading, name: QueryName, asOfDate: string) =>
  warehouse.rows(queryOn(queries[name], asOfDate), { database: databases.published });

/** The state and counts of a published day's streams, by source and stream. */
export const streamCounts = async (reading: Reading, asOfDate: string): Promise<readonly StreamCounts[]> =>
  (await rowsOf(reading, "stream_counts", asOfDate)).map((row) => StreamCounts.parse(row));

/** The streams of a published day with reasons and examples, by source and stream. */
export const streamReports = async (reading: Reading, asOfDate: string): Promise<readonly StreamReport[]> =>
  withExamples(reading, asOfDate, await streamCounts(reading, asOfDate));

/** These streams of a published day with reasons and examples. */
export async function withExamples(
  reading: Reading,
  asOfDate: string,
  streams: readonly StreamCounts[],
): Promise<readonly StreamReport[]> {
  const read = (name: QueryName) => rowsOf(reading, name, asOfDate);
  const hasRejects = streams.some(({ rejected, too_late }) => rejected + too_late > 0);
  const hasUnmatched = streams.some(({ unmatched, reason }) => unmatched > 0 || reason === "unmatched");
  const rejects = hasRejects ? (await read("reject_reasons")).map((row) => RejectReason.parse(row)) : [];
  const keys = hasUnmatched ? (await read("unmatched_keys")).map((row) => UnmatchedKey.parse(row)) : [];
  const nearKey = nearKeysAmong(keys.length === 0 ? [] : await accountNames(reading, asOfDate));
  return streams.map((stream) => ({
    ...stream,
    rejects: rejects
      .filter((each) => each.source === stream.source && each.stream === stream.stream)
      .map(({ reason, row_count, example }) => ({ reason, rows: row_count, example })),
    unmatchedKeys:
      stream.unmatched === 0 && stream.reason !== "unmatched"
        ? []
        : keys
            .filter(({ source }) => source === stream.source)
            .map(({ source_account_id: key }) => ({ key, resembles: nearKey(key) ?? null })),
  }));
}

/** Whether all of a stream's rows could be used and it is on time. */
export const isSound = ({ status, unreadable, rejected, too_late, unmatched }: StreamReport): boolean =>
  status === "fresh" && unreadable + rejected + too_late + unmatched === 0;

/** By what a key may find an account. */
async function accountNames(
  { warehouse, databases }: Pick<Services, "warehouse" | "databases">,
  asOfDate: string,
): Promise<readonly string[]> {
  const rows = await warehouse.rows(
    `select account_id, domain, name from accounts where as_of_date = date '${asOfDate}'`,
    { database: databases.published },
  );
  return rows.flatMap(({ account_id, domain, name }) =>
    [account_id, domain, name].filter((each): each is string => typeof each === "string"),
  );
}
