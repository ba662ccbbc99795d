import { describe, expect, test } from "vitest";
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

/** What each run of a chain counts, and what it still waits for. */
async function runs(days: readonly { readonly on: string; readonly staged: readonly GivenRow[] }[]) {
  const counted: Row[] = [];
  const results: { counted: Row[]; pending: Row[] }[] = [];
  for (const [index, { on, staged }] of days.entries()) {
    const previous = days[index - 1]?.on;
    const run = { asOf: on, ...(previous === undefined ? {} : { previous }), models };
    const given = { staged_usage: staged, history_usage_pending: results.at(-1)?.pending ?? [] };
    const added = await rowsOf("usage_events", {
      ...run,
      given: { ...given, history_usage_events: counted },
    });
    results.push({ counted: added, pending: await rowsOf("usage_pending", { ...run, given }) });
    counted.push(...added.map((row) => ({ ...row, as_of_date: on })));
  }
  return results.map(({ counted, pending }) => ({
    counted: counted.map(({ event_id }) => event_id),
    pending: pending.map(({ event_id }) => event_id),
  }));
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

  test("a growing file without ids that lands again adds only its new rows", async () => {
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

  test("an event dated ahead waits for its day, and counts once even if it lands again", async () => {
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

  test("rejected and late events count nowhere, and a row without a count stands for one use", async () => {
    const staged_usage = [
      event("a", "2024-05-01", { reject_reason: "too_late" }),
      event("b", "2024-05-01"),
      event("c", "2024-05-01", { events: 5 }),
    ];
    const rows = await rowsOf("usage_events", { asOf: "2024-05-01", models, given: { staged_usage } });
    expect(pick(rows, "event_id", "events")).toEqual([
      { event_id: "b", events: 1 },
      { event_id: "c", events: 5 },
    ]);
  });
});

test("an account's first and last day of use are carried forward", async () => {
  const rows = await rowsOf("usage_accounts", {
    asOf: "2024-05-02",
    previous: "2024-05-01",
    models,
    given: {
      staged_usage: [
        event("a", "2024-04-28"),
        event("b", "2024-05-09"),
        event("c", "2024-05-02", { account_key: "product:2" }),
      ],
      history_usage_pending: [{ account_key: "product:1", usage_date: "2024-05-02" }],
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

test("rejects of every entity are gathered with their reason and text", async () => {
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
