import { describe, expect, test } from "vitest";
import { addDays } from "../../../lib/dates.ts";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { generatedModels } from "../../support/merge.ts";

const models = generatedModels;
const event = (id: string, usedOn: string, more: GivenRow = {}): GivenRow => ({
  source: "product",
  stream: "usage",
  record_id: id,
  load_id: "l1",
  landed_on: usedOn,
  account_key: "product:1",
  occurred_at: `${usedOn} 10:00:00`,
  usage_date: usedOn,
  ...more,
});

const streams = [{ source: "product", stream: "usage", entity: "usage", lookback_days: 7 }];

/** Each run's counted events and waiting events; on request with the day of the events. */
async function runs(
  days: readonly { readonly on: string; readonly staged: readonly GivenRow[] }[],
  show: (row: Row) => unknown = ({ event_id }) => event_id,
) {
  const known: Row[] = [];
  const results: { counted: unknown[]; pending: unknown[] }[] = [];
  let pending: Row[] = [];
  for (const [index, { on, staged }] of days.entries()) {
    const previous = days[index - 1]?.on;
    const run = { asOf: on, ...(previous === undefined ? {} : { previous }), models };
    const arriving = { streams, staged_usage: staged, history_usage_pending: pending };
    const usage_repeats = await rowsOf("usage_repeats", {
      ...run,
      given: { ...arriving, history_usage_events: known },
    });
    const added = await rowsOf("usage_events", { ...run, given: { ...arriving, usage_repeats } });
    pending = await rowsOf("usage_pending", { ...run, given: { usage_events: added } });
    const waits = pending.map((row) => show(row));
    results.push({ counted: added.filter(({ is_use }) => is_use).map((row) => show(row)), pending: waits });
    known.push(...added.map((row) => ({ ...row, as_of_date: on })));
  }
  return results;
}

/** The final counts when these rows land, read by runs every so many days. */
async function countedInRunsOf(length: number, landed: readonly GivenRow[], last: string) {
  const days: { on: string; staged: GivenRow[] }[] = [];
  for (let first = "2024-05-01"; first <= last; first = addDays(first, length)) {
    const on = addDays(first, length - 1);
    const staged = landed.filter(({ landed_on }) => String(landed_on) >= first && String(landed_on) <= on);
    days.push({ on, staged });
  }
  const results = await runs(days, ({ event_id, usage_date }) => `${event_id} of ${usage_date}`);
  return results.flatMap(({ counted }) => counted).toSorted();
}

