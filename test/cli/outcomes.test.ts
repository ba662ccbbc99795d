import { expect, test } from "vitest";
import { dayLines, readingLines } from "../../cli/outcomes.ts";

test("a run reports the warnings of its audits, and where to read more", () => {
  const run = {
    ...{ outcome: "published" as const, as_of_date: "2026-03-01", run_id: "r1" },
    warnings: [
      { audit: "conditions_can_be_answered", rows: 2 },
      { audit: "currencies_have_rates", rows: 1 },
    ],
  };
  expect(
    dayLines({ rebuilt: null, run, detection: { sent: 0, digests: 0, baseline: 0, notices: 0 } }),
  ).toEqual([
    "2026-03-01 is published (run r1).",
    "Warning: the audit conditions_can_be_answered found 2 conditions that fail on an account's values: see the table condition_problems.",
    "Warning: the audit currencies_have_rates found 1 row.",
    "No new alert.",
  ]);
});

test("a run names the first changes of a mapping that changed much, and how to read the loads again", () => {
  const change = (place: number) => ({ what: `fields.f${place}.field`, was: "none", is: `f${place}` });
  const words = { what: "fields.status.values", was: `{ ${"a: b, ".repeat(100)} }`, is: "none" };
  const changes = [words, ...[1, 2, 3, 4, 5, 6].map(change)];
  const [line = ""] = readingLines(
    [{ source: "crm", stream: "accounts", loads: 2, changes }],
    " --target aws",
  );
  expect(line).toMatch(
    /^crm.accounts: 2 loads .*a: b, …, is none; fields.f1.field was none, is f1; .* f4; and 2 more/,
  );
  expect(line).toMatch(/bellwether land --again crm.accounts --target aws$/);
  expect(line.length).toBeLessThan(500);
});
