import { expect, test } from "vitest";
import { readEvidence } from "../../lib/reports/evidence.ts";
import { type GivenRow, overGivenRows } from "../support/given.ts";

const asOf = "2026-06-30";

/** The evidence of the account "a" over given rows, on every engine. */
const evidenceOf = (given: Readonly<Record<string, readonly GivenRow[]>>, ...measures: readonly string[]) =>
  readEvidence({
    ...{ account_id: "a", asOfDate: asOf, since: "2026-06-01", measures: new Set(measures) },
    read: (sql) => {
      const read = Object.fromEntries(
        Object.entries(given).filter(([table]) => sql.includes(`${table}.`) || sql.includes(` ${table} `)),
      );
      return overGivenRows(
        { sql: `select * from (\n${sql}\n) as facts`, origin: "evidence" },
        { asOf, given: read },
      );
    },
  });

const own = { account_id: "a", source: "s" };

test("open tickets, urgent ones first, with their age and subject", async () => {
  const ticket = (ticket_id: string, created_at: string, priority: string, is_open = true) => ({
    ...own,
    ...{ ticket_id, created_at, priority, is_open },
  });
  const { tickets } = await evidenceOf(
    {
      tickets: [
        ticket("T1", "2026-06-01 08:00:00.000", "low"),
        ticket("T2", "2026-06-20 08:00:00.000", "urgent"),
        ticket("T3", "2026-06-02 08:00:00.000", "urgent", false),
        { ...ticket("T4", "2026-06-02 08:00:00.000", "urgent"), account_id: "b" },
      ],
      comments: [
        { entity: "tickets", record_id: "T2", field: "subject", source: "s", comment: "Cannot log in" },
      ],
    },
    "urgent_open_tickets",
  );
  expect(tickets).toHaveLength(2);
  expect(tickets).toContainEqual({
    ...{
      ticket_id: "T2",
      priority: "urgent",
      opened_on: "2026-06-20",
      age_days: 10,
      subject: "Cannot log in",
    },
  });
  // The subject is not kept.
  expect(tickets).toContainEqual(expect.objectContaining({ ticket_id: "T1", age_days: 29, subject: null }));
});

test("overdue invoices with what is owed", async () => {
  const invoice = {
    ...own,
    invoice_id: "I1",
    issued_on: "2026-04-21",
    due_on: "2026-05-05",
    amount_owed: "1595.00",
  };
  const { overdue_invoices } = await evidenceOf(
    {
      invoices: [
        { ...invoice, is_overdue: true, days_overdue: 56 },
        { ...invoice, invoice_id: "I2", is_overdue: false, days_overdue: 0 },
      ],
    },
    "invoices_overdue_days",
  );
  expect(overdue_invoices).toEqual([
    { invoice_id: "I1", issued_on: "2026-04-21", due_on: "2026-05-05", amount_owed: 1595, days_overdue: 56 },
  ]);
});

test("champions that left since, whose names may be erased", async () => {
  const contact = (contact_id: string, left_on: string, is_champion = true) => ({
    ...own,
    ...{ contact_id, left_on, is_champion },
  });
  const { champions_left } = await evidenceOf(
    {
      contacts: [
        contact("C1", "2026-06-18"),
        contact("C2", "2026-06-19"),
        contact("C3", "2026-05-01"),
        contact("C4", "2026-06-20", false),
      ],
      people: [{ contact_id: "C1", source: "s", account_id: "a", name: "Jane Doe" }],
    },
    "champion_active",
  );
  expect(champions_left).toHaveLength(2);
  expect(champions_left).toContainEqual({ contact_id: "C1", left_on: "2026-06-18", name: "Jane Doe" });
  expect(champions_left).toContainEqual({ contact_id: "C2", left_on: "2026-06-19", name: null });
});

test("answers since, and the latest pulse, with their words", async () => {
  const answer = (response_id: string, survey: string, score: number, at: string) => ({
    ...own,
    ...{ response_id, survey, score, scale_max: 10, responded_at: `${at} 08:00:00.000` },
  });
  const touchpoint = (touchpoint_id: string, pulse: number | null, at: string) => ({
    ...own,
    ...{ touchpoint_id, pulse, owner: "Hannah Vogel", occurred_at: `${at} 08:00:00.000` },
  });
  const comment = (entity: string, record_id: string, text: string) => ({
    entity,
    record_id,
    source: "s",
    comment: text,
  });
  const { answers, pulse } = await evidenceOf(
    {
      survey_responses: [
        answer("R1", "nps", 3, "2026-06-12"),
        answer("R2", "csat", 5, "2026-05-20"),
        answer("R3", "ces", 2, "2026-06-13"),
      ],
      touchpoints: [
        touchpoint("P1", 4, "2026-05-02"),
        touchpoint("P2", 1, "2026-06-14"),
        touchpoint("P3", null, "2026-06-20"),
      ],
      comments: [
        comment("survey_responses", "R1", "Too slow"),
        comment("touchpoints", "P2", "Did not show up"),
      ],
    },
    ...["nps_rating_180d", "csm_pulse"],
  );
  expect(answers).toEqual([
    { survey: "nps", score: 3, scale_max: 10, responded_on: "2026-06-12", comment: "Too slow" },
  ]);
  expect(pulse).toEqual({ pulse: 1, owner: "Hannah Vogel", rated_on: "2026-06-14", note: "Did not show up" });
});

test("facts behind measures that its scorecard does not read are not asked for", async () => {
  const read = () => Promise.reject(new Error("nothing is read"));
  const question = {
    account_id: "a",
    asOfDate: asOf,
    since: "2026-06-01",
    measures: new Set(["active_days_28d"]),
  };
  expect(await readEvidence({ ...question, read })).toEqual({
    ...{ tickets: [], overdue_invoices: [], champions_left: [], answers: [], pulse: null },
  });
});
