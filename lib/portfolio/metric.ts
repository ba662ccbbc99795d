import type { Interval } from "./intervals.ts";

export type MetricUnit =
  | "share"
  | "ratio"
  | "points"
  | "points squared"
  | "score"
  | "accounts"
  | "terms"
  | "currency";

/**
 * A portfolio metric, computed from sums over the accounts of a cell. The SQL of its fields refers to the sums of its
 * family by name; all sums are doubles, and all divisions are guarded.
 */
export interface Metric {
  readonly name: string;
  readonly unit: MetricUnit;
  /** The formula in words, for docs/metrics.md. */
  readonly formula: string;
  /** Whether it is a rate or a mean, which is suppressed for small samples; counts and sums never are. */
  readonly isRate: boolean;
  readonly value: string;
  readonly numerator?: string;
  readonly denominator?: string;
  /** The sample size, in `sampleOf`. */
  readonly sample: string;
  readonly sampleOf: string;
  /** The number left out because their price is unknown. */
  readonly leftOut?: string;
  readonly interval?: Interval;
  /** Why there can be no value for any accounts; null if there can. */
  readonly absence?: string;
  /** A more specific reason than `empty_denominator` for a null value. */
  readonly emptiness?: string;
}

/** Metrics of one period, computed from one set of sums. */
export interface MetricFamily {
  /** The aggregate for each sum over the family's facts; it is 0 without rows. */
  readonly sums: Readonly<Record<string, string>>;
  readonly metrics: readonly (Metric & { readonly period: Period })[];
}

export const periods = {
  month: "a calendar month",
  last_12_months: "the 12 months that end with the last complete month",
  last_180_days: "as_of_date and the 179 days before it",
  last_90_days: "as_of_date and the 89 days before it",
  last_28_days: "as_of_date and the 27 days before it",
  day: "as_of_date",
} as const;

export type Period = keyof typeof periods;

type Described = Pick<Metric, "name" | "unit" | "formula" | "sample" | "sampleOf">;

/** A count or a sum. */
export const total = (
  metric: Described & Pick<Metric, "value"> & Partial<Pick<Metric, "leftOut">>,
): Metric => ({ ...metric, isRate: false, value: knownTotal(metric) });

/** If all parts of a sum are unknown, the sum is null, not 0. */
const knownTotal = ({ value, sample, leftOut }: Pick<Metric, "value" | "sample" | "leftOut">): string =>
  leftOut === undefined ? value : `case when ${sample} > 0 or ${leftOut} = 0 then ${value} end`;

/** A numerator over a denominator: a share, a mean, a ratio. */
export const ratio = (
  metric: Omit<Metric, "isRate" | "value"> & { readonly numerator: string; readonly denominator: string },
): Metric => ({
  ...metric,
  isRate: true,
  value: `(${metric.numerator}) / nullif(${metric.denominator}, 0)`,
});

export const during = (period: Period, metrics: readonly Metric[]): MetricFamily["metrics"] =>
  metrics.map((metric) => ({ ...metric, period }));
