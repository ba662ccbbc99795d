import { expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { landed, generatedModels as models } from "../../support/merge.ts";

const on = "2024-05-10";
const batch = (stream: string, records: number, more: GivenRow = {}): GivenRow => ({
  source: "crm",
  stream,
  load_id: `load of ${on}`,
  landed_on: on,
  records,
  is_read: true,
  ...more,
});
const counts = [
  "stream",
  "landed",
  "current",
  "superseded",
  "duplicate",
  "rejected",
  "too_late",
  "filtered",
  "cells_unread",
  "pending",
] as const;

const recordTables = ["staged_accounts", "accounts_records", "history_accounts_records"];
const usageTables = ["staged_usage", "usage_events", "usage_repeats", "history_usage_pending"];
const usageStreams = [{ source: "crm", stream: "usage", entity: "usage", lookback_days: 7 }];
const event = (event_id: string, usage_date = on, more: GivenRow = {}): GivenRow => ({
  ...{ source: "crm", stream: "usage", load_id: `load of ${on}`, landed_on: on, event_id, usage_date },
  ...more,
});

/** The fate of a run's rows, counted by kind of stream and joined. */
async function quality(given: Record<string, readonly GivenRow[]>) {
  const run = { asOf: on, previous: "2024-05-09", models };
  const among = (tables: readonly string[]) =>
    Object.fromEntries(Object.entries(given).filter(([table]) => tables.includes(table)));
  const { streams = [], run_batches = [] } = given;
  const read = { streams, run_batches };
  const record_counts = await rowsOf("record_counts", { ...run, given: { ...read, ...among(recordTables) } });
  const usage_counts = await rowsOf("usage_counts", { ...run, given: { ...read, ...among(usageTables) } });
  const rows = await rowsOf("data_quality", {
    ...run,
    given: { ...read, ...among(["rejects", "cell_problems"]), record_counts, usage_counts },
  });
  return pick(rows, ...counts).map((row) => Object.values(row).join(" "));
}

test("every row of a stream of records is current, superseded, a duplicate or rejected", async () => {
  const row = (id: string, content_hash: string, more: GivenRow = {}) =>
    landed(on, id, { content_hash, ...more });
  expect(
    await quality({
      streams: [{ source: "crm", stream: "things", entity: "accounts" }],
      run_batches: [batch("things", 5), batch("things", 100, { load_id: "older", is_read: false })],
      staged_accounts: [
        row("1", "b"),
        row("1", "b"),
        row("1", "a"),
        row("2", "a"),
        row("2", "a", { is_outline: true }),
      ],
      accounts_records: [row("1", "b"), row("2", "a"), landed("2024-05-01", "3")],
      rejects: [{ source: "crm", stream: "things", reason: "missing account_id" }],
      cell_problems: [
        { source: "crm", stream: "things", is_rejected: false, cells: 2 },
        { source: "crm", stream: "things", is_rejected: true, cells: 1 },
      ],
    }),
  ).toEqual(["things 105 2 101 1 1 0 0 2 0"]);
});

test("rows of a snapshot older than one already read are superseded", async () => {
  expect(
    await quality({
      streams: [{ source: "crm", stream: "things", entity: "accounts" }],
      run_batches: [batch("things", 1, { landed_on: "2024-05-01", load_id: "load of 2024-05-01" })],
      staged_accounts: [landed("2024-05-01", "gone")],
      accounts_records: [landed("2024-05-05", "1")],
    }),
  ).toEqual(["things 1 0 1 0 0 0 0 0 0"]);
});

test("a row that the mapping leaves out is neither current nor rejected", async () => {
  expect(
    await quality({
      streams: [{ source: "crm", stream: "things", entity: "accounts" }],
      run_batches: [batch("things", 2)],
      staged_accounts: [landed(on, "1"), landed(on, "2", { reject_reason: "filtered" })],
      accounts_records: [landed(on, "1")],
    }),
  ).toEqual(["things 2 1 0 0 0 0 1 0 0"]);
});

test("records are counted with their elements, whatever became of either", async () => {
  const rows = (outcome: string, row_count: number) => ({
    ...{ source: "crm", stream: "things", landed_on: on, outcome, row_count },
  });
  const counted = async (landed_rows: readonly GivenRow[]) => {
    const streams = [{ source: "crm", stream: "things", entity: "accounts" }];
    const given = { streams, run_batches: [batch("things", 6)], landed_rows };
    const found = await rowsOf("data_quality", { asOf: on, previous: "2024-05-09", models, given });
    return pick(found, "landed", "elements", "split", "empty")[0];
  };
  const elements = [rows("usable", 7), rows("rejected", 2), rows("filtered", 1)];
  expect(await counted([...elements, rows("split", 3), rows("empty", 2), rows("unlisted", 1)])).toEqual({
    ...{ landed: 6, elements: 10, split: 3, empty: 2 },
  });
  expect(await counted(elements)).toEqual({ landed: 6, elements: 0, split: 0, empty: 0 });
});

test("a lost row is in no count, so that the audit finds it", async () => {
  expect(
    await quality({
      streams: [{ source: "crm", stream: "things", entity: "accounts" }],
      run_batches: [batch("things", 1)],
      staged_accounts: [landed(on, "lost")],
    }),
  ).toEqual(["things 1 0 0 0 0 0 0 0 0"]);
});

test("events are counted, waiting, counted before, or too late", async () => {
  const staged = (id: string) => ({ source: "crm", stream: "usage", record_id: id, landed_on: on });
  expect(
    await quality({
      streams: usageStreams,
      run_batches: [batch("usage", 9)],
      staged_usage: [
        ...["new", "new", "ahead", "waited", "old", "older", "lost"].map(staged),
        { ...staged("own"), reject_reason: "filtered" },
      ],
      usage_events: [
        event("new"),
        event("waited", on, { landed_on: "2024-05-01", load_id: "earlier" }),
        event("ahead", "2024-05-11"),
      ],
      usage_repeats: ["old", "older"].map((event_id) => ({
        source: "crm",
        event_id,
        landed_on: "2024-05-08",
      })),
      rejects: [{ source: "crm", stream: "usage", reason: "too_late" }],
    }),
  ).toEqual(["usage 9 2 0 4 0 1 1 0 1"]);
});

test("a copy that replaces a waiting event is a duplicate, since the event is counted already", async () => {
  const earlier = { landed_on: "2024-05-08", load_id: "earlier" };
  const staged = (record_id: string) => ({ source: "crm", stream: "usage", record_id, landed_on: on });
  expect(
    await quality({
      streams: usageStreams,
      run_batches: [batch("usage", 3)],
      staged_usage: ["replaced", "still waiting", "another by this id"].map(staged),
      usage_events: [
        event("replaced"),
        event("still waiting", "2024-05-12", earlier),
        event("another by this id"),
        event("another by this id", "2024-05-12", { ...earlier, landed_on: "2024-04-20" }),
      ],
      history_usage_pending: [
        event("replaced", "2024-05-12", earlier),
        event("still waiting", "2024-05-12", earlier),
        event("another by this id", "2024-05-12", { ...earlier, landed_on: "2024-04-20" }),
      ].map((row) => ({ ...row, as_of_date: "2024-05-09" })),
    }),
  ).toEqual(["usage 3 1 0 2 0 0 0 0 0"]);
});

test("a stream without rows has zeros", async () => {
  expect(await quality({ streams: [{ source: "crm", stream: "things", entity: "accounts" }] })).toEqual([
    "things 0 0 0 0 0 0 0 0 0",
  ]);
});

test("unreadable rows are counted besides landed ones, and a full export counts the records that it deletes", async () => {
  const full = (stream: string, more: GivenRow) => batch(stream, 9, { mode: "full", unreadable: 1, ...more });
  const rows = await rowsOf("data_quality", {
    ...{ asOf: on, previous: "2024-05-09", models },
    given: {
      streams: ["footer", "broken", "changes"].map((stream) => ({
        source: "crm",
        stream,
        entity: "accounts",
      })),
      run_batches: [
        full("footer", { is_whole: true }),
        full("footer", { is_whole: false, is_read: false, load_id: "passed over" }),
        full("broken", { is_whole: false, unreadable: 9 }),
        batch("changes", 3, { mode: "upsert", unreadable: 2, is_whole: false }),
      ],
    },
  });
  expect(pick(rows, "stream", "landed", "unreadable", "absent")).toEqual([
    { stream: "broken", landed: 9, unreadable: 9, absent: "kept" },
    { stream: "changes", landed: 3, unreadable: 2, absent: null },
    { stream: "footer", landed: 18, unreadable: 2, absent: "deleted" },
  ]);
});

test("a full stream counts its previous records, and those missing from its snapshot", async () => {
  const before = ["1", "2", "3"].map((id) => landed("2024-05-09", id));
  const gone = landed("2024-05-01", "9", { deleted_on: "2024-05-02" });
  const stream = (mode: string) => ({ source: "crm", stream: "things", entity: "accounts", mode });
  const losses = async (mode: string) => {
    const rows = await rowsOf("record_counts", {
      ...{ asOf: on, previous: "2024-05-09", models },
      given: {
        streams: [stream(mode)],
        history_accounts_records: [...before, gone],
        accounts_records: [...before.slice(1), landed("2024-05-09", "1", { deleted_on: on }), gone],
      },
    });
    return pick(rows, "records_before", "records_lost");
  };
  expect(await losses("full")).toEqual([{ records_before: 3, records_lost: 1 }]);
  expect(await losses("upsert")).toEqual([{ records_before: 0, records_lost: 0 }]);
});
