import type { Command } from "commander";
import { loadQueries } from "../lib/models/queries.ts";
import { headOf, readChain } from "../lib/pipeline/chain.ts";
import type { BuiltHistory } from "../lib/pipeline/history.ts";
import { readPlan } from "../lib/pipeline/plan.ts";
import type { ReportedDays } from "../lib/reports/stream-report.ts";
import { streamReader } from "../lib/reports/stream-report.ts";
import { type DayReport, dayReport, type HistoryReport, historyReport } from "./day-report.ts";
import { openStageOf } from "./open.ts";

/** What became of the rows that a run on a stage read, from its published tables. */
export const stageDayReport = async (command: Command, days: ReportedDays): Promise<DayReport> =>
  dayReport(await stageReading(command), days);

/** The same of days that were built together. */
export const stageHistoryReport = async (
  command: Command,
  built: Pick<BuiltHistory, "from" | "to">,
): Promise<HistoryReport> => historyReport(await stageReading(command), built);

async function stageReading(command: Command) {
  const { services } = await openStageOf(command);
  const head = headOf(await readChain(services.store));
  const sources = head === undefined ? [] : (await readPlan(services.store, head)).config.sources;
  return { ...services, sources, streams: streamReader({ ...services, queries: await loadQueries() }) };
}
