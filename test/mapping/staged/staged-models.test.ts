import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utcDateOf } from "../../../lib/config/date-format.ts";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { pick } from "../../support/given.ts";
import { seeded } from "../../support/random.ts";
import { stagedRows } from "../../support/raw.ts";
import { seed } from "../../support/sample.ts";

const accounts = (fields: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  entity: "accounts" as const,
  fields: { account_id: "id", ...fields },
  ...more,
});

/** A field's value, or what is wrong with its cell. */
async function read(field: string, mapping: unknown, record: Record<string, unknown> | string) {
  const [row] = await stagedRows(accounts({ [field]: mapping }), [{ record }]);
  return valueOrProblem(row, field);
}

/** A field's value, or why it or its row cannot be read. */
function valueOrProblem(row: Row | undefined, field: string) {
  const [problem] = String(row?.cell_problems ?? "")
    .split("\n")
    .filter((line) => line !== "");
  const [flawed, reason] = problem?.split("\t") ?? [];
  return row?.reject_reason ?? (problem === undefined ? (row?.[field] ?? null) : `${reason}: ${flawed}`);
}

describe("the source of a value", () => {
  test("a path reaches into nested objects, and unusual names are read literally", async () => {
    expect(await read("name", "company.name", { company: { name: "Acme" } })).toBe("Acme");
    expect(await read("name", "First Name", { "First Name": "Ann" })).toBe("Ann");
    expect(await read("name", '"a.b"', { "a.b": "dotted" })).toBe("dotted");
    expect(await read("name", "it's", { "it's": "quoted" })).toBe("quoted");
    expect(await read("name", 'say "so"', { 'say "so"': "double" })).toBe("double");
    expect(await read("name", "größe", { größe: "groß" })).toBe("groß");
  });

  test("objects, lists, nulls and missing members are no value", async () => {
    for (const value of [{ a: 1 }, [1], null, "", "  "])
      expect(await read("name", "n", { n: value })).toBeNull();
    expect(await read("name", "n", {})).toBeNull();
  });

  test("text is kept as the source wrote it, but for blanks", async () => {
    expect(await read("name", "n", { n: " ACME,  Ltd. " })).toBe("ACME, Ltd.");
  });

  test("a constant fills a field", async () => {
    expect(await read("is_internal", { value: false }, {})).toBe(false);
    expect(await read("employees", { value: 12 }, {})).toBe(12);
  });

  test("words have the meaning that the config gives them, and an unknown word has no value", async () => {
    const mapping = { field: "s", values: { E: "Enterprise", X: null }, default: "Small" };
    expect(await read("segment", mapping, { s: "E" })).toBe("Enterprise");
    expect(await read("segment", mapping, { s: "X" })).toBeNull();
    expect(await read("segment", mapping, { s: "" })).toBe("Small");
    expect(await read("segment", mapping, { s: "e" })).toBe("unknown word: segment");
  });

  test("an expression reads paths as text, and may use cast, case and comparisons", async () => {
    const mapping = { sql: "case when status = 'gone' then cast(staff as bigint) + 1 end" };
    expect(await read("employees", mapping, { status: "gone", staff: "41" })).toBe(42);
    expect(await read("employees", mapping, { status: "here", staff: "41" })).toBeNull();
    expect(
      await read(
        "domain",
        { sql: "lower(split_part(contact.mail, '@', 2))" },
        { contact: { mail: "a@B.com" } },
      ),
    ).toBe("b.com");
    expect(await read("customer_since", { sql: "cast(y || '-01-01' as date)" }, { y: "2020" })).toBe(
      "2020-01-01",
    );
  });

  test.each([
    ["from_unixtime(cast(ts as bigint))", "1714521600", "2024-05-01 00:00:00"],
    ["from_unixtime(cast(ts as double) / 1000)", "1714521600123", "2024-05-01 00:00:00.123"],
    ["from_unixtime(cast(ts as double))", " 1714521600.9996 ", "2024-05-01 00:00:01"],
    ["from_unixtime(cast(ts as decimal(18,3)) + 60)", "-1.5", "1970-01-01 00:00:58.5"],
    ["from_unixtime(cast(ts as double))", "", null],
    ["from_unixtime(cast(ts as bigint))", "1714521600123", "expression failed: updated_at"],
    ["from_unixtime(cast(ts as bigint))", "soon", "expression failed: updated_at"],
    [
      "coalesce(from_unixtime(cast(ts as bigint)), timestamp '2024-01-01 00:00:00')",
      "",
      "2024-01-01 00:00:00",
    ],
  ])("%s of %j is %j", async (sql, ts, expected) => {
    expect(await read("updated_at", { sql }, { ts })).toBe(expected);
  });

  test("an expression compares epochs with dates", async () => {
    const sql =
      "case when cast(from_unixtime(cast(ts as bigint)) as date) >= date '2024-05-01' then 'new' else 'old' end";
    expect(await read("name", { sql }, { ts: 1714521600 })).toBe("new");
    expect(await read("name", { sql }, { ts: 1714521599 })).toBe("old");
  });

  test("milliseconds since 1970 are the same time on every engine", async () => {
    const random = seeded(seed);
    const all = Array.from({ length: 200 }, () => random.below(2 ** 31) * 1000 + random.below(1000));
    const stream = accounts({ updated_at: { sql: "from_unixtime(cast(ts as double) / 1000)" } });
    const rows = await stagedRows(
      stream,
      all.map((ts, index) => ({ id: `${index}`, record: { id: `${index}`, ts } })),
    );
    const found = new Map(rows.map(({ record_id, updated_at }) => [record_id, Date.parse(`${updated_at}Z`)]));
    expect(all.map((_, index) => found.get(`${index}`))).toEqual(all);
  });

  test("an expression reads JSON in a cell, and a cell that is no JSON is a bad one", async () => {
    const mapping = { sql: "json_extract_scalar(metadata, '$.crm[0].id')" };
    expect(await read("name", mapping, { metadata: '{"crm": [{"id": "7.10"}]}' })).toBe("7.10");
    expect(await read("name", mapping, { metadata: '{"crm": [{"id": 12}]}' })).toBe("12");
    for (const metadata of ['{"crm": []}', "[]", '{"crm": [{"id": {}}]}', ""])
      expect(await read("name", mapping, { metadata }), metadata).toBeNull();
    for (const metadata of ['{"crm": [{"id": 1.10}]}', '{"crm": [{"id": "7"}]', "7", "{} x"])
      expect(await read("name", mapping, { metadata }), metadata).toBe("expression failed: name");
  });

  test("an expression that fails on a record is a bad cell, and one that returns null is not", async () => {
    const mapping = { sql: "cast(staff as bigint)" };
    expect(await read("employees", mapping, { staff: "many" })).toBe("expression failed: employees");
    expect(await read("employees", mapping, { staff: "" })).toBeNull();
    expect(await read("name", { sql: "case when cast(n as bigint) > 1 then 'big' end" }, { n: "x" })).toBe(
      "expression failed: name",
    );
  });

  test("expressions with a failing part in common lose their cells, and the run continues", async () => {
    const cast = "cast(n as bigint)";
    const stream = accounts({
      employees: { sql: cast },
      name: { sql: `'no. ' || cast(${cast} + 1 as varchar)` },
    });
    const rows = await stagedRows(stream, [{ record: { id: "1", n: "7" } }, { record: { id: "2", n: "x" } }]);
    expect(pick(rows, "name", "cell_problems")).toEqual(
      expect.arrayContaining([
        { name: "no. 8", cell_problems: null },
        { name: null, cell_problems: "name\texpression failed\t\nemployees\texpression failed\t" },
      ]),
    );
  });

  test("attributes are kept as one object of texts", async () => {
    const stream = accounts({}, { attributes: { country: "address.country", tier: "Tier" } });
    const [row] = await stagedRows(stream, [{ record: { id: "1", address: { country: "DE" } } }]);
    expect(JSON.parse(String(row?.attributes))).toEqual({ country: "DE", tier: null });
  });
});