describe("events", () => {
  test("an event counts once, however often it lands", async () => {
    expect(
      await runs([
        { on: "2024-05-01", staged: [event("a", "2024-05-01"), event("a", "2024-05-01", { load_id: "l2" })] },
        { on: "2024-05-02", staged: [event("a", "2024-05-01"), event("b", "2024-05-02")] },
        { on: "2024-05-03", staged: [event("b", "2024-05-02"), event("c", "2024-05-01")] },
      ]),
    ).toEqual([
      { counted: ["a"], pending: [] },
      { counted: ["b"], pending: [] },
      { counted: ["c"], pending: [] },
    ]);
  });

  test("a growing file without ids adds only its new rows each time", async () => {
    expect(
      await runs([
        { on: "2024-05-01", staged: [event("h#1", "2024-05-01"), event("h#2", "2024-05-01")] },
        { on: "2024-05-02", staged: ["h#1", "h#2", "h#3"].map((id) => event(id, "2024-05-01")) },
      ]),
    ).toEqual([
      { counted: ["h#1", "h#2"], pending: [] },
      { counted: ["h#3"], pending: [] },
    ]);
  });

  test("an event with a future date waits for its day, and counts once even if it lands again", async () => {
    expect(
      await runs([
        { on: "2024-05-01", staged: [event("a", "2024-05-03")] },
        { on: "2024-05-02", staged: [event("a", "2024-05-03")] },
        { on: "2024-05-03", staged: [event("a", "2024-05-03")] },
        { on: "2024-05-04", staged: [event("a", "2024-05-03")] },
      ]),
    ).toEqual([
      { counted: [], pending: ["a"] },
      { counted: [], pending: ["a"] },
      { counted: ["a"], pending: [] },
      { counted: [], pending: [] },
    ]);
  });

  test("an event with a past and a future date counts on the past one", async () => {
    const both = [event("a", "2024-05-01"), event("a", "2030-01-01", { landed_on: "2024-05-01" })];
    expect(await runs([{ on: "2024-05-01", staged: both }])).toEqual([{ counted: ["a"], pending: [] }]);
    const [has_been, to_come] = both as [GivenRow, GivenRow];
    const corrected = { ...has_been, landed_on: "2024-05-02" };
    expect(
      await runs([
        { on: "2024-05-01", staged: [to_come] },
        { on: "2024-05-02", staged: [corrected] },
        { on: "2024-05-03", staged: [{ ...to_come, landed_on: "2024-05-03" }] },
      ]),
    ).toEqual([
      { counted: [], pending: ["a"] },
      { counted: ["a"], pending: [] },
      { counted: [], pending: [] },
    ]);
  });

  test("of copies that land on one day the earlier load's counts", async () => {
    const loaded = (hour: string, feature: string) =>
      event("a", "2024-05-01", { extracted_at: `2024-05-01 ${hour}:00:00`, load_id: `l${feature}`, feature });
    const staged = [loaded("12", "a later one"), loaded("06", "the first")];
    expect(await runs([{ on: "2024-05-01", staged }], ({ feature }) => feature)).toEqual([
      { counted: ["the first"], pending: [] },
    ]);
  });

  test("an id that lands again within the look-back is the same event, and later it is another one", async () => {
    expect(
      await runs([
        { on: "2024-05-01", staged: [event("a", "2024-05-01"), event("b", "2024-05-01")] },
        { on: "2024-05-08", staged: [event("a", "2024-05-08")] },
        { on: "2024-05-09", staged: [event("b", "2024-05-09")] },
      ]),
    ).toEqual([
      { counted: ["a", "b"], pending: [] },
      { counted: [], pending: [] },
      { counted: ["b"], pending: [] },
    ]);
  });

  test.each([1, 2, 7, 28])("runs every %i days count the same as daily ones", async (length) => {
    const landed = [
      event("again", "2024-05-01"),
      event("again", "2024-05-01", { landed_on: "2024-05-03" }),
      event("corrected", "2024-05-02"),
      event("corrected", "2024-05-03", { landed_on: "2024-05-04" }),
      event("reused", "2024-05-03"),
      event("reused", "2024-05-03", { landed_on: "2024-05-07" }),
      event("reused", "2024-05-12"),
      event("reused", "2024-05-27"),
      event("ahead", "2024-05-10", { landed_on: "2024-05-02" }),
      event("ahead", "2024-05-04"),
      event("come", "2024-05-06", { landed_on: "2024-05-04" }),
      event("come", "2024-05-07", { landed_on: "2024-05-08" }),
    ];
    expect(await countedInRunsOf(length, landed, "2024-05-28")).toEqual([
      "again of 2024-05-01",
      "ahead of 2024-05-04",
      "come of 2024-05-06",
      "corrected of 2024-05-02",
      "reused of 2024-05-03",
      "reused of 2024-05-12",
      "reused of 2024-05-27",
    ]);
  });

  test("a row with a count of zero is no use, and is kept once", async () => {
    const staged_usage = [
      event("none", "2024-05-01", { events: 0 }),
      event("taken back", "2024-05-01", { events: -2 }),
      event("unsaid", "2024-05-01"),
      event("some", "2024-05-01", { events: 2 }),
    ];
    const given = { streams, staged_usage };
    const rows = await rowsOf("usage_events", { asOf: "2024-05-01", models, given });
    expect(pick(rows, "event_id", "is_use")).toEqual([
      { event_id: "none", is_use: false },
      { event_id: "some", is_use: true },
      { event_id: "taken back", is_use: false },
      { event_id: "unsaid", is_use: true },
    ]);
  });

  test("rejected and late events do not count, and a row without a count is one use", async () => {
    const staged_usage = [
      event("a", "2024-05-01", { reject_reason: "too_late" }),
      event("b", "2024-05-01"),
      event("c", "2024-05-01", { events: 5 }),
    ];
    const given = { staged_usage };
    const rows = await rowsOf("usage_events", { asOf: "2024-05-01", models, given });
    expect(pick(rows, "event_id", "events")).toEqual([
      { event_id: "b", events: 1 },
      { event_id: "c", events: 5 },
    ]);
  });
});

