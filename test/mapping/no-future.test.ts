import { expect, test } from "vitest";
import type { EntityName } from "../../lib/entities.ts";
import { rowsOf } from "../support/given.ts";
import { generatedModels as models, recordsAfter } from "../support/merge.ts";
import { type Landed, stagedRows } from "../support/raw.ts";

const exportedOn = "2024-05-10";

/** A history exported at once on one day, which lands on the dates of its records, and what it says. */
interface History {
  readonly entity: EntityName;
  readonly begin: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly records: readonly Readonly<Record<string, string>>[];
  /** The record as its source would have had it on that day. */
  readonly asKnownOn: (
    record: Readonly<Record<string, string>>,
    day: string,
  ) => Readonly<Record<string, string>>;
}

const histories: readonly History[] = [
  {
    entity: "tickets",
    begin: "created",
    fields: {
      ticket_id: "id",
      account_id: "a",
      created_at: "created",
      solved_at: "solved",
      status: "status",
    },
    records: [
      { id: "1", a: "1", created: "2024-05-01T10:00:00Z", solved: "2024-05-04T09:00:00Z", status: "solved" },
      { id: "2", a: "1", created: "2024-05-02T10:00:00Z", solved: "", status: "open" },
      { id: "3", a: "1", created: "2024-05-10T10:00:00Z", solved: "2024-05-13T09:00:00Z", status: "solved" },
    ],
    asKnownOn: (record, day) =>
      String(record.solved).slice(0, 10) > day ? { ...record, solved: "", status: "open" } : record,
  },
  {
    entity: "subscriptions",
    begin: "from",
    fields: {
      ...{ subscription_id: "id", account_id: "a", started_on: "from", plan: "plan", renewal_on: "renews" },
      ...{ ended_on: "to", cancel_notice_on: "notice", mrr: { field: "mrr", immutable: true } },
    },
    records: [
      {
        id: "1",
        a: "1",
        from: "2024-05-01",
        to: "2024-05-08",
        notice: "2024-05-03",
        plan: "Pro",
        mrr: "10",
        renews: "2025-05-01",
      },
      {
        id: "2",
        a: "1",
        from: "2024-05-02",
        to: "2024-05-06",
        notice: "",
        plan: "Pro",
        mrr: "20",
        renews: "2025-05-01",
      },
      {
        id: "3",
        a: "1",
        from: "2024-05-04",
        to: "2024-06-01",
        notice: "",
        plan: "Pro",
        mrr: "30",
        renews: "2025-05-01",
      },
    ],
    asKnownOn: (record, day) => {
      const isAnnounced = record.notice !== "" && String(record.notice) <= day;
      const to = isAnnounced || String(record.to) <= day ? record.to : "";
      return { ...record, to: to ?? "", notice: isAnnounced ? String(record.notice) : "" };
    },
  },
  {
    entity: "invoices",
    begin: "issued",
    fields: {
      invoice_id: "id",
      account_id: "a",
      issued_on: "issued",
      due_on: "due",
      paid_on: "paid",
      amount: "n",
      status: "s",
    },
    records: [
      { id: "1", a: "1", issued: "2024-05-01", due: "2024-05-02", paid: "2024-05-07", n: "5", s: "paid" },
      { id: "2", a: "1", issued: "2024-05-03", due: "2024-05-05", paid: "", n: "6", s: "open" },
      { id: "3", a: "1", issued: "2024-05-09", due: "2024-05-09", paid: "2024-05-20", n: "7", s: "paid" },
    ],
    asKnownOn: (record, day) => (String(record.paid) > day ? { ...record, paid: "", s: "open" } : record),
  },
];

async function rowsOn(day: string, history: History, records: History["records"]) {
  const { entity, begin, fields } = history;
  const landed = records
    .map(
      (record): Landed => ({
        id: String(record.id),
        record,
        landed: String(record[begin]).slice(0, 10),
        extracted: exportedOn,
      }),
    )
    .filter((each) => String(each.landed) <= day);
  const staged = await stagedRows({ entity, backdate: "a date", fields }, landed);
  const [merged = []] = await recordsAfter(entity, [{ on: day, staged }]);
  const settings = entity === "tickets" ? {} : { settings: [{ currency: "EUR" }] };
  const rows = await rowsOf(entity, {
    asOf: day,
    models,
    given: { [`${entity}_records`]: merged, ...settings },
  });
  return rows.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

test.each(histories)("no day knows its future: $entity", async (history) => {
  for (const day of ["2024-05-02", "2024-05-03", "2024-05-05", "2024-05-07", exportedOn]) {
    const past = history.records.map((record) => history.asKnownOn(record, day));
    const rows = await rowsOn(day, history, history.records);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows, day).toEqual(await rowsOn(day, history, past));
  }
});
