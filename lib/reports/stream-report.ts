import { z } from "zod";
import type { LoadName } from "../landing/load.ts";
import { type Queries, type QueryName, queryOn } from "../models/queries.ts";
import type { Services } from "../services.ts";
import { nearKeysAmong } from "./near-keys.ts";

const count = z.number();

/** `2026-03-01 08:00:00.000`, as engines write it, in ISO 8601 with milliseconds. */
const isoMoment = (text: string): string => new Date(`${text.replace(" ", "T")}Z`).toISOString();

const StreamCounts = z.object({
  source: z.string(),
  stream: z.string(),
  expect_every_days: z.number().nullable(),
  expected_by: z.string().nullable(),
  last_usable_on: z.string().nullable(),
  status: z.enum(["fresh", "degraded", "stale", "never_connected"]),
  reason: z
    .enum(["unreadable", "rejected", "too_late", "unmatched", "listless", "repeated", "empty", "silent"])
    .nullable(),
  /** The day since which some stream of its source has not been fresh. */
  source_unfit_since: z.string().nullable(),
  landed: count,
  unreadable: count,
  filtered: count,
  rejected: count,
  too_late: count,
  empty: count,
  elements: count,
  unmatched: count,
  /** Of those, rows that name no account. */
  keyless: count,
  /** Of those, rows without a row of their key in the stream that they are joined with. */
  unjoined: count,
  /** That stream, and the record that one of these rows names. */
  unjoined_to: z.string().nullable(),
  unmatched_record: z.string().nullable(),
  /** The account keys of its source on the day; those matched by name alone; those whose name several accounts have. */
  source_keys: count,
  source_keys_by_name: count,
  source_keys_ambiguous: count,
});

const RejectReason = z.object({
  source: z.string(),
  stream: z.string(),
  reason: z.string(),
  row_count: count,
  /** The beginning of one of the rows. */
  example: z.string().nullable(),
  /** Its cell that is at fault. */
  value: z.string().nullable(),
  load_id: z.string(),
  landed_at: z.string().transform(isoMoment),
  position: z.number().nullable(),
});
export type RejectReason = z.infer<typeof RejectReason>;

const UnmatchedRow = z.object({
  source: z.string(),
  source_account_id: z.string(),
  accounts_of_name: count.nullable(),
  is_free_mail: z.boolean(),
});

export type StreamCounts = z.infer<typeof StreamCounts>;

/** A key that matches no account by itself. */
interface UnmatchedKey {
  readonly key: string;
  /** The id, domain or name of an account that it resembles. */
  readonly resembles: string | null;
  /** How many accounts have that id, domain or name: a domain that several share matches none. */
  readonly accountsResembled: number;
  /** How many accounts have its name, if several have and its source matches by name. */
  readonly accountsOfName: number | null;
  /** An address or a domain of a mail provider, which matches no account and resembles none. */
  readonly isFreeMail: boolean;
}

/** Rows of a stream that were rejected for one reason, and the place of one of them. */
export interface Rejects extends Pick<RejectReason, "reason" | "example" | "value" | "position"> {
  readonly rows: number;
  readonly load: LoadName;
}

/** What became of the rows of one stream that the runs of published days read. */
export interface StreamReport extends StreamCounts {
  /** The most frequent first; `too_late` among them. */
  readonly rejects: readonly Rejects[];
  /** Keys of its source that match no account, five at most. */
  readonly unmatchedKeys: readonly UnmatchedKey[];
}

/** The days whose runs are reported. */
export interface ReportedDays {
  readonly asOfDate: string;
  /** The first of them. @default asOfDate: that day's run alone */
  readonly since?: string | undefined;
}

/** Reads the state and counts of the streams of published days, by source and stream; the same days once. */
export interface StreamReader {
  /** How fresh the streams are on the last day, and the counts of all days. */
  counts(days: ReportedDays): Promise<readonly StreamCounts[]>;
  /** These streams with reasons and examples. */
  withExamples(days: ReportedDays, streams: readonly StreamCounts[]): Promise<readonly StreamReport[]>;
  /** All streams with reasons and examples. */
  reports(days: ReportedDays): Promise<readonly StreamReport[]>;
}

export function streamReader({
  warehouse,
  databases,
  queries,
}: Pick<Services, "warehouse" | "databases"> & { readonly queries: Queries }): StreamReader {
  const database = databases.published;
  const read = (name: QueryName, { asOfDate, since }: ReportedDays) =>
    warehouse.rows(queryOn(queries[name], asOfDate, since), { database });
  const known = new Map<string, Promise<readonly StreamCounts[]>>();
  const counts = (days: ReportedDays) => {
    const key = JSON.stringify(days);
    const asked =
      known.get(key) ??
      read("stream_counts", days).then((rows) => rows.map((row) => StreamCounts.parse(row)));
    known.set(key, asked);
    return asked;
  };
  const withExamples = async (days: ReportedDays, streams: readonly StreamCounts[]) => {
    const hasRejects = streams.some(({ rejected, too_late }) => rejected + too_late > 0);
    const hasUnmatched = streams.some(mayHaveUnmatched);
    const rejects = hasRejects
      ? (await read("reject_reasons", days)).map((row) => RejectReason.parse(row))
      : [];
    const keys = hasUnmatched
      ? (await read("unmatched_keys", days)).map((row) => UnmatchedRow.parse(row))
      : [];
    const names = keys.length === 0 ? [] : await accountNames({ warehouse, databases }, days.asOfDate);
    const accountsWith = (name: string) => names.filter((each) => each === name).length;
    return reportsFrom(streams, { rejects, keys, nearKey: nearKeysAmong(names), accountsWith });
  };
  return { counts, withExamples, reports: async (days) => withExamples(days, await counts(days)) };
}

/** Whether keys of accounts may be unmatched: other unmatched rows name none, or records of a joined stream. */
const mayHaveUnmatched = ({ unmatched, keyless, unjoined, reason }: StreamCounts): boolean =>
  unmatched > keyless + unjoined || (unmatched === 0 && reason === "unmatched");

interface Examples {
  readonly rejects: readonly z.infer<typeof RejectReason>[];
  readonly keys: readonly z.infer<typeof UnmatchedRow>[];
  readonly nearKey: (key: string) => string | undefined;
  /** The number of accounts with an id, a domain or a name. */
  readonly accountsWith: (name: string) => number;
}

const reportsFrom = (
  streams: readonly StreamCounts[],
  { rejects, keys, nearKey, accountsWith }: Examples,
): readonly StreamReport[] =>
  streams.map((stream) => ({
    ...stream,
    rejects: rejects
      .filter((each) => each.source === stream.source && each.stream === stream.stream)
      .map(({ source, stream, row_count, load_id, landed_at, ...row }) => ({
        ...row,
        rows: row_count,
        load: { source, stream, load_id, landed_at },
      })),
    unmatchedKeys: !mayHaveUnmatched(stream)
      ? []
      : keys
          .filter(({ source }) => source === stream.source)
          .map(({ source_account_id: key, accounts_of_name: accountsOfName, is_free_mail: isFreeMail }) => {
            const resembles = isFreeMail ? null : (nearKey(key) ?? null);
            const accountsResembled = resembles === null ? 0 : accountsWith(resembles);
            return { key, resembles, accountsResembled, accountsOfName, isFreeMail };
          }),
  }));

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
    [...new Set([account_id, domain, name])].filter((each): each is string => typeof each === "string"),
  );
}
