import { describe, expect, test } from "vitest";
import { measureRows } from "../../../lib/measures/measure-rows.ts";
import { ownMeasuresModel } from "../../../lib/measures/own-measures.ts";
import { measureDefinitions } from "../../../lib/scoring/measures.ts";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";

const definitions = measureRows(measureDefinitions, new Map());
const models = [ownMeasuresModel([])];
const app = {
  source: "app",
  stream: "events",
  entity: "usage",
  source_position: 2,
  last_landed_on: "2024-06-20",
};
const stale = { source: "app", stream: "events", entity: "usage", status: "stale" };
const today = { account_id: "a1", measure: "active_days_28d", value: 3, sample_size: 12, absence: null };

/** active_days_28d of account a1 on 2024-06-30, with 9 days observed on the given day. */
async function measureOfOne(
  given: Readonly<Record<string, readonly GivenRow[]>>,
  last: GivenRow = { status: "ok", value: 9, observed_at: "2024-06-29 00:00:00" },
) {
  const rows = await rowsOf("measures", {
    asOf: "2024-06-30",
    previous: "2024-06-29",
    models,
    given: {
      ...definitions,
      streams: [app],
      usage_measures: [today],
      history_measures: [{ ...{ account_id: "a1", measure: "active_days_28d", sample_size: 40 }, ...last }],
      ...given,
    },
  });
  expect(rows).toHaveLength(1);
  return pick(rows, "value", "sample_size", "status", "source", "observed_at")[0];
}

test("a measure of a fresh source is ok, and a true zero is a value", async () => {
  expect(await measureOfOne({})).toEqual({
    ...{ value: 3, sample_size: 12, status: "ok", source: "app", observed_at: "2024-06-30 00:00:00" },
  });
  expect(await measureOfOne({ usage_measures: [{ ...today, value: 0 }] })).toMatchObject({
    ...{ value: 0, status: "ok" },
  });
});

test.each(["not_applicable", "no_response"])(
  "a missing value has a status that says why: %s",
  async (absence) => {
    expect(await measureOfOne({ usage_measures: [{ ...today, value: null, absence }] })).toEqual({
      ...{ value: null, sample_size: 0, status: absence, source: "app", observed_at: null },
    });
  },
);

describe("a source that was never connected", () => {
  test.each([
    ["has no stream in the config", []],
    ["never landed anything", [{ ...app, last_landed_on: null }]],
    ["has other streams only", [{ ...app, entity: "tickets" }]],
  ])("%s: it has no values, whatever was calculated", async (_, streams) => {
    expect(await measureOfOne({ streams })).toEqual({
      ...{ value: null, sample_size: 0, status: "never_connected", source: null, observed_at: null },
    });
  });
});

test("a stream of rejects only is not connected, and another stream is", async () => {
  const rejected = { source: "app", stream: "events", entity: "usage", status: "never_connected" };
  expect(await measureOfOne({ source_freshness: [rejected] })).toMatchObject({
    ...{ value: null, status: "never_connected", source: null },
  });
  const mobile = { ...app, source: "mobile", source_position: 3 };
  expect(await measureOfOne({ streams: [app, mobile], source_freshness: [rejected] })).toMatchObject({
    ...{ value: 3, status: "ok", source: "mobile" },
  });
});

describe("a stale source", () => {
  test("holds its last good value for the measure's hold days, then has none", async () => {
    const week = { status: "held", value: 9, observed_at: "2024-06-23 00:00:00" };
    expect(await measureOfOne({ source_freshness: [stale] }, week)).toEqual({
      ...{ value: 9, sample_size: 40, status: "held", source: "app", observed_at: "2024-06-23 00:00:00" },
    });
    const older = { ...week, observed_at: "2024-06-22 00:00:00" };
    expect(await measureOfOne({ source_freshness: [stale] }, older)).toEqual({
      ...{ value: null, sample_size: 0, status: "source_stale", source: "app", observed_at: null },
    });
  });

  test("holds from the day that the value was known, whenever it was observed", async () => {
    const known = { status: "held", value: 9, observed_at: "2024-01-05 10:00:00", known_on: "2024-06-23" };
    expect(await measureOfOne({ source_freshness: [stale] }, known)).toMatchObject({
      ...{ value: 9, status: "held", observed_at: "2024-01-05 10:00:00" },
    });
    const older = { ...known, known_on: "2024-06-22" };
    expect(await measureOfOne({ source_freshness: [stale] }, older)).toMatchObject({
      status: "source_stale",
    });
  });

  test("has no value to hold if the last run had none", async () => {
    const missing = { status: "no_response", value: null, observed_at: null };
    expect(await measureOfOne({ source_freshness: [stale] }, missing)).toMatchObject({
      ...{ value: null, status: "source_stale" },
    });
  });

  test("does not affect measures of other sources", async () => {
    const other = { ...stale, source: "desk", stream: "tickets", entity: "tickets" };
    expect(await measureOfOne({ source_freshness: [other] })).toMatchObject({ value: 3, status: "ok" });
  });

  test("makes a measure of several sources stale, and the first in the config is named", async () => {
    const mobile = { ...app, source: "mobile", source_position: 1 };
    expect(await measureOfOne({ streams: [app, mobile], source_freshness: [stale] })).toMatchObject({
      ...{ value: 9, status: "held", source: "mobile" },
    });
  });
});

test("measures of all families are joined with their definitions", async () => {
  const one = (measure: string) => [{ account_id: "a1", measure, value: 1, sample_size: 1 }];
  const rows = await rowsOf("measures", {
    asOf: "2024-06-30",
    models,
    given: {
      ...definitions,
      usage_measures: one("usage_trend_28d"),
      support_measures: one("tickets_per_seat_28d"),
      feedback_measures: one("nps_rating_180d"),
      financial_measures: one("mrr_change_90d"),
    },
  });
  expect(pick(rows, "measure", "component", "unit")).toEqual([
    { measure: "mrr_change_90d", component: "financial", unit: "share" },
    { measure: "nps_rating_180d", component: "feedback", unit: "rating 0-10" },
    { measure: "tickets_per_seat_28d", component: "support", unit: "tickets per seat" },
    { measure: "usage_trend_28d", component: "usage", unit: "share" },
  ]);
});
