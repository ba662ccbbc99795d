import type { Source } from "../lib/config/schema.ts";
import { readChain } from "../lib/pipeline/chain.ts";
import type { BuiltHistory } from "../lib/pipeline/history.ts";
import { type AuditWarning, auditWarnings, warningOfDaysLine } from "../lib/reports/audit-warnings.ts";
import { emptyFieldLines, emptyFields, type FieldCount } from "../lib/reports/field-counts.ts";
import type { ReportedDays, StreamReader, StreamReport } from "../lib/reports/stream-report.ts";
import { streamsLines } from "../lib/reports/stream-words.ts";
import { ToldParts, untoldLines } from "../lib/reports/told-parts.ts";
import { type UnreadCells, unreadCells } from "../lib/reports/unread-cells.ts";
import { unreadLines } from "../lib/reports/unread-words.ts";
import type { Services } from "../lib/services.ts";

interface Reading extends Pick<Services, "warehouse" | "databases"> {
  readonly streams: StreamReader;
  /** Of the config. */
  readonly sources: readonly Source[];
}

/** What became of the rows and cells that the runs of published days read. */
export interface DayReport {
  readonly streams: readonly StreamReport[];
  readonly unread: readonly UnreadCells[];
  /** The mapped fields that are always empty. */
  readonly empty: readonly FieldCount[];
  /** The names of the parts that a day of an older version does not tell. */
  readonly untold: readonly string[];
}

export async function dayReport(reading: Reading, days: ReportedDays): Promise<DayReport> {
  const parts = new ToldParts();
  return {
    streams: await parts.read("streams", () => reading.streams.reports(days)),
    unread: await parts.read("unreadable cells", () => unreadCells(reading, days, reading.sources)),
    empty: await parts.read("fields without any value", () => emptyFields(reading, days)),
    untold: parts.untold,
  };
}

/** @param since the first of several days */
export const dayReportLines = (
  { streams, unread, empty, untold }: DayReport,
  since?: string,
): readonly string[] => [
  ...(streams.length === 0 ? [] : streamsLines(streams, since)),
  ...unreadLines(unread),
  ...emptyFieldLines(empty),
  ...untoldLines(untold),
];

/** The same of days that were built together, with what their audits found. */
export interface HistoryReport extends DayReport {
  readonly warnings: readonly AuditWarning[];
}

export async function historyReport(
  reading: Reading & Pick<Services, "store">,
  { from, to }: Pick<BuiltHistory, "from" | "to">,
): Promise<HistoryReport> {
  const { links } = await readChain(reading.store);
  const built = links.filter(({ as_of_date }) => from <= as_of_date && as_of_date <= to);
  const warnings = await auditWarnings(reading.store, built);
  return { warnings, ...(await dayReport(reading, { asOfDate: to, since: from })) };
}

export const historyReportLines = (
  { warnings, ...report }: HistoryReport,
  { from }: Pick<BuiltHistory, "from">,
): readonly string[] => [...warnings.map(warningOfDaysLine), ...dayReportLines(report, from)];