describe("numbers and booleans", () => {
  test.each([
    ["12", 12],
    [" 12.0 ", 12],
    ["+7", 7],
    ["12.7", "not a whole number: employees"],
    ["1,200", "not a whole number: employees"],
    ["99999999999999999999", "not a whole number: employees"],
    [12, 12],
  ])("%j as a whole number is %j", async (given, expected) => {
    expect(await read("employees", "n", { n: given })).toBe(expected);
  });

  test("large whole numbers keep their digits", async () => {
    const [row] = await stagedRows(accounts({ name: "n" }), [{ record: '{"n":9007199254740993}' }]);
    expect(row?.name).toBe("9007199254740993");
  });

  test.each([
    ["1000000000", { employees: 1_000_000_000, cell_problems: null }],
    [
      "9223372036854775807",
      { employees: null, cell_problems: "employees\tout of bounds\t9223372036854775807" },
    ],
    ["-1", { employees: null, cell_problems: "employees\tout of bounds\t-1" }],
  ])(
    "%s, which sources write for unlimited, is a number of people only within the bounds",
    async (n, expected) => {
      const rows = await stagedRows(accounts({ employees: "n" }), [{ record: { id: "1", n } }]);
      expect(rows).toEqual([expect.objectContaining({ reject_reason: null, ...expected })]);
    },
  );

  test.each([
    ["yes", true],
    ["T", true],
    [1, true],
    [false, false],
    ["n", false],
    ["maybe", "not a boolean: is_internal"],
  ])("%j as a boolean is %j", async (given, expected) => {
    expect(await read("is_internal", "b", { b: given })).toBe(expected);
  });

  test.each([
    ["12.345", 12.35],
    [".5", 0.5],
    ["€ 12", "not a number: amount"],
    ["12345678901234567890", "not a number: amount"],
  ])("%j as money is %j", async (given, expected) => {
    const fields = { invoice_id: "i", account_id: "a", issued_on: { value: "2024-01-01" }, amount: "n" };
    const [row] = await stagedRows({ entity: "invoices", fields }, [
      { record: { i: "1", a: "2", n: given } },
    ]);
    expect(valueOrProblem(row, "amount")).toBe(expected);
  });

  test.each([
    ["1.5e3", 1500],
    ["NaN", null],
    ["Infinity", "not a number: minutes"],
    ["1e999", "not a number: minutes"],
  ])("%j as a double is %j", async (given, expected) => {
    const fields = { account_id: "a", occurred_at: { value: "2024-05-10" }, minutes: "n" };
    const [row] = await stagedRows({ entity: "usage", fields }, [{ record: { a: "2", n: given } }]);
    expect(valueOrProblem(row, "minutes")).toBe(expected);
  });

  test.each([
    ["3", { events: 3, reject_reason: null, cell_problems: null }],
    ["0", { events: 0, reject_reason: null, cell_problems: null }],
    ["", { events: null, reject_reason: null, cell_problems: null }],
    ["N/A", { events: null, reject_reason: null, cell_problems: null }],
    ["-3", { reject_reason: "out of bounds: events", cell_problems: "events\tout of bounds\t-3" }],
    [
      "many",
      { reject_reason: "not a whole number: events", cell_problems: "events\tnot a whole number\tmany" },
    ],
    ["9223372036854775807", { reject_reason: "out of bounds: events" }],
  ])("%j as a count of uses is 1 only where it is empty", async (n, expected) => {
    const fields = { account_id: "a", occurred_at: { value: "2024-05-10" }, events: "n" };
    const rows = await stagedRows({ entity: "usage", fields }, [{ record: { a: "2", n } }]);
    expect(rows).toEqual([expect.objectContaining(expected)]);
  });

  test("a count of uses whose expression fails is null", async () => {
    const fields = {
      account_id: "a",
      occurred_at: { value: "2024-05-10" },
      events: { sql: "cast(n as bigint) * 2" },
    };
    const rows = await stagedRows({ entity: "usage", fields }, [{ record: { a: "2", n: "many" } }]);
    expect(pick(rows, "reject_reason")).toEqual([{ reject_reason: "expression failed: events" }]);
  });

  test.each([
    ["0.5", 0.5],
    ["0", "out of bounds: rate"],
    ["-1.1", "out of bounds: rate"],
    ["", "missing rate"],
    ["one", "not a number: rate"],
  ])("%j as an exchange rate is %j", async (given, expected) => {
    const fields = { currency: "c", rate_on: { value: "2024-05-10" }, rate: "n" };
    const [row] = await stagedRows({ entity: "exchange_rates", fields }, [
      { record: { c: "EUR", n: given } },
    ]);
    expect(valueOrProblem(row, "rate")).toBe(expected);
  });

  test.each([
    ["csat", "5", "", 5],
    ["csat", "0", "", 0],
    ["csat", "45", "5", "off its scale: score"],
    ["csat", "6", "", "off its scale: score"],
    ["csat", "6", "0", "off its scale: score"],
    ["csat", "7", "7", 7],
    ["csat", "-1", "7", "off its scale: score"],
    ["nps", "10", "", 10],
    ["nps", "11", "", "off its scale: score"],
    ["nps", "-3", "", "off its scale: score"],
    ["enps", "11", "10", "off its scale: score"],
    ["ces", "12", "", 12],
    ["ces", "8", "7", "off its scale: score"],
    ["other", "-100", "", -100],
    ["csat", "1e10", "1e11", "out of bounds: score"],
  ])("of a survey %s the rating %j on the scale %j is %j", async (survey, score, scale, expected) => {
    const fields = {
      ...{ response_id: "r", account_id: "a", survey: "k", score: "n", scale_max: "m" },
      responded_at: { value: "2024-05-10" },
    };
    const [row] = await stagedRows({ entity: "survey_responses", fields }, [
      { record: { r: "1", a: "2", k: survey, n: score, m: scale } },
    ]);
    expect(valueOrProblem(row, "score")).toBe(expected);
    if (typeof expected === "string")
      expect(row?.cell_problems).toContain(`score\t${expected.split(":")[0]}\t${score}`);
  });

  test.each([
    ["1", 1],
    ["5", 5],
    ["", null],
    ["0", "out of bounds: pulse"],
    ["5.5", "out of bounds: pulse"],
  ])("%j as a pulse is %j", async (given, expected) => {
    const fields = { touchpoint_id: "t", account_id: "a", occurred_at: { value: "2024-05-10" }, pulse: "n" };
    const record = { t: "1", a: "2", n: given };
    const [row] = await stagedRows({ entity: "touchpoints", fields }, [{ record }]);
    expect(valueOrProblem(row, "pulse")).toBe(expected);
  });
});

