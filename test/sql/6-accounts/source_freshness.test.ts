import { describe, expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { generatedModels as models } from "../../support/merge.ts";

const events = { source: "app", stream: "events" };
const limits = { max_rejected: 0.2, max_too_late: 0.2, max_unmatched: 0.5 };

/** Rows of one landing date by what became of them. */
interface Landing {
  readonly usable?: number;
  readonly unreadable?: number;
  readonly rejected?: number;
  readonly too_late?: number;
  readonly filtered?: number;
  readonly listless?: number;
  /** Whether no earlier run has counted its usable rows. @default true */
  readonly isNew?: boolean;
  readonly unmatched?: number;
}

function landed(landings: Readonly<Record<string, Landing>>): Readonly<Record<string, readonly GivenRow[]>> {
  const days = Object.entries(landings);
  const rows = (landed_on: string, outcome: string, row_count: number, account_key: string | null) =>
    row_count === 0 ? [] : [{ ...events, landed_on, outcome, row_count, account_key }];
  return {
    usage_events: days
      .filter(([, { usable = 0, unmatched = 0, isNew = true }]) => isNew && usable + unmatched > 0)
      .map(([landed_on]) => ({ ...events, landed_on })),
    run_batches: days.map(([landed_on, { unreadable = 0, isNew: _, ...readable }]) => ({
      ...{ ...events, landed_on, unreadable, is_read: true },
      records: Object.values(readable).reduce((sum, count) => sum + count, 0),
    })),
    landed_rows: days.flatMap(
      ([
        landed_on,
        { usable = 0, unmatched = 0, rejected = 0, too_late = 0, filtered = 0, listless = 0 },
      ]) => [
        ...rows(landed_on, "usable", usable, "app:1"),
        ...rows(landed_on, "usable", unmatched, "app:nowhere"),
        ...rows(landed_on, "rejected", rejected, null),
        ...rows(landed_on, "too_late", too_late, null),
        ...rows(landed_on, "filtered", filtered, null),
        ...rows(landed_on, "listless", listless, null),
      ],
    ),
    account_identity: [
      { account_key: "app:1", account_id: "1" },
      { account_key: "app:nowhere", account_id: null },
    ],
  };
}

/** The stream on 2024-05-10, after a day on 2024-05-09. */
async function freshness(
  given: Readonly<Record<string, readonly GivenRow[]>>,
  { last_landed_on = "2024-05-10" }: { readonly last_landed_on?: string } = {},
) {
  const stream = { ...events, ...limits, entity: "usage", expect_every_days: 2, last_landed_on };
  const rows = await rowsOf("source_freshness", {
    ...{ asOf: "2024-05-10", previous: "2024-05-09", models },
    given: { streams: [stream], ...given },
  });
  return pick(rows, "last_usable_on", "age_days", "status", "reason", "unfit_since")[0];
}

const onTheDayBefore = (row: GivenRow) => ({ history_source_freshness: [{ ...events, ...row }] });
const fresh = { status: "fresh", reason: null, unfit_since: null };
const freshBefore = onTheDayBefore({
  ...{ ...fresh, last_landed_on: "2024-05-09", last_usable_on: "2024-05-09" },
});

test("a stream is stale once its latest landing is older than expected", async () => {
  const stream = (name: string, expect_every_days: number | null, last_landed_on: string | null) => ({
    ...{ source: "crm", stream: name, entity: "accounts", mode: "full", expect_every_days, last_landed_on },
  });
  const streams = [
    stream("a", 1, "2024-05-09"),
    stream("b", 1, "2024-05-08"),
    stream("c", null, "2020-01-01"),
    stream("d", 1, null),
  ];
  const rows = await rowsOf("source_freshness", { asOf: "2024-05-10", models, given: { streams } });
  const since = "2024-05-10";
  expect(pick(rows, "stream", "age_days", "status", "reason", "unfit_since")).toEqual([
    { stream: "a", age_days: 1, ...fresh },
    { stream: "b", age_days: 2, status: "stale", reason: "silent", unfit_since: since },
    { stream: "c", age_days: 1591, ...fresh },
    { stream: "d", age_days: null, status: "never_connected", reason: "silent", unfit_since: since },
  ]);
});

describe("a stream is degraded when too many of its latest rows are", () => {
  test.each([
    ["unreadable", { unreadable: 10 }],
    ["unreadable", { unreadable: 30, usable: 70 }],
    ["rejected", { rejected: 10 }],
    ["rejected", { rejected: 15, unreadable: 10, usable: 75 }],
    ["too_late", { too_late: 94, usable: 6 }],
    ["unmatched", { unmatched: 185 }],
    ["unmatched", { unmatched: 51, usable: 49, rejected: 10 }],
    ["rejected", { rejected: 4 }],
    ["rejected", { rejected: 1, filtered: 3 }],
    ["too_late", { too_late: 1 }],
    ["unreadable", { unreadable: 1, rejected: 1 }],
  ])("%s: %j", async (reason, landing) => {
    expect(await freshness({ ...freshBefore, ...landed({ "2024-05-10": landing }) })).toEqual({
      ...{ last_usable_on: "2024-05-09", age_days: 1, status: "degraded", reason, unfit_since: "2024-05-10" },
    });
  });

  test.each([
    ["its limits are not passed", { usable: 70, rejected: 20, unreadable: 0, unmatched: 10 }],
    ["few rows are bad", { usable: 1, unmatched: 2, rejected: 2 }],
    ["the others are filtered", { usable: 1, filtered: 1000 }],
    ["all rows are filtered", { filtered: 1000 }],
    ["an empty file landed", {}],
  ])("and not when %s", async (_, landing) => {
    expect(await freshness({ ...freshBefore, ...landed({ "2024-05-10": landing }) })).toMatchObject({
      ...{ last_usable_on: "2024-05-10", ...fresh },
    });
  });

  test("and not when all of its events were counted before, which is no sign of life either", async () => {
    const repeated = { ...freshBefore, ...landed({ "2024-05-10": { usable: 10, isNew: false } }) };
    expect(await freshness(repeated)).toMatchObject({ last_usable_on: "2024-05-09", ...fresh });
    const before = { ...fresh, last_landed_on: "2024-05-07", last_usable_on: "2024-05-07" };
    expect(await freshness({ ...repeated, ...onTheDayBefore(before) })).toMatchObject({
      ...{ last_usable_on: "2024-05-07", status: "stale", reason: "repeated" },
    });
  });

  test.each([
    ["never had a row", {}, { status: "never_connected", reason: "empty" }],
    [
      "had hundreds",
      { last_usable_on: "2024-05-06", last_row_count: 250 },
      { status: "stale", reason: "empty" },
    ],
    ["had a few", { last_usable_on: "2024-05-06", last_row_count: 99 }, { status: "fresh", reason: null }],
    ["had some, by an older version", { last_usable_on: "2024-05-06" }, { status: "fresh", reason: null }],
  ])("files without rows of a stream that %s", async (_, past, expected) => {
    const known = { ...fresh, last_landed_on: "2024-05-06", last_usable_on: null, ...past };
    const before = "last_usable_on" in past ? onTheDayBefore(known) : {};
    expect(await freshness({ ...before, ...landed({ "2024-05-10": {} }) })).toMatchObject(expected);
  });

  test("files without rows are no sign of life beside hundreds that the same run reads", async () => {
    const landings = landed({ "2024-05-07": { usable: 100 }, "2024-05-10": {} });
    expect(await freshness(landings)).toMatchObject({
      ...{ last_usable_on: "2024-05-07", status: "stale", reason: "empty" },
    });
    const few = landed({ "2024-05-07": { usable: 3 }, "2024-05-10": {} });
    expect(await freshness(few)).toMatchObject({ last_usable_on: "2024-05-10", ...fresh });
  });

  const listing = (outcomes: Readonly<Record<string, number>>) => ({
    run_batches: [{ ...events, landed_on: "2024-05-10", records: 10, unreadable: 0, is_read: true }],
    landed_rows: Object.entries(outcomes).map(([outcome, row_count]) => ({
      ...{ ...events, landed_on: "2024-05-10", outcome, row_count },
    })),
  });

  test("of records with lists, too many of their elements", async () => {
    const bad = { ...freshBefore, ...listing({ split: 10, usable: 70, rejected: 30 }) };
    expect(await freshness(bad)).toMatchObject({ status: "degraded", reason: "rejected" });
    const good = { ...freshBefore, ...listing({ split: 10, usable: 95, rejected: 9 }) };
    expect(await freshness(good)).toMatchObject(fresh);
  });

  test("of records with lists, too many whose list is none, while an empty list is no fault", async () => {
    const unlisted = { ...freshBefore, ...listing({ split: 2, unlisted: 8, usable: 4 }) };
    expect(await freshness(unlisted)).toMatchObject({ status: "degraded", reason: "rejected" });
    const empty = { ...freshBefore, ...listing({ empty: 10 }) };
    expect(await freshness(empty)).toMatchObject({ last_usable_on: "2024-05-10", ...fresh });
    const oneList = { ...freshBefore, ...listing({ empty: 1, listless: 9 }) };
    expect(await freshness(oneList)).toMatchObject({ last_usable_on: "2024-05-10", ...fresh });
    const otherKind = { ...freshBefore, ...listing({ listless: 10 }) };
    expect(await freshness(otherKind)).toMatchObject({
      ...{ last_usable_on: "2024-05-09", status: "degraded", reason: "listless" },
    });
  });

  test("until rows can be used again", async () => {
    const before = onTheDayBefore({
      ...{ status: "degraded", reason: "rejected", unfit_since: "2024-05-07" },
      ...{ last_landed_on: "2024-05-09", last_usable_on: "2024-05-06" },
    });
    const still = { last_usable_on: "2024-05-06", status: "degraded", unfit_since: "2024-05-07" };
    expect(await freshness(before)).toMatchObject({ ...still, reason: "rejected" });
    const otherwise = landed({ "2024-05-10": { unmatched: 8 } });
    expect(await freshness({ ...before, ...otherwise })).toMatchObject({ ...still, reason: "unmatched" });
    const again = landed({ "2024-05-10": { usable: 8 } });
    expect(await freshness({ ...before, ...again })).toMatchObject({
      last_usable_on: "2024-05-10",
      ...fresh,
    });
  });

  test("and a day on which nothing lands leaves it degraded", async () => {
    const landings = landed({ "2024-05-09": { rejected: 9 } });
    expect(await freshness(landings, { last_landed_on: "2024-05-10" })).toMatchObject({
      ...{ last_usable_on: null, status: "never_connected", reason: "rejected" },
    });
  });
});

test("a day on which no row can be read degrades the stream, a few rows of unknown accounts are a sign of life", async () => {
  const given = landed({ "2024-05-10": { rejected: 2 } });
  const longAgo = onTheDayBefore({
    ...{ ...fresh, last_landed_on: "2024-05-07", last_usable_on: "2024-05-07" },
  });
  expect(await freshness({ ...longAgo, ...given })).toEqual({
    ...{ last_usable_on: "2024-05-07", age_days: 3 },
    ...{ status: "degraded", reason: "rejected", unfit_since: "2024-05-10" },
  });
  const unmatched = landed({ "2024-05-10": { unmatched: 2 } });
  expect(await freshness({ ...longAgo, ...unmatched })).toMatchObject({ age_days: 0, ...fresh });
});

describe("a stream whose rows could never be used", () => {
  const never = { last_usable_on: null, age_days: null, status: "never_connected" };

  test("is not connected, and says why", async () => {
    expect(await freshness(landed({ "2024-05-10": { unreadable: 3 } }))).toEqual({
      ...{ ...never, reason: "unreadable", unfit_since: "2024-05-10" },
    });
  });

  test("is not connected when the same rows land again", async () => {
    const before = { last_landed_on: "2024-05-09", ...never, reason: "rejected", unfit_since: "2024-05-08" };
    expect(await freshness(onTheDayBefore(before))).toEqual({
      ...{ ...never, reason: "rejected", unfit_since: "2024-05-08" },
    });
  });
});

test("usable rows that land unchanged again are a sign of life", async () => {
  // As left by a version that did not distinguish them.
  const before = { last_landed_on: "2024-05-07", last_usable_on: null, status: "fresh" };
  expect(await freshness(onTheDayBefore(before))).toMatchObject({ last_usable_on: "2024-05-10", ...fresh });
});
