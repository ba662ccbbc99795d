import { expect, test } from "vitest";
import { type Entity, type EntityField, type EntityName, entityNames } from "../../../lib/entities.ts";
import { comingDates, dateTypes, factEntities } from "../../../lib/mapping/shipped/entity-unions.ts";
import { meaningsOf } from "../../../lib/words/vocabulary.ts";
import { rowsOf } from "../../support/given.ts";
import { generatedModels as models, recordsAfter } from "../../support/merge.ts";
import { type Landed, stagedRows } from "../../support/raw.ts";
import { sampleOf } from "../../support/sample.ts";

const exportedOn = "2024-05-10";

/** An entity's records as the source has them at the end. */
interface History {
  readonly entity: EntityName;
  /** The field whose date is the record's first. */
  readonly begin: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly records: readonly Readonly<Record<string, string>>[];
  /**
   * The record as its source would have had it on that day.
   * @default it never changes
   */
  readonly asKnownOn?: (
    record: Readonly<Record<string, string>>,
    day: string,
  ) => Readonly<Record<string, string>>;
}

/** Entities with more changes than a date. */
const ownHistories: readonly History[] = [
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
  {
    entity: "interventions",
    begin: "from",
    fields: { intervention_id: "id", account_id: "a", started_on: "from", ended_on: "to", outcome: "how" },
    records: [
      { id: "1", a: "1", from: "2024-05-01", to: "2024-05-04", how: "saved" },
      { id: "2", a: "1", from: "2024-05-03", to: "2024-05-20", how: "lost" },
      { id: "3", a: "1", from: "2024-05-06", to: "", how: "" },
    ],
    asKnownOn: (record, day) => (String(record.to) > day ? { ...record, to: "", how: "" } : record),
  },
  {
    entity: "exchange_rates",
    begin: "on",
    fields: {
      currency: { field: "c", immutable: true },
      rate_on: "on",
      rate: { field: "r", immutable: true },
    },
    records: [
      { id: "1", c: "EUR", on: "2024-05-01", r: "1.1" },
      { id: "2", c: "EUR", on: "2024-05-04", r: "1.2" },
      { id: "3", c: "EUR", on: "2024-05-06", r: "1.3" },
    ],
  },
];

const firstDay = "2024-05-01";
const begins = [firstDay, "2024-05-04", "2024-05-06"];
const laterDates = ["2024-05-06", "2024-05-20", ""];
const dateText = ({ type }: EntityField, day = "") =>
  type === "date" || day === "" ? day : `${day}T00:00:00Z`;

/**
 * Three records that begin one after another, or without a date of beginning on the first day; their other dates come
 * while they are looked at, later, or never.
 */
function historyOf(entity: Entity): History {
  const dates = comingDates(entity);
  const begin = dates.find(({ isBegin }) => isBegin);
  const later = dates.filter((field) => field !== begin);
  const others = entity.fields.filter(
    (field) => !field.heldIn && !dateTypes.includes(field.type) && field.name !== entity.key,
  );
  const values = Object.fromEntries(others.map((field) => [field.name, anyText(field)]));
  return {
    entity: entity.name,
    begin: "begin",
    fields: {
      ...Object.fromEntries([...others, ...later].map(({ name }) => [name, name])),
      ...(begin && { [begin.name]: "begin" }),
      [entity.key]: "id",
    },
    records: begins.map((day, index) => ({
      ...values,
      ...Object.fromEntries(later.map((field) => [field.name, dateText(field, laterDates[index])])),
      begin: begin ? dateText(begin, day) : firstDay,
      id: String(index),
    })),
    ...(later.length > 0 && { asKnownOn: (record, day) => withoutLater(record, later, day) }),
  };
}

function withoutLater(record: History["records"][number], later: readonly EntityField[], day: string) {
  const coming = later.filter(({ name }) => String(record[name]).slice(0, 10) > day);
  return { ...record, ...Object.fromEntries(coming.map(({ name }) => [name, ""])) };
}

function anyText({ type, words }: EntityField): string {
  if (words) return meaningsOf(words)[0] ?? "";
  if (type === "boolean") return "true";
  return type === "varchar" ? "any" : "1";
}

const histories = [
  ...ownHistories,
  ...factEntities
    .filter(({ name }) => ownHistories.every(({ entity }) => entity !== name))
    .map((entity) => historyOf(entity)),
];

const priced: readonly EntityName[] = ["subscriptions", "invoices"];

/** The entity's rows on a day, after landing the given records. */
async function rowsOn(day: string, { entity, fields }: History, landed: readonly Landed[], backdate: object) {
  const staged = await stagedRows({ entity, ...backdate, fields }, landed);
  const [merged = []] = await recordsAfter(entity, [{ on: day, staged }]);
  const settings = priced.includes(entity) ? { settings: [{ currency: "EUR" }] } : {};
  const given = { [`${entity}_records`]: merged, ...settings };
  const rows = await rowsOf(entity, { asOf: day, models, given });
  return rows.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

const beginOf = ({ begin }: History, record: History["records"][number]) =>
  String(record[begin]).slice(0, 10);

/** A history exported at once, whose records land on their own dates. */
function history(day: string, from: History, records: History["records"]) {
  const landed = records.map(
    (record): Landed => ({
      ...{ id: String(record.id), record, landed: beginOf(from, record), extracted: exportedOn },
    }),
  );
  const arrived = landed.filter((each) => String(each.landed) <= day);
  return rowsOn(day, from, arrived, { backdate: "a date" });
}

/** An export of the first day that holds future dates. */
function futureExport(day: string, from: History, records: History["records"]) {
  const landed = records.map((record): Landed => ({ id: String(record.id), record, landed: "2024-05-01" }));
  return rowsOn(day, from, landed, {});
}

async function expectNoFuture(rows: typeof history, days: readonly string[], from: History) {
  for (const day of days) {
    const past = from.records
      .filter((record) => beginOf(from, record) <= day)
      .map((record) => from.asKnownOn?.(record, day) ?? record);
    const found = await rows(day, from, from.records);
    expect(found.length).toBeGreaterThan(0);
    expect(found, day).toEqual(await rows(day, from, past));
  }
}

const changing = histories.filter(({ asKnownOn }) => asKnownOn !== undefined);

test.each(sampleOf(changing, 2))(
  "no day of a history that landed at once knows its future: $entity",
  (from) => expectNoFuture(history, ["2024-05-02", "2024-05-05", "2024-05-07"], from),
);

test.each(sampleOf(histories, 3))("no day knows the future dates of an export: $entity", (from) =>
  expectNoFuture(futureExport, ["2024-05-03", "2024-05-05"], from),
);

test("every entity with facts of its own is tested", () => {
  const tested = histories.map(({ entity }) => entity);
  const others = ["accounts", "account_links", "usage"];
  expect([...tested, ...others].toSorted()).toEqual([...entityNames].toSorted());
});