test("an account key's first and last day of use are carried forward", async () => {
  const use = (account_key: string, usage_date: string, is_use = true) => ({
    account_key,
    usage_date,
    is_use,
  });
  const rows = await rowsOf("usage_accounts", {
    asOf: "2024-05-02",
    previous: "2024-05-01",
    models,
    given: {
      usage_events: [
        use("product:1", "2024-04-28"),
        use("product:1", "2024-05-02"),
        use("product:1", "2024-05-09", false),
        use("product:2", "2024-05-02"),
        use("product:4", "2024-05-02", false),
      ],
      history_usage_accounts: [
        { account_key: "product:1", first_used_on: "2024-04-30", last_used_on: "2024-05-01" },
        { account_key: "product:3", first_used_on: "2024-01-01", last_used_on: "2024-01-02" },
      ],
    },
  });
  expect(rows).toEqual([
    { account_key: "product:1", first_used_on: "2024-04-28", last_used_on: "2024-05-02" },
    { account_key: "product:2", first_used_on: "2024-05-02", last_used_on: "2024-05-02" },
    { account_key: "product:3", first_used_on: "2024-01-01", last_used_on: "2024-01-02" },
  ]);
});

test("a key is known from its first landed row on, even without uses", async () => {
  const rows = await rowsOf("usage_keys", {
    asOf: "2024-05-02",
    previous: "2024-05-01",
    models,
    given: {
      staged_usage: [
        event("a", "2024-05-02", { account_key: "product:none", events: 0 }),
        event("b", "2024-05-03", { account_key: "product:ahead" }),
        event("c", "2024-05-02", { account_key: "product:bad", reject_reason: "too_late" }),
      ],
      history_usage_pending: [
        { account_key: "product:come", usage_date: "2024-05-02" },
        { account_key: "product:waits", usage_date: "2024-05-03" },
      ],
      history_usage_keys: [{ account_key: "product:known" }],
      history_usage_accounts: [{ account_key: "product:used" }],
    },
  });
  expect(rows.map(({ account_key }) => account_key)).toEqual(
    ["come", "known", "none", "used"].map((key) => `product:${key}`),
  );
});

test("rejects of every entity are listed with their reason and text", async () => {
  const rejected = { source: "crm", stream: "s", landed_on: "2024-05-01", load_id: "l1" };
  const rows = await rowsOf("rejects", {
    asOf: "2024-05-01",
    models,
    given: {
      staged_accounts: [
        { ...rejected, reject_reason: "missing account_id", reject_payload: "{}" },
        { ...rejected, record_id: "1" },
      ],
      staged_usage: [{ ...rejected, record_id: "e", reject_reason: "too_late", reject_payload: '{"e":1}' }],
    },
  });
  expect(pick(rows, "entity", "record_id", "reason", "payload")).toEqual([
    { entity: "accounts", record_id: null, reason: "missing account_id", payload: "{}" },
    { entity: "usage", record_id: "e", reason: "too_late", payload: '{"e":1}' },
  ]);
});