describe("dates", () => {
  test.each([
    ["2024-02-29", "2024-02-29"],
    ["2024-05-01T23:30:00-02:00", "2024-05-02"],
    ["2024-05-01 00:30:00+0200", "2024-04-30"],
    ["2024-05-01T10:11Z", "2024-05-01"],
    ["2024-05-01T23:59:59.9999999Z", "2024-05-01"],
    ["2023-02-29", "not a date: customer_since"],
    ["2024-5-1", "not a date: customer_since"],
    ["2024-05-01T24:00:00", "not a date: customer_since"],
    ["01/05/2024", "not a date: customer_since"],
    ["20240501", "not a date: customer_since"],
  ])("%j in ISO 8601 is %s", async (given, expected) => {
    expect(await read("customer_since", "d", { d: given })).toBe(expected);
  });

  test.each([
    ["DD/MM/YYYY", "01/05/2024", "2024-05-01"],
    ["D.M.YYYY", "1.5.2024", "2024-05-01"],
    ["D.M.YYYY", "31.4.2024", "not a date: customer_since"],
    ["YYYYMMDD", "20240501", "2024-05-01"],
    ["MM/DD/YYYY HH:mm", "12/31/2023 23:59", "2023-12-31"],
    ["MM/DD/YYYY HH:mm", "12/31/2023 24:00", "not a date: customer_since"],
    ["epoch_seconds", 1700000000, "2023-11-14"],
    ["epoch_milliseconds", "1700000000000", "2023-11-14"],
    ["epoch_seconds", "170000000000000000", "not a date: customer_since"],
  ])("in %s, %j is %s", async (format, given, expected) => {
    expect(await read("customer_since", { field: "d", format }, { d: given })).toBe(expected);
  });

  test.each([
    [undefined, "2024-05-01T10:11:12.3456789+02:00", "2024-05-01 08:11:12.345"],
    [undefined, "2024-05-01", "2024-05-01 00:00:00"],
    [undefined, "2024-05-01 10:11", "2024-05-01 10:11:00"],
    [undefined, "2024-05-01T10:11:12,5Z", "2024-05-01 10:11:12.5"],
    [undefined, "2024-05-01T10:00:00-0330", "2024-05-01 13:30:00"],
    ["epoch_seconds", "1700000000.1239", "2023-11-14 22:13:20.123"],
    ["epoch_milliseconds", 1700000000123, "2023-11-14 22:13:20.123"],
    ["DD-MM-YYYY HH:mm:ss.SSS", "01-05-2024 10:11:12.345", "2024-05-01 10:11:12.345"],
    ["DD/MM/YYYY", "01/05/2024", "2024-05-01 00:00:00"],
    [undefined, "yesterday", "not a timestamp: updated_at"],
  ])("a timestamp written as %s, %j, is %s", async (format, given, expected) => {
    const mapping = format === undefined ? "t" : { field: "t", format };
    expect(await read("updated_at", mapping, { t: given })).toBe(expected);
  });
});

