import { wilson } from "./intervals.ts";
import { during, type MetricFamily, ratio } from "./metric.ts";

/**
 * CSAT, with one metric per scale, so that scales are never mixed. SQL builds the names from the scales in use, such as
 * `csat_5`.
 */
export const csatMetrics: MetricFamily = {
  sums: {
    positive: "coalesce(cast(sum(positive_answers) as double), 0)",
    answers: "coalesce(cast(sum(answers) as double), 0)",
  },
  metrics: during("last_90_days", [
    ratio({
      name: "csat",
      unit: "share",
      numerator: "positive",
      denominator: "answers",
      sample: "answers",
      sampleOf: "answers",
      interval: wilson("positive", "answers"),
      formula:
        "answers of at least 80 % of the best rating (4 and 5 of 5) / answers, counting the latest answer to each ticket " +
        "of a customer; one metric per scale, named after the best rating: csat_5, csat_10",
    }),
  ]),
};
