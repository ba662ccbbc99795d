import { wilson } from "./intervals.ts";
import { during, type MetricFamily, ratio } from "./metric.ts";

/**
 * CSAT, a metric for each scale: their names are made in SQL of the scales that were used, `csat_5` and what
 * else there is, so that no two scales are ever mixed.
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
        "answers of 80 % of the scale's best rating or more (4 and 5 of 5) / answers, the latest to each ticket of " +
        "a customer; a metric of its own for each scale, named after the best rating: csat_5, csat_10",
    }),
  ]),
};