describe("unusable rows", () => {
  test("a row without a key or required field names the missing field, and keeps its text", async () => {
    const fields = { intervention_id: "id", account_id: "a", started_on: "c" };
    const rows = await stagedRows({ entity: "interventions", fields }, [
      { id: null, record: { a: "1", c: "2024-05-01" } },
      { id: "t2", record: { id: "t2", c: "2024-05-01" } },
      { id: "t3", record: { id: "t3", a: "1" } },
    ]);
    expect(pick(rows, "record_id", "reject_reason", "reject_payload")).toEqual([
      {
        record_id: "t2",
        reject_reason: "missing account_id",
        reject_payload: '{"id":"t2","c":"2024-05-01"}',
      },
      { record_id: "t3", reject_reason: "missing started_on", reject_payload: '{"id":"t3","a":"1"}' },
      {
        record_id: null,
        reject_reason: "missing intervention_id",
        reject_payload: '{"a":"1","c":"2024-05-01"}',
      },
    ]);
  });

  test("a ticket of nobody is a ticket, and its empty cell is no problem", async () => {
    const fields = { ticket_id: "id", account_id: "a", created_at: "c" };
    const rows = await stagedRows({ entity: "tickets", fields }, [
      { id: "t1", record: { id: "t1", a: " ", c: "2024-05-01" } },
      { id: "t2", record: { id: "t2", c: "2024-05-01" } },
    ]);
    expect(pick(rows, "record_id", "account_key", "reject_reason", "cell_problems")).toEqual(
      ["t1", "t2"].map((record_id) => ({
        ...{ record_id, account_key: null, reject_reason: null, cell_problems: null },
      })),
    );
  });

  test("an event older than the look-back on landing is too late", async () => {
    const usage = {
      entity: "usage" as const,
      lookback_days: 7,
      fields: { account_id: "a", occurred_at: "t", event_id: "e" },
    };
    const rows = await stagedRows(usage, [
      { id: "e1", record: { e: "e1", a: "1", t: "2024-05-03" } },
      { id: "e2", record: { e: "e2", a: "1", t: "2024-05-02" } },
    ]);
    expect(pick(rows, "record_id", "reject_reason")).toEqual([
      { record_id: "e1", reject_reason: null },
      { record_id: "e2", reject_reason: "too_late" },
    ]);
  });
});

