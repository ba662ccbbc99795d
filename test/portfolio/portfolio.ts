import type { Row } from "../../lib/warehouse/warehouse.ts";
import { type GivenRow, type GivenRun, rowsOf } from "../support/given.ts";

export const settings: GivenRow = {
  currency: "USD",
  gross_margin: 0.8,
  min_sample: 1,
  renewal_grace_days: 30,
};

type Given = Readonly<Record<string, readonly GivenRow[]>>;

/** The models that calculate the metrics, and the tables that each reads besides shown_dimensions. */
const families: Readonly<Record<string, readonly string[]>> = {
  month_metrics: [
    ...[
      "settings",
      "accounts",
      "account_months",
      "due_terms",
      "month_dimensions",
      "history_portfolio_metrics",
    ],
  ],
  year_metrics: ["account_years", "year_dimensions"],
  day_metrics: [
    ...["account_dimensions", "accounts", "account_months", "scores", "measures"],
    ...["account_feedback", "account_csat"],
  ],
};

/** portfolio_metrics of given rows; `settings` default to those above. */
export async function portfolioOf(given: Given, run: Omit<GivenRun, "given">): Promise<readonly Row[]> {
  const { account_dimensions = [] } = given;
  const shown_dimensions = await rowsOf("shown_dimensions", { ...run, given: { account_dimensions } });
  const all: Given = { settings: [settings], shown_dimensions, ...given };
  const only = (tables: readonly string[]): Given =>
    Object.fromEntries(Object.entries(all).filter(([table]) => tables.includes(table)));
  const metrics: Record<string, readonly Row[]> = {};
  for (const [family, tables] of Object.entries(families))
    metrics[family] = await rowsOf(family, { ...run, given: only(["shown_dimensions", ...tables]) });
  return rowsOf("portfolio_metrics", {
    ...run,
    given: { ...metrics, ...only(["settings", "history_portfolio_metrics"]) },
  });
}

export interface Cell {
  readonly metric: string;
  readonly dimension?: string;
  readonly value?: string;
  readonly month?: string;
}

/** The one row of a metric in a cell; by default of `all` and the newest month. */
export function metricOf(
  rows: readonly Row[],
  { metric, dimension = "all", value = "all", month }: Cell,
): Row {
  const found = rows
    .filter((row) => row.metric === metric && row.dimension === dimension && row.dimension_value === value)
    .filter(({ period_start }) => month === undefined || period_start === month)
    .toSorted((a, b) => String(b.period_start).localeCompare(String(a.period_start)));
  const [row] = found;
  if (row === undefined) throw new Error(`no ${metric} of ${dimension} ${value}`);
  return row;
}

/** Rows of account_months by kind of movement; amounts not given are zero. */
export function accountMonth(
  account_id: string,
  { month = "2024-06-01", ...rest }: GivenRow & { readonly month?: string },
): GivenRow {
  const {
    start_mrr = 0,
    new: fresh = 0,
    reactivated = 0,
    expansion = 0,
    contraction = 0,
    churned = 0,
    fx = 0,
    reassigned = 0,
    ...others
  } = rest;
  const amounts = [start_mrr, fresh, reactivated, expansion, fx, reassigned].map(Number);
  const end_mrr = amounts.reduce((sum, amount) => sum + amount, -Number(contraction) - Number(churned));
  return {
    ...{ account_id, month, start_mrr, new: fresh, reactivated, expansion, contraction, churned },
    ...{ fx, reassigned, end_mrr, was_customer: Number(start_mrr) > 0, is_customer: end_mrr > 0 },
    is_complete: true,
    ...others,
  };
}
