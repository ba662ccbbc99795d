import { expect, test } from "vitest";
import type { Evidence } from "../../lib/reports/evidence.ts";
import type { Explanation } from "../../lib/reports/explain.ts";
import { evidenceLines } from "../../lib/reports/explanation/evidence-lines.ts";
import { greenLines } from "../../lib/reports/explanation/green-lines.ts";
import type { ToGreen } from "../../lib/scoring/least-change/to-green.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";

const measure = (name: string, label: string, unit: string): Row => ({ measure: name, label, unit });
const nothing: Explanation = {
  account: { as_of_date: "2026-06-30", lifecycle: "active" },
  currency: "USD",
  bands: { green: 70, yellow: 45 },
  measures: [
    measure("seats", "seats used in 28 days", "share"),
    measure("days", "active days in 28", "days"),
    measure("champion_active", "champion", "1 or 0"),
    measure("invoices_overdue_days", "days that an invoice is overdue", "days"),
  ],
  absent: [measure("nps", "NPS rating in 180 days", "rating 0-10")],
  ...{ changes: [], since: null, scorecard_changes: [], evidence: null, to_green: null },
  ...{ components: [], lenses: [], alerts: [], untold: [], is_thinned: false },
};

const lines = (to_green: ToGreen, account: Row = {}): string =>
  greenLines({ ...nothing, to_green, account: { ...nothing.account, ...account } }).join("\n");

const seats = { measure: "seats", from: 0.625, to: 0.64, distance: 0.02 };
const days = { measure: "days", from: 9, to: 20, distance: 0.55 };
const champion = { measure: "champion_active", from: 0, to: 1, distance: 1 };
const answers: ToGreen = {
  kind: "answers",
  green: 70,
  needed: 0.02,
  answers: [[seats], [champion]],
  held: [],
};
const cap = {
  name: "overdue invoice",
  kind: "cap" as const,
  points: 39,
  holdsWhen: "invoices_overdue_days > 45",
};

test("single changes, each alone", () => {
  expect(lines(answers)).toBe(`
To reach green (70)
  0.02 points are missing. Any of these alone is enough:
    seats used in 28 days from 63 % to 64 %
    champion: yes instead of no
  This is the score worked backwards, not advice: all else is taken as it is.`);
});

test("a pair, on values that are held", () => {
  expect(lines({ ...answers, needed: 12.3, answers: [[days, seats]], held: ["nps"] })).toBe(`
To reach green (70)
  12.3 points are missing. No single change is enough; these two together are:
    active days in 28 from 9 to 20, and seats used in 28 days from 63 % to 64 %
  It rests on last known values: NPS rating in 180 days.
  This is the score worked backwards, not advice: all else is taken as it is.`);
});

test("a cap, whose condition names measures as people do", () => {
  expect(
    lines({ kind: "capped", cap, without: 71.4, beneath: { kind: "is_green", spare: 1.4, costs: [] } }),
  ).toBe(`
To reach green (70)
  The cap "overdue invoice" must lift first: it allows 39 at most. It holds
  while days that an invoice is overdue > 45. Without it the score is 71.4,
  which is green.`);
  expect(lines({ kind: "capped", cap, without: 58, beneath: { ...answers, needed: 12 } })).toContain(
    "Without it the score is 58.0.\n  12.0 points are missing.",
  );
});

test("a notice is final", () => {
  const notice = { ...cap, name: "notice given", holdsWhen: "lifecycle = 'notice'" };
  const beneath: ToGreen = { kind: "is_green", spare: 1.4, costs: [] };
  expect(lines({ kind: "capped", cap: notice, without: 71.4, beneath }, { lifecycle: "notice" })).toContain(
    "The account has\n  given notice, which is final unless it is withdrawn.",
  );
});

test("green already", () => {
  expect(lines({ kind: "is_green", spare: 3.8, costs: [{ ...days, from: 22, to: 14 }, seats] })).toBe(`
What would lose green
  The score is 3.8 points above it. Any of these alone would:
    active days in 28 from 22 to 14
    seats used in 28 days from 63 % to 64 %`);
  expect(lines({ kind: "is_green", spare: 21, costs: [] })).toContain(
    "No single change that is common among\n  accounts like it would.",
  );
});

test("what it refuses, and why", () => {
  expect(lines({ kind: "not_scored" })).toBe("");
  expect(
    lines({
      kind: "insufficient_data",
      coverage: 0.25,
      needed: 0.5,
      missing: [{ measure: "nps", coverage: 0.3 }],
    }),
  ).toBe(`
To reach green (70)
  Too little is known to say. 50 % of the scorecard's weight must be known; 25 %
  is. Values of these would do: NPS rating in 180 days (30 %).`);
  expect(lines({ kind: "nothing_near", green: 70, needed: 18.9, best: 84.7 })).toContain(
    "are enough; everything that can be moved, at its best, gives 84.7.",
  );
  expect(lines({ kind: "nothing_near", green: 70, needed: 18.9, best: 66 })).toMatch(
    /even\s+everything that can be/,
  );
  expect(lines({ kind: "overridden", computed: 58, beneath: answers })).toContain(
    "The score is set by hand. Worked out, it is 58.0.",
  );
});

const evidence: Evidence = {
  tickets: [
    ...[
      {
        ticket_id: "T1",
        priority: "urgent",
        opened_on: "2026-06-03",
        age_days: 27,
        subject: 'What does "shared" mean?',
      },
      { ticket_id: "T2", priority: "low", opened_on: "2026-06-29", age_days: 1, subject: null },
      { ticket_id: "T3", priority: null, opened_on: "2026-06-30", age_days: 0, subject: null },
    ],
  ],
  overdue_invoices: [
    { invoice_id: "I1", issued_on: "2026-04-21", due_on: "2026-05-05", amount_owed: 1595, days_overdue: 56 },
    { invoice_id: "I2", issued_on: null, due_on: null, amount_owed: null, days_overdue: null },
  ],
  champions_left: [
    { contact_id: "C1", left_on: "2026-06-18", name: "Jane Doe" },
    { contact_id: "C2", left_on: "2026-06-17", name: null },
  ],
  answers: [
    { survey: "nps", score: 3, scale_max: null, responded_on: "2026-06-12", comment: "Too\nslow" },
    { survey: "csat", score: 2, scale_max: 5, responded_on: "2026-06-09", comment: null },
  ],
  pulse: { pulse: 1, owner: "Hannah Vogel", rated_on: "2026-06-14", note: "Did not show up" },
  last_use_on: "2026-06-26",
};

test("the facts behind the reasons", () => {
  expect(evidenceLines({ ...nothing, evidence }).join("\n")).toBe(`
Facts behind it
  3 open tickets, 1 of them urgent, first: T1 (urgent, 27 days old, “What does
    "shared" mean?”), T2 (1 day old).
  Invoice I1: USD 1,595 owed, issued on 21 April, due on 5 May, 56 days overdue.
  Invoice I2: overdue.
  The champion Jane Doe left on 18 June.
  The champion left on 17 June.
  CSM pulse 1 of 5 by Hannah Vogel on 14 June: “Did not show up”
  NPS answer 3 of 10 on 12 June: “Too slow”
  CSAT answer 2 of 5 on 9 June.
  The last use was on 26 June.`);
  expect(evidenceLines(nothing)).toEqual([]);
  const none = { tickets: [], overdue_invoices: [], champions_left: [], answers: [], pulse: null };
  expect(evidenceLines({ ...nothing, evidence: { ...none, last_use_on: "2026-06-29" } })).toEqual([]);
});