test("account ids start with their source", async () => {
  const [row] = await stagedRows(accounts({ parent_account_id: "up", merged_into: "into" }), [
    { id: "7", record: { id: "7", up: "8" } },
  ]);
  expect(row).toMatchObject({
    record_id: "7",
    account_key: "crm:7",
    parent_account_key: "crm:8",
    merged_into_key: null,
    known_on: "2024-05-10",
    is_outline: false,
  });
});

test("a list of merged accounts is read in every form", async () => {
  const rows = await stagedRows(accounts({ merged_ids: "properties.merged" }), [
    { id: "1", record: { id: "1", properties: { merged: "5;6" } } },
    { id: "2", record: { id: "2", properties: { merged: ["5", 6] } } },
    { id: "3", record: { id: "3", properties: { merged: null } } },
    { id: "4", record: { id: "4" } },
  ]);
  expect(pick(rows, "record_id", "merged_ids")).toEqual([
    { record_id: "1", merged_ids: "5;6" },
    { record_id: "2", merged_ids: '["5",6]' },
    { record_id: "3", merged_ids: null },
    { record_id: "4", merged_ids: null },
  ]);
});

test("a link refers to the other source's account", async () => {
  const fields = { other_source: { value: "desk" }, other_account_id: "o", account_id: "a" };
  const [row] = await stagedRows({ entity: "account_links", fields }, [
    { id: "desk:5", record: { o: "5", a: "7" } },
  ]);
  expect(row).toMatchObject({ record_id: "desk:5", other_account_key: "desk:5", account_id: "7" });
});

