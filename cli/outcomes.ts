import type { DetectOutcome } from "../lib/alerts/detect.ts";
import type { DayResult } from "../lib/aws/run-results.ts";
import type { Config } from "../lib/config/schema.ts";
import type { ChangedReading } from "../lib/landing/reading.ts";
import type { BuiltHistory } from "../lib/pipeline/history.ts";
import type { ThinnedDays } from "../lib/pipeline/retained.ts";
import { type RetractedDays, rebuildCommand } from "../lib/pipeline/retracted-days.ts";
import type { RunOutcome } from "../lib/pipeline/run-day.ts";
import type { UnreadCells } from "../lib/pipeline/unread-cells.ts";
import type { Project } from "../lib/project/load.ts";
import type { Target } from "./options.ts";

/** What is said of a day that was run, wherever it was. */
export function dayLines({ rebuilt, ...outcome }: DayOutcome): readonly string[] {
  if (rebuilt === null) return publishedLines(outcome);
  const { days, from, to } = rebuilt;
  return [
    `Built ${days} days anew, ${from} to ${to}, without what was taken back.`,
    ...publishedLines(outcome),
  ];
}

interface DayOutcome extends PublishedDay {
  readonly rebuilt: Pick<BuiltHistory, "from" | "to" | "days"> | null;
}

interface PublishedDay {
  readonly run: RunOutcome;
  readonly detection: Pick<DetectOutcome, "sent" | "digests" | "baseline">;
}

function publishedLines({ run, detection }: PublishedDay): readonly string[] {
  const { sent, digests, baseline } = detection;
  const day =
    run.outcome === "published"
      ? `${run.as_of_date} is published (run ${run.run_id}).`
      : `${run.as_of_date} is already published, and nothing has landed for it since.`;
  const warnings = run.outcome === "published" ? run.warnings.map(warningLine) : [];
  if (baseline > 0)
    return [
      day,
      ...warnings,
      `${baseline} alerts were open when Bellwether went live: summed up in ${digests} messages.`,
    ];
  return [day, ...warnings, sent === 0 ? "No new alert." : `${sent} alerts sent, and ${digests} digests.`];
}

/** Where more is known of what an audit found. */
const toldIn: Readonly<Record<string, string>> = {
  conditions_can_be_answered: "conditions that fail on an account's values: see the table condition_problems",
  keys_match_accounts: "sources of which most keys match no account: see the table identity_quality",
  ratings_are_on_their_scale: "kinds of rating off their scale: see the table survey_responses",
};

const warningLine = ({ audit, rows }: { readonly audit: string; readonly rows: number }): string =>
  `Warning: the audit ${audit} found ${rows} ${toldIn[audit] ?? "rows"}.`;

/** Which published days read what was taken back, and what becomes of them. */
export const retractedLine = (retracted: RetractedDays, target: Target = "local"): string =>
  `${retracted.days} published days, ${retracted.from} to ${retracted.to}, read loads that were taken back: the next ` +
  `run builds them anew first. To do it now: ${rebuildCommand(retracted)}${target === "aws" ? " --target aws" : ""}`;

/** Which landed data would be read otherwise now, and how to have them so. */
export function readingLines(
  readings: readonly ChangedReading[],
  target: Target = "local",
): readonly string[] {
  return readings.map(({ source, stream, loads, changes }) => {
    const each = changes.map(({ what, was, is }) => `${what} was ${shortened(was)}, is ${shortened(is)}`);
    const more = each.length > mostChanges ? [`and ${each.length - mostChanges} more`] : [];
    const told = [...each.slice(0, mostChanges), ...more].join("; ");
    return (
      `${source}.${stream}: ${loads} loads were read under a mapping that has changed since (${told}). ` +
      `To read them anew: bellwether land --again ${source}.${stream}${target === "aws" ? " --target aws" : ""}`
    );
  });
}

const mostChanges = 5;

