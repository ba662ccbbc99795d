import { expect, test } from "vitest";
import { type GivenRow, rowsOf } from "../../support/given.ts";

const stream = { source: "app", stream: "events", entity: "usage" };

const gapsAfter = async (...history_source_freshness: readonly GivenRow[]) => {
  const rows = await rowsOf("usage_gaps", {
    ...{ asOf: "2024-05-10", previous: "2024-05-09" },
    given: {
      history_source_freshness,
      history_usage_gaps: [{ usage_date: "2024-04-20" }, { usage_date: "2024-03-01" }],
    },
  });
  return rows.map(({ usage_date }) => usage_date).toSorted();
};

test("usage may be lost on the days since a stream could last be used", async () => {
  const days = ["2024-05-08", "2024-05-09", "2024-05-10"];
  for (const status of ["stale", "degraded"])
    expect(await gapsAfter({ ...stream, status, last_usable_on: "2024-05-07" })).toEqual([
      "2024-04-20",
      ...days,
    ]);
});

test("earlier gaps stay for 56 days, and a fresh stream adds none", async () => {
  expect(await gapsAfter({ ...stream, status: "fresh", last_usable_on: "2024-05-07" })).toEqual([
    "2024-04-20",
  ]);
  expect(await gapsAfter({ ...stream, status: "never_connected", last_usable_on: null })).toEqual([
    "2024-04-20",
  ]);
  expect(
    await gapsAfter({ ...stream, entity: "tickets", status: "stale", last_usable_on: "2024-05-07" }),
  ).toEqual(["2024-04-20"]);
});

test("a long silence is as long as the windows of measures", async () => {
  const gaps = await gapsAfter({ ...stream, status: "stale", last_usable_on: "2023-01-01" });
  expect([gaps.length, gaps[0], gaps.at(-1)]).toEqual([56, "2024-03-16", "2024-05-10"]);
});
