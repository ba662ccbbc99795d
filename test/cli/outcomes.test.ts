import { expect, test } from "vitest";
import { dayLines } from "../../cli/outcomes.ts";

test("a run says what its audits found and let pass, and where more is known of it", () => {
  const run = {
    ...{ outcome: "published" as const, as_of_date: "2026-03-01", run_id: "r1" },
    warnings: [
      { audit: "conditions_can_be_answered", rows: 2 },
      { audit: "currencies_have_rates", rows: 1 },
    ],
  };
  expect(dayLines({ rebuilt: null, run, detection: { sent: 0, digests: 0, baseline: 0 } })).toEqual([
    "2026-03-01 is published (run r1).",
    "Warning: the audit conditions_can_be_answered found 2 conditions that fail on an account's values: see the table condition_problems.",
    "Warning: the audit currencies_have_rates found 1 rows.",
    "No new alert.",
  ]);
});
