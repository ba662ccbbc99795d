import { expect, test } from "vitest";
import { Source } from "../../lib/config/schema.ts";
import { mappingModels } from "../../lib/mapping/models.ts";
import { type GivenRow, pick, rowsOf } from "../support/given.ts";
import { landed } from "../support/merge.ts";
import { rawColumns, rawRow } from "../support/raw.ts";

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

test("rows of a joined stream are counted like others, and those without a record as unmatched", async () => {
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
        ofMetrics("3"),
      ],
      tickets_records: [
        landed(on, "1"),
        landed(day1, "3", { deleted_on: day1 }),
        landed(day1, "2", { source: "desk" }),
      ],
      parts_crm_metrics: [ofMetrics("1", { content_hash: "b" }), ofMetrics("2"), ofMetrics("3")],
    },
  });
  expect(pick(rows, "stream", "current", "superseded", "unmatched", "unmatched_record")).toEqual([
    { stream: "metrics", current: 3, superseded: 1, unmatched: 2, unmatched_record: "2" },
    { stream: "things", current: 1, superseded: 0, unmatched: 0, unmatched_record: null },
    { stream: "words", current: 0, superseded: 0, unmatched: 0, unmatched_record: null },
  ]);
});