const shortened = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 80)}…`);

const mostUnread = 12;

/** What could not be read, by stream and field, and what to write so that it can. */
export function unreadLines(unread: readonly UnreadCells[]): readonly string[] {
  if (unread.length === 0) return [];
  const more = unread.length - mostUnread;
  return [
    "Could not be read:",
    ...unread.slice(0, mostUnread).map((cells) => `  ${unreadLine(cells)}`),
    ...(more > 0
      ? [`  and ${more} more: bellwether query "select * from cell_problems order by cells desc"`]
      : []),
  ];
}

function unreadLine({
  source,
  stream,
  field,
  reason,
  isRejected,
  cells,
  words,
  meanings,
}: UnreadCells): string {
  const quoted = words.map((word) => JSON.stringify(word));
  const said = quoted.length === 0 ? "" : ` (${quoted.join(", ")})`;
  const cost = isRejected ? `${cells} rows rejected` : `${cells} cells are null`;
  return `${source}.${stream} ${field}: ${cost}, ${reason}${said}${hint(reason, quoted, meanings)}`;
}

function hint(reason: string, quoted: readonly string[], meanings: UnreadCells["meanings"]): string {
  const [word] = quoted;
  if (reason === "unknown word" && word !== undefined) {
    const meaning = meanings === null ? "…" : meanings.join(" | ");
    return `. Say what they mean: values: { ${word}: ${meaning} }, or null for no value`;
  }
  if (reason === "not a date" || reason === "not a timestamp") return ". Say how they are written: format";
  return "";
}

export const tablesLine = (tables: string): string => `Every published table, for a BI tool: ${tables}`;

type Built = Pick<BuiltHistory, "from" | "to" | "days" | "resumed">;

/** What retention will delete of a history, before it is built. */
export function thinnedLines(
  { length }: readonly string[],
  { detail, events }: ThinnedDays,
  { daily, increments }: Config["retention"],
): readonly string[] {
  const span = (dates: readonly string[]): string => `${dates[0]} to ${dates.at(-1)}`;
  const lines: string[] = [];
  if (detail.length > 0)
    lines.push(
      `Of these ${length} days, ${detail.length} (${span(detail)}) keep their scores and the portfolio, and their ` +
        `detail at month ends only: retention.daily is ${daily} days.`,
    );
  if (events.length > 0)
    lines.push(
      `${events.length} of them (${span(events)}) lose usage_daily as well: retention.increments is ${increments} days.`,
    );
  return lines.length === 0 ? [] : [...lines, "To keep more, raise them in bellwether.yaml first."];
}

export const repeatedLine = ({ days, from, to }: Built): string =>
  `Ran ${days} days again, ${from} to ${to}.`;

export function backfilledLine({ days, from, to, resumed }: Built): string {
  const before = resumed > 0 ? `, ${resumed} of them built before it was broken off` : "";
  return `Published ${days} days of history, ${from} to ${to}${before}.`;
}

/** What a stage's sources brought before its day was run; those that did not land say why. */
export const landedLines = (landed: DayResult["landed"]): readonly string[] =>
  landed.map(({ source, records, problem }) =>
    problem === null
      ? `${source}: ${records} records landed`
      : `${source}: ${records} records landed; ${problem}`,
  );

/** What is in a project. */
export function countsOf({ config, configVersion, ownMeasures }: Project) {
  return {
    configVersion,
    sources: config.sources.length,
    streams: config.sources.reduce((sum, source) => sum + Object.keys(source.streams).length, 0),
    scorecards: config.scorecards.length,
    alerts: config.alerts.length,
    routes: config.routes.length,
    measures: ownMeasures.length,
  };
}

export function projectLine({ configVersion, measures, ...others }: ReturnType<typeof countsOf>): string {
  const counted = Object.entries(others).map(([what, count]) => `${count} ${what}`);
  if (measures > 0) counted.push(`${measures} measures of its own`);
  return `bellwether.yaml is in order (version ${configVersion}): ${counted.join(", ")}.`;
}
