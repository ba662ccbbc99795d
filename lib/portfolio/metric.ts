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
 * A metric of the portfolio, counted from the sums over the accounts of a cell. The SQL of every field reads the
 * names of the family's sums, all of them doubles; its divisions are guarded.
 */
export interface Metric {
  readonly name: string;
  readonly unit: MetricUnit;
  /** How it is counted, in words, for docs/metrics.md. */
  readonly formula: string;
  /** Whether it is a rate or a mean: kept back when it rests on too few, which a count or a sum never is. */
  readonly isRate: boolean;
  readonly value: string;
  readonly numerator?: string;
  readonly denominator?: string;
  /** How many of `sampleOf` it rests on. */
  readonly sample: string;
  readonly sampleOf: string;
  /** How many it leaves out because their price is not known. */
  readonly leftOut?: string;
  readonly interval?: Interval;
  /** Why there can be no value, whatever the accounts; null when there can. */
  readonly absence?: string;
  /** Why there is no value though there are accounts, where `empty_denominator` would say too little. */
  readonly emptiness?: string;
}

/** Metrics of one period, counted from one set of sums. */
export interface MetricFamily {
  /** What each sum is counted by, an aggregate over the family's facts; every one is 0 where there is nothing. */
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

/** A sum of which every part is unknown is unknown, and not 0. */
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
