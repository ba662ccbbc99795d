import { writeFile } from "node:fs/promises";
import { csatMetrics } from "./csat-metrics.ts";
import { dayMetrics } from "./day-metrics.ts";
import { type MetricFamily, type Period, periods } from "./metric.ts";
import { monthMetrics } from "./month-metrics.ts";
import { renewalMetrics } from "./renewal-metrics.ts";
import { yearMetrics } from "./year-metrics.ts";

/** To write it again: `node lib/portfolio/metrics-page.ts` */
export const metricsPageFile = new URL("../../docs/metrics.md", import.meta.url);

const families: readonly MetricFamily[] = [
  monthMetrics,
  renewalMetrics,
  yearMetrics,
  dayMetrics,
  csatMetrics,
];

/** How every metric of `portfolio_metrics` is counted, as Markdown. */
export function metricsPage(): string {
  const metrics = families.flatMap((family) => family.metrics);
  const chapters = (Object.keys(periods) as Period[]).map((period) => {
    const rows = metrics
      .filter((metric) => metric.period === period)
      .map(
        ({ name, unit, formula, sampleOf, interval }) =>
          `| \`${name}\` | ${unit} | ${formula} | ${sampleOf} | ${interval?.kind ?? ""} |`,
      );
    return [
      `## \`${period}\`: ${periods[period]}`,
      "",
      "| metric | unit | how it is counted | rests on | 95 % interval |",
      "|---|---|---|---|---|",
      ...rows,
      "",
    ].join("\n");
  });
  return `${introduction}\n${chapters.join("\n")}`;
}

const introduction = `# Metrics of the portfolio

<!-- Written by \`node lib/portfolio/metrics-page.ts\` from the definitions in lib/portfolio: change those. -->

Every row of \`portfolio_metrics\` is one metric of one cell: the accounts that have one value of one dimension. The dimension \`all\` holds everyone; the cells of any other add up to it, as accounts without a value stand under \`(none)\`. A dimension with more than 500 values is left out, and the run says so.

- **Whose dimension.** Rates of a month or a year put an account where it stood when the period began (where it was first seen, if it came later). Everything else puts it where it stands on \`as_of_date\`.
- **Who.** Feedback, adoption and stocks are of the customers on \`as_of_date\`: answers of accounts that have left since are not among them. Internal accounts are in no metric.
- **Months.** The month of \`as_of_date\` is there so far, with \`is_complete\` false until its last day. A month that is over is counted once and carried: one \`as_of_date\` holds the whole series, also of months in which nothing ran. Its renewals are counted anew until the grace of the last term is over: a contract that follows within \`renewals: { grace_days }\` of a term's end (30 days, before or after) renews it. A subscription that ended longer than that before its day left, or was replaced, in the middle of a term: none came due.
- **MRR and ARR.** A subscription is priced by an amount and the interval that it pays for, by the year or by the month. The year has 12 months, 52 weeks or 365 days; MRR is the twelfth of it, ARR the whole. Trials bring nothing and are no customers, paused subscriptions bring nothing, past due and unpaid ones count until they are cancelled. Where revenue is told by invoices, MRR is a third of those issued in 90 days.
- **To the cent.** Revenue is added up without rounding; the \`mrr_…\` metrics are not rounded either, so that twelve times them is right to the cent. \`arr\` and the like are rounded once, at the end.
- **Units.** A share is 1 for all, not 100. Money is in the reporting currency.
- **No value, and why.** \`empty_denominator\`: there is nothing to divide by. \`small_sample\`: a rate or mean that rests on fewer than \`min_sample\` of the config is not shown; counts and sums always are. \`too_little_history\`: no run was published 12 months before. \`no_gross_margin\`: the config says none. \`no_churn\`: nobody left, so there is no lifetime. \`unknown_prices\`: no price is known.
- **A value with a reason.** \`unknown_prices\` beside a value: it leaves out the accounts or terms whose price is unknown, and is of the others; \`sample_size\` says how many those are.
- **Intervals.** Wilson: E. B. Wilson (1927), *Probable inference, the law of succession, and statistical inference*, JASA 22, 209–212. Adjusted Wald: B. Rocks (2016), *Interval estimation for the "Net Promoter Score"*, The American Statistician 70(4), 365–372; it may leave out an NPS at the end of the scale that rests on few answers.
`;

if (import.meta.main) await writeFile(metricsPageFile, metricsPage());
