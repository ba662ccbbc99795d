import { text } from "../scoring/sql-text.ts";
import { today } from "./cells.ts";
import type { Metric, MetricFamily, Period } from "./metric.ts";

const daysBefore = (days: number): string => `cast(${today} - interval '${days}' day as date)`;

/** The first and the last day of each period; cells of months and years carry theirs. */
const bounds: Readonly<Record<Period, readonly [start: string, end: string]>> = {
  month: ["cells.period_start", "cells.period_end"],
  last_12_months: ["cells.period_start", "cells.period_end"],
  last_180_days: [daysBefore(179), today],
  last_90_days: [daysBefore(89), today],
  last_28_days: [daysBefore(27), today],
  day: [today, today],
};

const branches = (subject: string, choices: readonly (readonly [when: string, then: string])[]): string => {
  const lines = choices.map(([when, then]) => `            when ${text(when)} then ${then}\n`);
  return `case ${subject}\n${lines.join("")}        end`;
};

/**
 * A SELECT with one row per cell and metric. The cells are crossed with the metric names, and each value is
 * chosen by name: with a UNION of one SELECT per metric, Athena would compute the cells once per metric.
 */
export function unpivot({ metrics }: MetricFamily, cells: string, name = "metrics.metric"): string {
  const chosen = (type: "double" | "varchar", of: (metric: Metric) => string | undefined): string => {
    const choices = metrics.flatMap((metric) => {
      const sql = of(metric);
      return sql === undefined ? [] : [[metric.name, sql] as const];
    });
    return choices.length === 0 ? `cast(null as ${type})` : branches("metrics.metric", choices);
  };
  const periods = [...new Set(metrics.map(({ period }) => period))];
  const bound = (end: 0 | 1) =>
    branches(
      "metrics.period",
      periods.map((period) => [period, bounds[period][end]]),
    );
  const rows = metrics.map(
    (metric) =>
      `(${text(metric.name)}, ${text(metric.unit)}, ${text(metric.period)}, ${String(metric.isRate)})`,
  );
  return `select
        ${name} as metric,
        cells.dimension,
        cells.dimension_value,
        metrics.period,
        ${bound(0)} as period_start,
        ${bound(1)} as period_end,
        metrics.unit,
        metrics.is_rate,
        ${chosen("double", ({ value }) => value)} as value,
        ${chosen("double", ({ numerator }) => numerator)} as numerator,
        ${chosen("double", ({ denominator }) => denominator)} as denominator,
        ${chosen("double", ({ sample }) => sample)} as sample_size,
        ${chosen("double", ({ leftOut }) => leftOut)} as left_out,
        ${chosen("double", ({ interval }) => interval?.low)} as ci_low,
        ${chosen("double", ({ interval }) => interval?.high)} as ci_high,
        ${chosen("varchar", ({ absence }) => absence)} as absence,
        ${chosen("varchar", ({ emptiness }) => emptiness)} as emptiness
    from ${cells} as cells
    cross join (
        values
            ${rows.join(",\n            ")}
    ) as metrics (metric, unit, period, is_rate)`;
}
