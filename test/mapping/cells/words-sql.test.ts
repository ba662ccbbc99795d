import { describe, expect, test } from "vitest";
import { invoiceStatus, subscriptionStatus } from "../../../lib/words/billing.ts";
import { billingInterval } from "../../../lib/words/intervals.ts";
import { surveyKind } from "../../../lib/words/surveys.ts";
import { priority, ticketStatus } from "../../../lib/words/tickets.ts";
import { meaningOf } from "../../../lib/words/vocabulary.ts";
import { stagedRows } from "../../support/raw.ts";

const ticket = { id: "1", a: "7", c: "2024-05-01" };
const tickets = (mapped: Record<string, unknown>) => ({
  entity: "tickets" as const,
  fields: { ticket_id: "id", account_id: "a", created_at: "c", ...mapped },
});

async function staged(field: "status" | "priority", mapping: unknown, word: string | null) {
  const [row] = await stagedRows(tickets({ [field]: mapping }), [{ record: { ...ticket, [field]: word } }]);
  return { value: row?.[field], problems: row?.cell_problems };
}

describe("vendors' words", () => {
  test.each([
    ["status", "Closed", "closed"],
    ["status", "  ON-HOLD ", "hold"],
    ["status", "waiting_on_customer", "pending"],
    ["status", "Waiting\u00a0 for   customer", "pending"],
    ["status", "\u200bResolved\u00a0", "solved"],
    ["status", "Won't Do", "closed"],
    ["priority", "1 - Critical", "urgent"],
    ["priority", "High (P1)", "high"],
    ["priority", "P1", "urgent"],
    ["priority", "P2 \u2013 Major", "high"],
    ["priority", "Sev-3", "normal"],
  ] as const)("%s %j means %s in every spelling", async (field, word, meaning) => {
    expect(await staged(field, field, word)).toEqual({ value: meaning, problems: null });
  });

  test.each([
    ["monthly", "month"],
    ["P1M", "month"],
    ["every 3 months", "quarter"],
    ["Quarterly", "quarter"],
    ["Semi-Annual", "half_year"],
    ["per_six_months", "half_year"],
    ["6mo", "half_year"],
    ["ANNUAL", "year"],
    ["12 months", "year"],
    ["P1Y", "year"],
    ["/year", "year"],
    ["p.a.", "year"],
    ["Eighteen_Months", "eighteen_months"],
    ["per_three_years", "three_years"],
    ["24 Months", "two_years"],
    ["7 days", "week"],
    ["fortnightly", "two_weeks"],
    ["30 days", "thirty_days"],
    ["biannual", undefined],
    ["bimonthly", undefined],
    ["one_time", undefined],
    ["Subscription_Term", undefined],
  ])("%j means the billing interval %s", (word, meaning) => {
    expect(meaningOf(billingInterval, word)).toBe(meaning);
  });

  test.each([
    ["Invoice : Open", "open"],
    ["Invoice : Paid In Full", "paid"],
    ["Invoice : Pending Approval", "draft"],
    ["Invoice : Voided", "void"],
    ["Credit Memo : Fully Applied", "paid"],
  ])("an invoice that is %j is %s", (word, meaning) => {
    expect(meaningOf(invoiceStatus, word)).toBe(meaning);
  });

  test("no word of an interval has two meanings", () => {
    const all = Object.values(billingInterval.meanings).flatMap(({ words }) => [...new Set(words)]);
    expect(all.filter((word, index) => all.indexOf(word) !== index)).toEqual([]);
  });

  test.each(["", "  ", "N/A", "none", "\u00a0", "-", null])("%j is no word, and no mistake", async (word) => {
    expect(await staged("priority", "priority", word)).toEqual({ value: null, problems: null });
  });

  test("an unknown word has no meaning, and is reported", async () => {
    expect(await staged("status", "status", " Bei Entwicklung ")).toEqual({
      value: null,
      problems: "status\tunknown word\tBei Entwicklung",
    });
    expect(await staged("priority", "priority", "1")).toEqual({
      value: null,
      problems: "priority\tunknown word\t1",
    });
  });

  test("the mapping's words take precedence, and the known ones remain", async () => {
    const mapping = { field: "status", values: { Solved: "open", Geparkt: "On Hold", X: null } };
    expect(await staged("status", mapping, "Solved")).toEqual({ value: "open", problems: null });
    expect(await staged("status", mapping, "Geparkt")).toEqual({ value: "hold", problems: null });
    expect(await staged("status", mapping, "X")).toEqual({ value: null, problems: null });
    expect(await staged("status", mapping, "closed")).toEqual({ value: "closed", problems: null });
    expect(await staged("status", mapping, "solved")).toEqual({ value: "solved", problems: null });
  });

  test("an empty cell has the meaning that the mapping gives it", async () => {
    const mapping = { field: "priority", default: "Medium" };
    expect(await staged("priority", mapping, "n/a")).toEqual({ value: "normal", problems: null });
    expect(await staged("priority", mapping, "high")).toEqual({ value: "high", problems: null });
  });

  test("the result of an expression is looked up like any other word", async () => {
    const mapping = { sql: "lower(status)" };
    expect(await staged("status", mapping, "Resolved")).toEqual({ value: "solved", problems: null });
    expect((await staged("status", mapping, "Odd")).problems).toBe("status\tunknown word\todd");
  });

  test("an unknown word in a required field rejects its row", async () => {
    const fields = { response_id: "id", account_id: "a", survey: "k", score: "n", responded_at: "c" };
    const read = async (k: string) => {
      const [row] = await stagedRows({ entity: "survey_responses", fields }, [
        { record: { ...ticket, k, n: "4" } },
      ]);
      return row?.reject_reason ?? row?.survey;
    };
    expect(await read("NPS Q3 2026")).toBe("nps");
    expect(await read("Relationship NPS (EMEA)")).toBe("nps");
    expect(await read("Post-ticket CSAT")).toBe("csat");
    expect(await read("Customer Effort Score")).toBe("ces");
    expect(await read("NPS and CSAT")).toBe("unknown word: survey");
    expect(await read("Launch survey")).toBe("unknown word: survey");
    expect(await read("")).toBe("missing survey");
  });
});

test.each([
  ["ticket statuses", ticketStatus],
  ["priorities", priority],
  ["kinds of survey", surveyKind],
  ["invoice statuses", invoiceStatus],
  ["subscription statuses", subscriptionStatus],
])("no word of the %s has two meanings, and every meaning has a word", (_, vocabulary) => {
  for (const [meaning, { words }] of Object.entries(vocabulary.meanings))
    for (const word of [meaning, ...words])
      expect(`${word}: ${meaningOf(vocabulary, word)}`).toBe(`${word}: ${meaning}`);
});
