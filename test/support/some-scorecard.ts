import fc from "fast-check";

/** Measures of random scorecards. */
export const measures = [
  "active_days_28d",
  "usage_trend_28d",
  "csat_90d",
  "nps_rating_180d",
  "mrr_change_90d",
];
// Steps that a double and nine decimals both represent exactly, so that only the arithmetic is compared.
const step = fc.integer({ min: -64, max: 64 }).map((n) => n / 8);
export const somePoints = fc.integer({ min: 0, max: 200 }).map((n) => n / 2);
const someWeight = fc.constantFrom(0.1, 1, 2, 3.3, 40);

const scored = fc.record({
  weight: someWeight,
  points: fc
    .uniqueArray(step, { minLength: 2, maxLength: 4 })
    .chain((starts) =>
      fc
        .array(somePoints, { minLength: starts.length, maxLength: starts.length })
        .map((points) => starts.toSorted((a, b) => a - b).map((start, index) => [start, points[index]])),
    ),
  when_missing: fc.oneof(
    { arbitrary: fc.constant("ignore" as const), weight: 3 },
    { arbitrary: fc.record({ points: somePoints }), weight: 1 },
  ),
});

/** The components of a scorecard: its measures, spread over one to three of them. */
export const components = fc
  .record({
    own: fc.shuffledSubarray(measures, { minLength: 1 }),
    scored: fc.array(scored, { minLength: 5, maxLength: 5 }),
    parts: fc.integer({ min: 1, max: 3 }),
    weights: fc.array(someWeight, { minLength: 3, maxLength: 3 }),
    combines: fc.array(fc.constantFrom("weighted_mean", "weighted_mean", "lowest", "highest"), {
      minLength: 3,
      maxLength: 3,
    }),
  })
  .map(({ own, scored, parts, weights, combines }) =>
    Object.fromEntries(
      Array.from({ length: parts }, (_, part) => part).flatMap((part) => {
        const held = own.flatMap((name, index) =>
          index % parts === part ? [[name, scored[index]] as const] : [],
        );
        if (held.length === 0) return [];
        const [weight, combine] = [weights[part], combines[part]];
        return [[`part_${part}`, { weight, combine, measures: Object.fromEntries(held) }]];
      }),
    ),
  );

/** A value, or the status of a missing one. */
export const value = fc.oneof(
  { arbitrary: step, weight: 4 },
  {
    arbitrary: fc.constantFrom("source_stale", "no_response", "not_applicable", "never_connected"),
    weight: 1,
  },
);
