import { describe, expect, test } from "vitest";
import { mappingModels } from "../../../lib/mapping/models.ts";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { stagedRows } from "../../support/raw.ts";

const subscription = { id: "s1", a: "1", from: "2024-01-01", mrr: "900", seats: "5", renews: "2025-01-01" };
const subscriptions = {
  entity: "subscriptions" as const,
  fields: {
    subscription_id: "id",
    account_id: "a",
    started_on: "from",
    mrr: "mrr",
    seats: "seats",
    renewal_on: "renews",
    updated_at: "at",
  },
};

describe("a bad cell", () => {
  test("of an optional field is null and reported, and the rest of its row counts", async () => {
    const [row] = await stagedRows(subscriptions, [{ record: { ...subscription, seats: "Unlimited" } }]);
    expect(row).toMatchObject({
      reject_reason: null,
      mrr: 900,
      seats: null,
      renewal_on: "2025-01-01",
      cell_problems: "seats\tnot a whole number\tUnlimited",
    });
  });

  test("is reported next to others of its row, each on one line whatever its text", async () => {
    const record = { ...subscription, seats: "a\tb\nc", renews: `soon${"!".repeat(99)}`, at: "2024" };
    const [row] = await stagedRows(subscriptions, [{ record }]);
    expect(String(row?.cell_problems).split("\n")).toEqual([
      "seats\tnot a whole number\ta b c",
      `renewal_on\tnot a date\tsoon${"!".repeat(56)}`,
      "updated_at\tnot a timestamp\t2024",
    ]);
    expect(row).toMatchObject({ reject_reason: null, seats: null, renewal_on: null, updated_at: null });
  });

  test("of a field that the record requires rejects its row, and is the reported reason", async () => {
    const record = { ...subscription, from: "some day", seats: "Unlimited" };
    const [row] = await stagedRows(subscriptions, [{ record }]);
    expect(row).toMatchObject({
      reject_reason: "not a date: started_on",
      cell_problems: "started_on\tnot a date\tsome day",
    });
  });

  test("of a required field that the mapping declares to be no value leaves out its row", async () => {
    const fields = {
      response_id: "id",
      account_id: "a",
      survey: { value: "csat" },
      score: { field: "s", values: { good: 5, offered: null } },
      responded_at: { value: "2024-05-01" },
    };
    const rows = await stagedRows(
      { entity: "survey_responses", fields },
      ["good", " offered ", "bad", ""].map((s, index) => ({
        id: `${index}`,
        record: { id: index, a: "1", s },
      })),
    );
    expect(pick(rows, "score", "reject_reason", "cell_problems")).toEqual([
      { score: 5, reject_reason: null, cell_problems: null },
      { score: null, reject_reason: "filtered", cell_problems: null },
      { score: null, reject_reason: "unknown word: score", cell_problems: "score\tunknown word\tbad" },
      { score: null, reject_reason: "missing score", cell_problems: "score\tmissing\t" },
    ]);
  });

  test("of an end date leaves unknown whether the record is open", async () => {
    const fields = { ticket_id: "id", account_id: "a", created_at: "c", solved_at: "s" };
    const ticket = { a: "1", c: "2024-05-01" };
    const rows = await stagedRows({ entity: "tickets", fields }, [
      { id: "t1", record: { ...ticket, id: "t1", s: "yesterday" } },
      { id: "t2", record: { ...ticket, id: "t2", s: "2024-05-02" } },
      { id: "t3", record: { ...ticket, id: "t3", s: "" } },
    ]);
    expect(pick(rows, "record_id", "is_solved_at_mapped")).toEqual([
      { record_id: "t1", is_solved_at_mapped: false },
      { record_id: "t2", is_solved_at_mapped: true },
      { record_id: "t3", is_solved_at_mapped: true },
    ]);
  });
});

