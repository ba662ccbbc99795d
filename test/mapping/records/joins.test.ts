import { expect, test } from "vitest";
import { Source } from "../../../lib/config/schema.ts";
import { mappingModels } from "../../../lib/mapping/models.ts";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { landed } from "../../support/merge.ts";
import { rawColumns, rawRow } from "../../support/raw.ts";

const stream = (more: Readonly<Record<string, unknown>>) => ({
  path: "t.json",
  mode: "upsert",
  entity: "tickets",
  ...more,
});
const source = Source.parse({
  name: "crm",
  kind: "files",
  streams: {
    things: stream({ fields: { ticket_id: "id", account_id: "account", created_at: "at" } }),
    metrics: stream({ join: "things", fields: { ticket_id: "id", solved_at: "solved", reopens: "reopens" } }),
    words: stream({ join: "things", fields: { ticket_id: "id", priority: "urgency" } }),
  },
});
const models = mappingModels({ sources: [source] });
const [day1, day2] = ["2024-05-01", "2024-05-02"];

const parts = (records: readonly Readonly<Record<string, unknown>>[], history: readonly GivenRow[] = []) =>
  rowsOf("parts_crm_metrics", {
    ...{ asOf: day2, previous: day1, models },
    given: {
      raw_crm_metrics: records.map((record, position) => ({
        ...rawRow({ record, id: String(record.id), landed: day2 }),
        position,
      })),
      history_parts_crm_metrics: history,
    },
    tables: { raw_crm_metrics: rawColumns },
  });

test("the newest row of a joined stream is kept, and needs nothing but its key", async () => {
  const before = landed(day1, "1", { stream: "metrics", reopens: 1 });
  const rows = await parts(
    [{ id: "1", solved: "2024-05-01" }, { id: "2", reopens: "x" }, { id: "2", reopens: 4 }, { id: "" }],
    [before, landed(day1, "3", { stream: "metrics", reopens: 5 })],
  );
  expect(pick(rows, "record_id", "reopens", "solved_at", "is_solved_at_mapped", "landed_on")).toEqual([
    {
      record_id: "1",
      reopens: null,
      solved_at: "2024-05-01 00:00:00",
      is_solved_at_mapped: true,
      landed_on: day2,
    },
    { record_id: "2", reopens: 4, solved_at: null, is_solved_at_mapped: true, landed_on: day2 },
    { record_id: "3", reopens: 5, solved_at: null, is_solved_at_mapped: null, landed_on: day1 },
  ]);
});

test("a record has the fields of each stream that is joined to it, and of no other source's", async () => {
  const ofMetrics = (id: string, more: GivenRow) =>
    landed(day1, id, { stream: "metrics", is_solved_at_mapped: true, ...more });
  const problem = "reopens\tnot a whole number\tmany";
  const rows = await rowsOf("tickets_records", {
    ...{ asOf: day2, previous: day1, models },
    given: {
      staged_tickets: [
        landed(day2, "1", { account_key: "crm:1", cell_problems: "channel\tmissing\t" }),
        landed(day2, "1", { stream: "metrics", reopens: 9 }),
        landed(day2, "2", { source: "desk", reopens: 7 }),
      ],
      history_tickets_records: [
        landed(day1, "3", {
          reopens: 1,
          cell_problems: `own\tmissing\t\n\n${problem}`,
          account_key: "crm:3",
        }),
      ],
      parts_crm_metrics: [
        ofMetrics("1", { solved_at: "2024-05-01 10:00:00", cell_problems: problem }),
        ofMetrics("2", { reopens: 2 }),
        ofMetrics("3", { reopens: 6, known_on: "2024-05-09" }),
      ],
      parts_crm_words: [landed(day1, "1", { stream: "words", priority: "high" })],
    },
  });
  expect(
    pick(
      rows,
      "source",
      "record_id",
      "reopens",
      "solved_at",
      "priority",
      "is_solved_at_mapped",
      "cell_problems",
    ),
  ).toEqual([
    {
      ...{ source: "crm", record_id: "1", reopens: null, solved_at: "2024-05-01 10:00:00", priority: "high" },
      ...{ is_solved_at_mapped: true, cell_problems: `channel\tmissing\t\n\n${problem}` },
    },
    {
      ...{ source: "crm", record_id: "3", reopens: null, solved_at: null, priority: null },
      ...{ is_solved_at_mapped: false, cell_problems: "own\tmissing\t" },
    },
    {
      ...{ source: "desk", record_id: "2", reopens: 7, solved_at: null, priority: null },
      ...{ is_solved_at_mapped: null, cell_problems: null },
    },
  ]);
});

