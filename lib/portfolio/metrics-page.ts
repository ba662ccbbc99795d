import { writeFile } from "node:fs/promises";
import { metricPeriods } from "./metric-definitions.ts";

/** Regenerate it with `npm run docs`. */
export const metricsPageFile = new URL("../../docs/metrics.md", import.meta.url);

/** The formulas of all metrics in `portfolio_metrics`, as Markdown. */
export function metricsPage(): string {
  const chapters = metricPeriods.map(({ period, days, metrics }) => {
    const rows = metrics.map(
      ({ name, unit, formula, restsOn, interval = "" }) =>
        `| \`${name}\` | ${unit} | ${formula} | ${restsOn} | ${interval} |`,
    );
    return [
      `## \`${period}\`: ${days}`,
      "",
      "| metric | unit | formula | sample | 95 % interval |",
      "|---|---|---|---|---|",
      ...rows,
      "",
    ].join("\n");
  });
  return `${introduction}\n${chapters.join("\n")}`;
}

const introduction = `# Portfolio metrics

<!-- Written by \`npm run docs\` from lib/portfolio/metric-definitions.ts: change that. -->

A row of \`portfolio_metrics\` is one metric of one cell. A cell is all accounts with the same value of a dimension. The dimension \`all\` has one cell with every account; the cells of any other dimension add up to it, because accounts without a value are in the cell \`(none)\`. A dimension with more than 500 values is left out, and the run reports it.

- **Dimension values.** Metrics of a month or a year use an account's dimension values at the start of the period (for a newer account, when it was first seen). All other metrics use the values on \`as_of_date\`.
- **Accounts.** Feedback, adoption and stock metrics cover the customers on \`as_of_date\`; answers of churned accounts are not included. Internal accounts are in no metric.
- **Months.** Each \`as_of_date\` holds the whole series of months, including months without a run. The current month has \`is_complete\` false until its last day. A complete month is computed once and then carried forward.
- **Renewals.** A month's renewals are recomputed until the grace period of its last term is over. A contract that starts within \`renewals: { grace_days }\` of a term's end (30 days, before or after) renews the term. A subscription that ended more than that before the end of its term was cancelled or replaced in mid-term, so no term came due.
- **MRR and ARR.** A price is an amount per interval. A year has 12 months, 52 weeks or 365 days; ARR is the price of a year, MRR a twelfth of it. Trials and paused subscriptions have no revenue, and trials are not customers. Past due and unpaid subscriptions count until they are cancelled. If revenue comes from invoices, MRR is a third of the amounts issued in 90 days.
- **Rounding.** Revenue is summed without rounding. The \`mrr_…\` metrics are not rounded, so twelve times their value is exact to the cent. \`arr\` and the other ARR metrics are rounded once, at the end.
- **Units.** A share of 1 is 100 %. Money is in the reporting currency.
- **Reasons for null.** \`empty_denominator\`: the denominator is 0. \`small_sample\`: the sample of a rate or mean is below \`min_sample\` of the config; counts and sums are always shown. \`too_little_history\`: no run was published 12 months before. \`no_gross_margin\`: the config has no gross margin. \`no_churn\`: no customer churned, so the lifetime is undefined. \`unknown_prices\`: no price is known.
- **A value with a reason.** A value with \`unknown_prices\` leaves out the accounts or terms whose price is unknown; \`sample_size\` is the number of the others.
- **Intervals.** Wilson: E. B. Wilson (1927), *Probable inference, the law of succession, and statistical inference*, JASA 22, 209–212. Adjusted Wald: B. Rocks (2016), *Interval estimation for the "Net Promoter Score"*, The American Statistician 70(4), 365–372; with few answers, this interval may not contain an NPS at the end of the scale.
`;

if (import.meta.main) await writeFile(metricsPageFile, metricsPage());