describe("an end that is the last day", () => {
  const fields = {
    subscription_id: "id",
    account_id: "a",
    started_on: "from",
    ended_on: { field: "to", inclusive: true },
    renewal_on: { sql: "cast(renews as date)", inclusive: true },
  };
  const endsOf = async (record: Readonly<Record<string, string>>, more = {}) => {
    const rows = await stagedRows({ entity: "subscriptions", fields, ...more }, [
      { id: "s1", record: { id: "s1", a: "1", from: "2024-01-01", ...record }, landed: "2024-01-01" },
    ]);
    return pick(rows, "started_on", "ended_on", "renewal_on")[0];
  };

  test("becomes the day after", async () => {
    expect(await endsOf({ to: "2024-02-28", renews: "2024-12-31" })).toEqual({
      started_on: "2024-01-01",
      ended_on: "2024-02-29",
      renewal_on: "2025-01-01",
    });
    expect(await endsOf({ to: "2024-02-28T23:59:59Z" })).toMatchObject({ ended_on: "2024-02-29" });
  });

  test("stays null if missing, and stays the last possible date if it is that", async () => {
    expect(await endsOf({ to: "" })).toMatchObject({ ended_on: null, renewal_on: null });
    expect(await endsOf({ to: "9999-12-31" })).toMatchObject({ ended_on: "9999-12-31" });
  });
});

test("equal events without an id are distinguished by their number in the load", async () => {
  const fields = { account_id: "a", occurred_at: "t" };
  const record = { a: "1", t: "2024-05-10" };
  const rows = await stagedRows({ entity: "usage", fields }, [
    { id: "hash", record },
    { id: "hash", record },
    { id: "hash", record, load: "l2" },
  ]);
  expect(pick(rows, "load_id", "record_id")).toEqual([
    { load_id: "l1", record_id: "hash#1" },
    { load_id: "l2", record_id: "hash#1" },
    { load_id: "l1", record_id: "hash#2" },
  ]);
});