test("rows of a joined stream are counted like others", async () => {
  const [on, streams] = [
    day2,
    ["things", "metrics", "words"].map((name) => ({ source: "crm", stream: name, entity: "tickets" })),
  ];
  const ofMetrics = (id: string, more: GivenRow = {}) => landed(on, id, { stream: "metrics", ...more });
  const rows = await rowsOf("record_counts", {
    ...{ asOf: on, previous: day1, models },
    given: {
      streams,
      run_batches: streams.map((each) => ({ ...each, load_id: `load of ${on}`, landed_on: on })),
      staged_tickets: [
        landed(on, "1"),
        ofMetrics("1"),
        ofMetrics("1", { content_hash: "b" }),
        ofMetrics("2"),
      ],
      tickets_records: [landed(on, "1")],
      parts_crm_metrics: [ofMetrics("1", { content_hash: "b" }), ofMetrics("2")],
    },
  });
  expect(pick(rows, "stream", "current", "superseded")).toEqual([
    { stream: "metrics", current: 2, superseded: 1 },
    { stream: "things", current: 1, superseded: 0 },
    { stream: "words", current: 0, superseded: 0 },
  ]);
});

test("rows without a partner are counted by their landing date: those without a record, and records without what they require", async () => {
  const given = Source.parse({
    name: "crm",
    kind: "files",
    streams: {
      things: stream({ fields: { ticket_id: "id" } }),
      owners: stream({ join: "things", fields: { ticket_id: "id", account_id: "company" } }),
      times: stream({ join: "things", fields: { ticket_id: "id", created_at: "at" } }),
      words: stream({ join: "things", fields: { ticket_id: "id", priority: "urgency" } }),
    },
  });
  const of = (name: string, id: string, more: GivenRow = {}) => landed(day2, id, { stream: name, ...more });
  const owner = (id: string, account_key: string | null, more: GivenRow = {}) =>
    of("owners", id, { account_key, ...more });
  const rows = await rowsOf("unjoined_rows", {
    ...{ asOf: day2, previous: day1, models: mappingModels({ sources: [given] }) },
    given: {
      staged_tickets: [
        ...["1", "2", "3", "4"].map((id) => of("things", id)),
        of("things", "5", { reject_reason: "missing ticket_id" }),
        of("things", "6", { is_outline: true }),
        owner("1", "crm:a"),
        owner("7", "crm:a"),
        owner("8", "crm:a", { landed_on: day1 }),
        // These are unmatched for their account already.
        owner("9", null),
        owner("10", "crm:nowhere"),
        of("times", "1"),
        of("words", "11"),
      ],
      tickets_records: [of("things", "1"), of("things", "7", { deleted_on: day1 })],
      parts_crm_owners: [owner("1", "crm:a"), owner("3", "crm:a"), owner("4", "crm:a", { deleted_on: day2 })],
      parts_crm_times: ["1", "2", "4"].map((id) => of("times", id)),
      account_identity: [
        { account_key: "crm:a", account_id: "A" },
        { account_key: "crm:nowhere", account_id: null },
      ],
    },
  });
  expect(
    pick(rows, "stream", "landed_on", "unjoined_to", "record_id", "row_count").map((row) =>
      Object.values(row).join(" "),
    ),
  ).toEqual([
    `owners ${day1} things 8 1`,
    `owners ${day2} things 7 1`,
    `things ${day2} owners 2 3`,
    `words ${day2} things 11 1`,
  ]);
});
