import type { ReportedDays, StreamReader, StreamReport } from "../lib/reports/stream-report.ts";
import { streamsLines } from "../lib/reports/stream-words.ts";
import { type UnreadCells, unreadCells } from "../lib/reports/unread-cells.ts";
import { unreadLines } from "../lib/reports/unread-words.ts";
import type { Services } from "../lib/services.ts";

/** What became of the rows and cells that the runs of published days read. */
export interface DayReport {
  readonly streams: readonly StreamReport[];
  readonly unread: readonly UnreadCells[];
}

export async function dayReport(
  services: Pick<Services, "warehouse" | "databases">,
  streams: StreamReader,
  days: ReportedDays,
): Promise<DayReport> {
  return { streams: await streams.reports(days), unread: await unreadCells(services, days) };
}

/** The report of a day, or of all days since another, in lines. */
export const dayReportLines = (
  { streams, unread }: DayReport,
  { since }: ReportedDays,
): readonly string[] => [...streamsLines(streams, since), ...unreadLines(unread)];
