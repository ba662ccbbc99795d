import { expect, test } from "vitest";
import type { StreamReport } from "../../lib/reports/stream-report.ts";
import { streamLines } from "../../lib/reports/stream-words.ts";

const late: StreamReport = {
  ...{ source: "desk", stream: "tickets", status: "stale", reason: "silent", last_usable_on: "2026-03-01" },
  ...{ expected_by: "own rhythm", expect_every_days: 3, source_unfit_since: "2026-03-05" },
  ...{
    landed: 0,
    unreadable: 0,
    filtered: 0,
    rejected: 0,
    too_late: 0,
    empty: 0,
    keyless: 0,
    unjoined: 0,
    unjoined_to: null,
    elements: 0,
    unmatched: 0,
  },
  ...{ unmatched_record: null, source_keys: 0, source_keys_by_name: 0, source_keys_ambiguous: 0 },
  ...{ rejects: [], unmatchedKeys: [] },
};

test.each([
  [0.5, "12 hours"],
  [1, "1 day"],
  [1.5, "36 hours"],
  [3, "3 days"],
  [18.421875, "18 days"],
])("a stream that is expected every %d days is said to be expected every %s", (expect_every_days, text) => {
  expect(streamLines({ ...late, expect_every_days })).toEqual([
    `desk.tickets: stale, because nothing has landed since 2026-03-01; expected every ${text}, by its own rhythm`,
  ]);
});