test("a record of a history shows on its own date only what was known then: its key, dates, units, and facts that never change", async () => {
  const fields = {
    subscription_id: "id",
    account_id: "a",
    started_on: "from",
    ended_on: "to",
    renewal_on: "renews",
    plan: "plan",
    mrr: { field: "mrr", immutable: true },
    currency: "currency",
  };
  const record = {
    id: "s1",
    a: "1",
    from: "2024-01-02",
    to: "2024-04-01",
    renews: "2025-01-02",
    plan: "Pro",
    mrr: "10",
    currency: "CHF",
  };
  const rows = await stagedRows({ entity: "subscriptions", backdate: "started_on", fields }, [
    { id: "s1", record, landed: "2024-01-02", extracted: "2024-05-10" },
    { id: "s2", record: { ...record, id: "s2" }, landed: "2024-05-10", extracted: "2024-05-10" },
  ]);
  const names = [
    "record_id",
    "is_outline",
    "known_on",
    "account_key",
    "ended_on",
    "renewal_on",
    "plan",
    "mrr",
    "currency",
  ] as const;
  const full = {
    account_key: "crm:1",
    ended_on: "2024-04-01",
    renewal_on: "2025-01-02",
    plan: "Pro",
    mrr: 10,
    currency: "CHF",
  };
  const outline = { ...full, renewal_on: null, plan: null };
  expect(
    pick(rows, ...names).toSorted((a, b) => String(a.known_on).localeCompare(String(b.known_on))),
  ).toEqual([
    { record_id: "s1", is_outline: true, known_on: "2024-01-02", ...outline },
    { record_id: "s1", is_outline: false, known_on: "2024-05-10", ...full },
    { record_id: "s2", is_outline: false, known_on: "2024-05-10", ...full },
  ]);
});

test("a history is complete from the day it landed, even if it was read later", async () => {
  const stream = {
    entity: "subscriptions",
    backdate: "started_on",
    fields: { subscription_id: "id", account_id: "a", plan: "p", started_on: "s" },
  } as const;
  const begunOn = (s: string) => ({ id: s, record: { id: s, a: "1", p: "Pro", s }, landed: s });
  const dates = { loaded: "2024-03-01", extracted: "2024-05-09" };
  const rows = await stagedRows(stream, [
    { ...begunOn("2024-01-02"), ...dates },
    { ...begunOn("2024-03-01"), ...dates },
    // A load that does not say when it landed counts from the day it was read.
    { ...begunOn("2024-01-03"), extracted: "2024-05-09" },
  ]);
  const known = pick(rows, "record_id", "known_on", "plan").map((row) => Object.values(row).join(" "));
  expect(known.toSorted()).toEqual([
    "2024-01-02 2024-01-02 ",
    "2024-01-02 2024-03-01 Pro",
    "2024-01-03 2024-01-03 ",
    "2024-01-03 2024-05-09 Pro",
    "2024-03-01 2024-03-01 Pro",
  ]);
});

test("a link of a history names its accounts from its own date on, and an account has its attributes", async () => {
  const on = { landed: "2024-01-02", extracted: "2024-05-10" };
  const links = await stagedRows(
    {
      entity: "account_links",
      backdate: { field: "since" },
      fields: { other_source: { value: "helpdesk" }, other_account_id: "key", account_id: "a" },
    },
    [{ id: "helpdesk:9", record: { key: "9", a: "1", since: "2024-01-02" }, ...on }],
  );
  const outline = links.filter(({ is_outline }) => is_outline === true);
  expect(pick(outline, "known_on", "other_account_key", "account_id")).toEqual([
    { known_on: "2024-01-02", other_account_key: "helpdesk:9", account_id: "1" },
  ]);
  const fields = { account_id: "a", domain: "d", segment: "s", customer_since: "since" };
  const accounts = await stagedRows(
    { entity: "accounts", backdate: "customer_since", fields, attributes: ["country"] },
    [{ id: "1", record: { a: "1", d: "one.example", s: "Big", since: "2024-01-02", country: "DE" }, ...on }],
  );
  const begun = accounts.filter(({ is_outline }) => is_outline === true);
  expect(pick(begun, "domain", "segment", "attributes")).toEqual([
    { domain: "one.example", segment: null, attributes: '{"country":"DE"}' },
  ]);
});

