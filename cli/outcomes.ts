import type { HeadOutcome } from "../lib/alerts/run-and-detect.ts";
import type { DayResult } from "../lib/aws/run-results.ts";
import type { Config } from "../lib/config/schema.ts";
import type { ChangedReading } from "../lib/landing/reading.ts";
import type { BuiltHistory } from "../lib/pipeline/history.ts";
import type { ThinnedDays } from "../lib/pipeline/retained.ts";
import { type RetractedDays, rebuildCommand } from "../lib/pipeline/retracted-days.ts";
import type { RunOutcome } from "../lib/pipeline/run-day.ts";
import { plural } from "../lib/plural.ts";
import type { Project } from "../lib/project/load.ts";
import { warningLine } from "../lib/reports/audit-warnings.ts";

/** The lines for a finished run, local or on a stage. */
export function dayLines({ rebuilt, ...outcome }: DayOutcome): readonly string[] {
  if (rebuilt === null) return publishedLines(outcome);
  const { days, from, to } = rebuilt;
  return [
    `Rebuilt ${plural(days, "day")}, ${from} to ${to}, without the retracted loads.`,
    ...publishedLines(outcome),
  ];
}

interface DayOutcome extends PublishedDay {
  readonly rebuilt: Pick<BuiltHistory, "from" | "to" | "days"> | null;
}

interface PublishedDay {
  readonly run: RunOutcome;
  readonly detection: Pick<HeadOutcome, "sent" | "digests" | "baseline" | "notices">;
}

function publishedLines({ run, detection }: PublishedDay): readonly string[] {
  const { sent, digests, baseline, notices } = detection;
  const day =
    run.outcome === "published"
      ? `${run.as_of_date} is published (run ${run.run_id}).`
      : `${run.as_of_date} is already published, and no new data has landed since.`;
  const warnings = run.outcome === "published" ? run.warnings.map(warningLine) : [];
  const told =
    notices === 0
      ? []
      : [`${plural(notices, "notice")} to operators: a source went silent, cannot be used or needs a look.`];
  if (baseline > 0)
    return [
      day,
      ...warnings,
      ...told,
      `${plural(baseline, "alert")} already open on the first live day, sent as ${plural(digests, "baseline digest")}.`,
    ];
  const alerts =
    sent === 0 ? "No new alert." : `${plural(sent, "alert")} and ${plural(digests, "digest")} sent.`;
  return [day, ...warnings, ...told, alerts];
}

/**
 * The published days that read retracted loads, and how to rebuild them.
 * @param target the flags of the command's target, such as ` --target aws`
 */
export const retractedLine = (retracted: RetractedDays, target = ""): string =>
  `${plural(retracted.days, "published day")}, ${retracted.from} to ${retracted.to}, read loads that were retracted ` +
  `since: the next run rebuilds them first. To do it now: ${rebuildCommand(retracted)}${target}`;

/**
 * The landed data that was read under an older mapping, and how to read it again.
 * @param target the flags of the command's target, such as ` --target aws`
 */
export function readingLines(readings: readonly ChangedReading[], target = ""): readonly string[] {
  return readings.map(({ source, stream, loads, changes }) => {
    const each = changes.map(({ what, was, is }) => `${what} was ${shortened(was)}, is ${shortened(is)}`);
    const more = each.length > mostChanges ? [`and ${each.length - mostChanges} more`] : [];
    const told = [...each.slice(0, mostChanges), ...more].join("; ");
    return (
      `${source}.${stream}: ${plural(loads, "load was", "loads were")} read under an older mapping (${told}). ` +
      `To read ${loads === 1 ? "it" : "them"} again: bellwether land --again ${source}.${stream}${target}`
    );
  });
}

const mostChanges = 5;

const shortened = (text: string): string => (text.length <= 80 ? text : `${text.slice(0, 80)}…`);

export const tablesLine = (tables: string): string => `Published tables for BI tools: ${tables}`;

type Built = Pick<BuiltHistory, "from" | "to" | "days" | "resumed">;

/** A warning about what retention will delete from the days of a backfill. */
export function thinnedLines(
  { length }: readonly string[],
  { detail, events }: ThinnedDays,
  { daily, increments }: Config["retention"],
): readonly string[] {
  const span = (dates: readonly string[]): string => `${dates[0]} to ${dates.at(-1)}`;
  const lines: string[] = [];
  if (detail.length > 0)
    lines.push(
      `Of these ${plural(length, "day")}, ${detail.length} (${span(detail)}) will keep scores and portfolio tables, but other ` +
        `tables at month ends only: retention.daily is ${plural(daily, "day")}.`,
    );
  if (events.length > 0)
    lines.push(
      `${events.length} of them (${span(events)}) will also lose usage_daily, rejects and cell_problems: retention.increments is ${plural(increments, "day")}.`,
    );
  return lines.length === 0 ? [] : [...lines, "To keep more, raise these settings in bellwether.yaml first."];
}

/** An edited config changes nothing in days that are rebuilt by their own plans: the line says so. */
export function repeatedLine({ days, from, to }: Built, config: "plan" | "current"): string {
  const own = `${days === 1 ? "the config that it had" : "the configs that they had"}; --config current uses the present one`;
  return `Rebuilt ${plural(days, "day")}, ${from} to ${to}, by ${config === "plan" ? own : "the current config"}.`;
}

export function backfilledLine({ days, from, to, resumed }: Built): string {
  const before = resumed > 0 ? `, ${resumed} of them resumed from an interrupted backfill` : "";
  return `Published ${plural(days, "day")} of history, ${from} to ${to}${before}.`;
}

/** The records that each source of a stage landed before the run, or why it did not land. */
export const landedLines = (landed: DayResult["landed"]): readonly string[] =>
  landed.map(({ source, records, problem }) =>
    problem === null
      ? `${source}: ${plural(records, "record")} landed`
      : `${source}: ${plural(records, "record")} landed; ${problem}`,
  );

/** The number of sources, scorecards etc. of a project. */
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
  const counted = Object.entries(others).map(([what, count]) => plural(count, what.replace(/s$/, "")));
  if (measures > 0) counted.push(plural(measures, "own measure"));
  return `bellwether.yaml is valid (version ${configVersion}): ${counted.join(", ")}.`;
}