describe("texts for no value", () => {
  const usual = ["NULL", "n/a", "-", "None", "\\N", "NaN", "0000-00-00", " "];

  test.each(usual)("%j is no value of a typed field, and no mistake", async (said) => {
    const [row] = await stagedRows(subscriptions, [
      { record: { ...subscription, seats: said, renews: said } },
    ]);
    expect(row).toMatchObject({ seats: null, renewal_on: null, reject_reason: null, cell_problems: null });
  });

  test("%j in a required field counts as missing", async () => {
    const [row] = await stagedRows(subscriptions, [{ record: { ...subscription, from: "N/A" } }]);
    expect(row).toMatchObject({ reject_reason: "missing started_on" });
  });

  test.each(["NULL", "null", "N/A", " None\u00a0", "-"])(
    "%j is no account key and no contact key",
    async (said) => {
      const fields = { ticket_id: "id", account_id: "a", created_at: "c", contact_id: "p" };
      const ticket = { id: "t1", a: "7", c: "2024-05-01", p: said };
      const rows = await stagedRows({ entity: "tickets", fields }, [
        { id: "t1", record: ticket },
        { id: "t2", record: { ...ticket, id: "t2", a: said } },
      ]);
      expect(pick(rows, "record_id", "contact_id", "account_key", "reject_reason")).toEqual([
        { record_id: "t1", contact_id: null, account_key: "crm:7", reject_reason: null },
        { record_id: "t2", contact_id: null, account_key: null, reject_reason: null },
      ]);
    },
  );

  test("are kept in a text field, unless the stream declares them", async () => {
    const fields = {
      account_id: "id",
      segment: "s",
      plan: { field: "p", values: { P: "Pro" } },
      industry: { field: "i", default: "Other" },
      employees: "e",
    };
    const record = { id: "1", s: "N/A", p: "k.A.", i: "k.A.", e: " k.A." };
    const read = async (more: object) => {
      const [row] = await stagedRows({ entity: "accounts", fields, ...more }, [{ record }]);
      return pick(
        row === undefined ? [] : [row],
        "segment",
        "plan",
        "industry",
        "employees",
        "cell_problems",
      )[0];
    };
    expect(await read({})).toEqual({
      ...{ segment: "N/A", plan: null, industry: "k.A.", employees: null },
      cell_problems: "plan\tunknown word\tk.A.\nemployees\tnot a whole number\tk.A.",
    });
    expect(await read({ nulls: ["N/A", "k.A."] })).toEqual({
      ...{ segment: null, plan: null, industry: "Other", employees: null },
      cell_problems: null,
    });
  });
});

describe("the table of bad cells", () => {
  const counted = (staged: readonly GivenRow[]) =>
    rowsOf("cell_problems", {
      asOf: "2024-05-10",
      models: mappingModels({ sources: [] }),
      given: { staged_tickets: staged.map((row) => ({ is_outline: false, ...row })) },
    });
  const desk = { source: "desk", stream: "tickets" };

  test("counts them by field, reason and text", async () => {
    const rows = await counted([
      { ...desk, cell_problems: "status\tunknown word\tParked" },
      { ...desk, cell_problems: "status\tunknown word\tParked\nreopens\tnot a whole number\tmany" },
      { ...desk, cell_problems: "reopens\texpression failed\t" },
      { ...desk, cell_problems: null },
      { ...desk, cell_problems: "created_at\tmissing\t", reject_reason: "missing created_at" },
      { ...desk, cell_problems: "status\tunknown word\tParked", is_outline: true },
    ]);
    expect(rows.map((row) => Object.values(row).slice(2).join(", "))).toEqual([
      "tickets, created_at, missing, , true, 1",
      "tickets, reopens, expression failed, , false, 1",
      "tickets, reopens, not a whole number, many, false, 1",
      "tickets, status, unknown word, Parked, false, 2",
    ]);
  });

  test("lists the 20 most frequent texts of a reason, and the others together", async () => {
    const rows = await counted(
      Array.from({ length: 30 }, (_, index) =>
        Array.from({ length: index < 20 ? 2 : 1 }, () => ({
          ...desk,
          cell_problems: `status\tunknown word\tword ${index}`,
        })),
      ).flat(),
    );
    expect(rows).toHaveLength(21);
    expect(rows.find(({ word }) => word === null)).toMatchObject({ cells: 10 });
  });
});

test("a text that lost a character keeps the others and is counted, and a key is compared as it is", async () => {
  const fields = { ticket_id: "id", account_id: "a", created_at: "c", channel: "via" };
  const [row] = await stagedRows({ entity: "tickets", fields }, [
    { id: "t1", record: { id: "t1", a: "Caf\ufffd", c: "2024-05-01", via: "Chat \ufffd" } },
  ]);
  expect(row).toMatchObject({
    ...{ account_key: "crm:Caf\ufffd", channel: "Chat \ufffd", reject_reason: null },
    cell_problems: "channel\tlost character\tChat \ufffd",
  });
});