test("a period is its first day, in SQL as in landing", async () => {
  const texts = {
    "YYYY-MM": ["2024-05", "2024-13", "2024-5", " 2024-12 ", "2024-05-01"],
    "YYYY-Qq": ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2024-Q5", "2024Q1"],
    "YYYY-Www": ["2024-W01", "2020-W53", "2021-W53", "2021-W01", "2026-W53", "2025-W54", "2025-W00"],
    YYYY: ["2024", "24", "2024-01"],
  };
  for (const [format, written] of Object.entries(texts)) {
    const fields = { account_id: "id", customer_since: { field: "on", format } };
    const rows = await stagedRows(
      { entity: "accounts", fields },
      written.map((on, index) => ({ id: String(index), record: { id: String(index), on } })),
    );
    const dates = rows.map(({ record_id, customer_since }) => [written[Number(record_id)], customer_since]);
    expect(dates.toSorted()).toEqual(written.map((on) => [on, utcDateOf(on, format) ?? null]).toSorted());
  }
});

describe("a declared format is read in SQL as in landing", () => {
  const dates = {
    YYYYMMDDHHmmss: ["20240501235959", "20240501245959", "20240231000000", "20240501"],
    "D MMM YYYY": [
      "1 May 2024",
      "01 SEP 2024",
      "1 September 2024",
      "31 Feb 2024",
      "29 feb 2024",
      "1 Mai 2024",
    ],
    "MMMM D, YYYY": ["december 31, 2024", "May 1, 2024", "Dec 31, 2024", "June 31, 2024"],
    "M/D/YYYY h:mm A": ["5/1/2024 12:00 AM", "5/1/2024 11:59 pm", "5/1/2024 13:00 PM", "5/1/2024 0:00 AM"],
    "MM/DD/YYYY hh:mm:ss A": ["05/01/2024 01:00:00 PM", "05/01/2024 1:00:00 PM", "05/01/2024 12:30:59 PM"],
    "YYYY-MM-DD HH:mm:ss UTC": ["2024-05-01 23:59:59 UTC", "2024-05-01 23:59:59", "2024-05-01 23:59:59 GMT"],
  };

  test.each(Object.entries(dates))("%s", async (format, written) => {
    const rows = await stagedRows(
      { entity: "accounts", fields: { account_id: "id", customer_since: { field: "on", format } } },
      written.map((on, index) => ({ id: String(index), record: { id: String(index), on } })),
    );
    const read = new Map(rows.map(({ record_id, customer_since }) => [record_id, customer_since]));
    expect(written.map((_, index) => read.get(String(index)))).toEqual(
      written.map((on) => utcDateOf(on, format) ?? null),
    );
  });

  test("on any day, at any time", async () => {
    const names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const moments = fc.sample(
      fc.date({ noInvalidDate: true, min: new Date("1900-01-01"), max: new Date("2100-01-01") }),
      { numRuns: 200, seed },
    );
    const written = moments.map((moment) => {
      const [day, month, year] = [moment.getUTCDate(), names[moment.getUTCMonth()], moment.getUTCFullYear()];
      const [hour, minute] = [moment.getUTCHours(), String(moment.getUTCMinutes()).padStart(2, "0")];
      return `${day} ${month} ${year} ${hour % 12 === 0 ? 12 : hour % 12}:${minute} ${hour < 12 ? "AM" : "PM"}`;
    });
    const format = "D MMM YYYY h:mm A";
    const rows = await stagedRows(
      {
        entity: "tickets",
        fields: { ticket_id: "id", account_id: "id", created_at: { field: "at", format } },
      },
      written.map((at, index) => ({ id: String(index), record: { id: String(index), at } })),
    );
    const read = new Map(rows.map(({ record_id, created_at }) => [record_id, String(created_at)]));
    for (const [index, moment] of moments.entries()) {
      expect(read.get(String(index))).toBe(`${moment.toISOString().slice(0, 16).replace("T", " ")}:00`);
      expect(utcDateOf(written[index] ?? "", format)).toBe(moment.toISOString().slice(0, 10));
    }
  });
});
