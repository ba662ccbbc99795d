import { z } from "zod";

const count = z.int().min(0);

/** The result of a daily-run execution that ran a day. */
export const DayResult = z.object({
  landed: z.array(z.object({ source: z.string(), records: count, problem: z.string().nullable() })),
  /** The days that were rebuilt first, because they had read loads that were retracted. */
  rebuilt: z.object({ from: z.iso.date(), to: z.iso.date(), days: count }).nullable().default(null),
  run: z.discriminatedUnion("outcome", [
    z.object({
      outcome: z.literal("published"),
      as_of_date: z.iso.date(),
      run_id: z.string(),
      warnings: z
        .array(z.object({ audit: z.string(), rows: count, says: z.string().optional() }))
        .default([]),
    }),
    z.object({ outcome: z.literal("up to date"), as_of_date: z.iso.date() }),
  ]),
  detection: z.object({
    sent: count,
    digests: count,
    baseline: count,
    alreadySent: count,
    notices: count.default(0),
  }),
});
export type DayResult = z.infer<typeof DayResult>;

/** The result of a daily-run execution that built days of history. */
export const HistoryResult = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  days: count,
  resumed: count,
  isDone: z.boolean(),
  /** The ARN of the execution that continues with the remaining days. */
  continuedIn: z.string().optional(),
});
export type HistoryResult = z.infer<typeof HistoryResult>;
