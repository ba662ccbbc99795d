import { describe, expect, test } from "vitest";
import { dateReader } from "../../../lib/config/date-format.ts";
import { Stream } from "../../../lib/config/schema.ts";
import { clockReader, timeZoneName } from "../../../lib/config/time-zone.ts";
import { readAsOf } from "../../../lib/landing/reading.ts";
import { stagedAsOf } from "../../../lib/landing/staged-as.ts";
import { instantSql } from "../../../lib/mapping/cells/zoned-sql.ts";
import type { Column } from "../../../lib/models/model.ts";
import { overGivenRows, pick } from "../../support/given.ts";
import { seeded } from "../../support/random.ts";
import { stagedRows } from "../../support/raw.ts";
import { seed } from "../../support/sample.ts";

const tickets = (timezone: string, fields: Readonly<Record<string, unknown>>) => ({
  entity: "tickets" as const,
  timezone,
  fields: { ticket_id: "id", account_id: "a", created_at: "at", ...fields },
});

/** Touchpoints, which may be planned: their dates may lie ahead of the landing. */
const touchpoints = (timezone: string, occurred_at: unknown) => ({
  entity: "touchpoints" as const,
  timezone,
  fields: { touchpoint_id: "id", account_id: "a", occurred_at },
});

/** When each touchpoint took place, UTC, or why it cannot be read. */
async function opened(timezone: string, occurred_at: unknown, texts: readonly unknown[]) {
  const landed = texts.map((at, index) => ({ id: `t${index}`, record: { id: `t${index}`, a: "1", at } }));
  const rows = await stagedRows(touchpoints(timezone, occurred_at), landed);
  const byId = new Map(rows.map((row) => [row.record_id, row.reject_reason ?? row.occurred_at]));
  return texts.map((_, index) => byId.get(`t${index}`));
}

describe("a time without an offset is a time on the clocks of the stream's time zone", () => {
  test.each([
    ["Europe/Berlin", "2026-01-15 12:00", "2026-01-15 11:00:00"],
    ["Europe/Berlin", " 2026-07-15T12:00:00.1239 ", "2026-07-15 10:00:00.123"],
    ["America/New_York", "2026-03-29 23:30:00", "2026-03-30 03:30:00"],
    ["Asia/Kolkata", "2026-03-29 03:30:00", "2026-03-28 22:00:00"],
    ["UTC", "2026-03-29 03:30:00", "2026-03-29 03:30:00"],
  ])("in %s, %j is %s", async (timezone, text, instant) => {
    expect(await opened(timezone, "at", [text])).toEqual([instant]);
  });

  test("a date alone stays a date, and a time that says its offset is not moved", async () => {
    const texts = [
      "2026-07-15",
      "2026-07-15T12:00Z",
      "2026-07-15 12:00:00+05:30",
      "2026-07-15 12:00:00 -0300",
    ];
    expect(await opened("Europe/Berlin", "at", texts)).toEqual([
      "2026-07-15 00:00:00",
      "2026-07-15 12:00:00",
      "2026-07-15 06:30:00",
      "2026-07-15 15:00:00",
    ]);
  });

  test("what is no time is none in any zone", async () => {
    expect(await opened("Europe/Berlin", "at", ["2026-07-15 24:00", "soon", "", "2026-02-30 10:00"])).toEqual(
      [
        "not a timestamp: occurred_at",
        "not a timestamp: occurred_at",
        "missing occurred_at",
        "not a timestamp: occurred_at",
      ],
    );
  });

  test.each([
    ["DD.MM.YYYY HH:mm", "15.07.2026 12:00", "2026-07-15 10:00:00"],
    ["M/D/YYYY h:mm A", "7/15/2026 12:05 AM", "2026-07-14 22:05:00"],
    ["DD.MM.YYYY", "15.07.2026", "2026-07-15 00:00:00"],
    ["YYYY-MM-DD HH:mm:ss UTC", "2026-07-15 12:00:00 UTC", "2026-07-15 12:00:00"],
    ["YYYY-MM-DDTHH:mm:ssZ", "2026-07-15T12:00:00Z", "2026-07-15 12:00:00"],
    ["epoch_seconds", 1784109600, "2026-07-15 10:00:00"],
    ["epoch_milliseconds", "1784109600123", "2026-07-15 10:00:00.123"],
  ])("in the format %s, %j is %s", async (format, at, instant) => {
    expect(await opened("Europe/Berlin", { field: "at", format }, [at])).toEqual([instant]);
  });

  test("clocks that are put forward skip times, which count as so much later", async () => {
    expect(
      await opened("Europe/Berlin", "at", ["2026-03-29 01:59:59", "2026-03-29 02:30", "2026-03-29 03:00"]),
    ).toEqual(["2026-03-29 00:59:59", "2026-03-29 01:30:00", "2026-03-29 01:00:00"]);
  });

  test("of a time that clocks show twice, the first counts", async () => {
    expect(
      await opened("America/New_York", "at", ["2026-11-01 00:59", "2026-11-01 01:30", "2026-11-01 02:00"]),
    ).toEqual(["2026-11-01 04:59:00", "2026-11-01 05:30:00", "2026-11-01 07:00:00"]);
  });

  test("times before 1970 and at the end of all dates are not moved", async () => {
    const texts = ["1900-01-01 00:00:00", "9999-12-31 23:59:59", "0001-01-01 00:00"];
    expect(await opened("America/New_York", "at", texts)).toEqual([
      "1900-01-01 00:00:00",
      "9999-12-31 23:59:59",
      "0001-01-01 00:00:00",
    ]);
  });
});

test("a field that is a date is the day that the export shows, and days of usage are UTC", async () => {
  const usage = { entity: "usage" as const, timezone: "America/New_York" };
  const [used] = await stagedRows({ ...usage, fields: { account_id: "a", occurred_at: "at" } }, [
    { record: { a: "1", at: "2024-05-09 23:30" } },
  ]);
  expect(used).toMatchObject({ occurred_at: "2024-05-10 03:30:00", usage_date: "2024-05-10" });
  const fields = { account_id: "id", customer_since: "at" };
  const [account] = await stagedRows({ entity: "accounts", timezone: usage.timezone, fields }, [
    { record: { id: "1", at: "2024-05-09 23:30" } },
  ]);
  expect(account).toMatchObject({ customer_since: "2024-05-09" });
});

test("an epoch that an expression reads is not moved", async () => {
  const created_at = { sql: "from_unixtime(cast(at as bigint))" };
  expect(await opened("Europe/Berlin", created_at, [1784109600])).toEqual(["2026-07-15 10:00:00"]);
});

test("an expression gives a field the text of a time in the zone, or a timestamp, which is UTC", async () => {
  const fields = {
    created_at: { sql: "at || ' ' || clock" },
    solved_at: { sql: "cast(cast(at as date) as timestamp(3))" },
  };
  const record = { id: "t1", a: "1", at: "2026-07-15", clock: "12:00" };
  const rows = await stagedRows(tickets("Europe/Berlin", fields), [
    { id: "t1", record, landed: "2026-07-15" },
  ]);
  expect(pick(rows, "created_at", "solved_at", "cell_problems")).toEqual([
    { created_at: "2026-07-15 10:00:00", solved_at: "2026-07-15 00:00:00", cell_problems: null },
  ]);
});

test.each([
  ["Europe/Berlin", undefined, "2026-07-15 00:30", "2026-07-14"],
  ["America/New_York", undefined, "2026-07-15 23:30", "2026-07-16"],
  ["America/New_York", undefined, "2026-07-15", "2026-07-15"],
  ["America/New_York", undefined, "2026-07-15T23:30Z", "2026-07-15"],
  ["America/New_York", "M/D/YYYY h:mm A", "7/15/2026 11:30 PM", "2026-07-16"],
  ["America/New_York", "YYYY-MM-DD HH:mm UTC", "2026-07-15 23:30 UTC", "2026-07-15"],
])("in %s and the format %s, %j lands on %s, its UTC day", (timezone, format, text, date) => {
  expect(dateReader(format, timezone)(text)).toBe(date);
});

test("a time zone is part of how a stream is staged, and of how it lands where times date its records", () => {
  const stream = (more: Readonly<Record<string, unknown>>) =>
    Stream.parse({ path: "a.csv", mode: "upsert", ...tickets("Asia/Tokyo", {}), ...more });
  expect(stagedAsOf(stream({}))).toMatchObject({ timezone: "Asia/Tokyo" });
  expect(readAsOf(stream({})).backdate).toBeNull();
  expect(readAsOf(stream({ backdate: "created_at" })).backdate).toBe("at in Asia/Tokyo");
  expect(readAsOf(stream({ backdate: { field: "day", format: "DD/MM/YYYY" } })).backdate).toBe(
    "day (DD/MM/YYYY) in Asia/Tokyo",
  );
  const since = {
    entity: "accounts",
    fields: { account_id: "id", customer_since: "s" },
    backdate: "customer_since",
  };
  expect(readAsOf(stream(since)).backdate).toBe("s");
});

const hour = 3_600_000;
const random = seeded(seed);

/** What the clocks of a zone show at an instant, in milliseconds as if it were UTC: by Intl, as whole seconds. */
function clocksOf(timeZone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short", timeStyle: "medium" });
  return (instant) => Date.parse(`${format.format(instant).replace(" ", "T")}Z`);
}

/**
 * From 2000 to 2023: governments change later clocks, and historians correct earlier ones (Tijuana's of 1973),
 * and the engines learn of either at different times.
 */
const randomInstant = () => Date.parse("2000-01-01") + random.below(24 * 365 * 24 * 3600) * 1000;

/** An instant within three hours of a change of the clocks, if the year has one. */
function nearChange(clockAt: (instant: number) => number): number {
  let from = randomInstant();
  let to = Math.min(from + 200 * 24 * hour, Date.parse("2024-01-01"));
  const offsetAt = (instant: number) => clockAt(instant) - instant;
  if (offsetAt(from) === offsetAt(to)) return from;
  while (to - from > 1000) {
    const middle = from + Math.floor((to - from) / 2000) * 1000;
    if (offsetAt(middle) === offsetAt(from)) from = middle;
    else to = middle;
  }
  return to + (random.below(6 * 3600) - 3 * 3600) * 1000;
}

/** The first instant at which the clocks show it; undefined for a time that they skip. */
function firstShowing(clock: number, clockAt: (instant: number) => number): number | undefined {
  for (let offset = 27 * hour; offset >= -27 * hour; offset -= hour / 4)
    if (clockAt(clock - offset) === clock) return clock - offset;
  return undefined;
}

const text = (milliseconds: number) => new Date(milliseconds).toISOString().replace("T", " ").slice(0, 19);

const zones = Intl.supportedValuesOf("timeZone").filter((zone) => timeZoneName(zone) !== undefined);
const batches = Array.from({ length: Math.ceil(zones.length / 20) }, (_, index) =>
  zones.slice(20 * index, 20 * index + 20),
);

test.each(batches)(
  "in %s and the zones after it, SQL and landing read clocks as Intl shows them",
  async (...batch) => {
    const clocks = batch.map((zone) => {
      const clockAt = clocksOf(zone);
      const shown = Array.from({ length: 8 }, (_, n) => (n < 3 ? randomInstant() : nearChange(clockAt)));
      // Half of them may be times that the clocks skip.
      return shown.map((instant, n) =>
        n % 2 === 0 ? clockAt(instant) : instant + (clockAt(instant - hour) - instant + hour),
      );
    });
    const columns: readonly Column[] = [
      { name: "n", type: "integer", comment: "" },
      ...batch.map((_, index) => ({ name: `clock_${index}`, type: "timestamp(3)" as const, comment: "" })),
    ];
    const given = Array.from({ length: 8 }, (_, n) => ({
      n,
      ...Object.fromEntries(clocks.map((ofZone, index) => [`clock_${index}`, text(ofZone[n] ?? 0)])),
    }));
    const read = batch.map((zone, index) => `${instantSql(`clock_${index}`, zone)} as instant_${index}`);
    const rows = await overGivenRows(
      { sql: `select n, ${read.join(",\n")} from given_clocks`, origin: "instants of clocks" },
      { asOf: "2024-05-01", given: { given_clocks: given }, tables: { given_clocks: columns } },
    );
    for (const row of rows)
      for (const [index, zone] of batch.entries()) {
        const clock = clocks[index]?.[Number(row.n)] ?? 0;
        const found = row[`instant_${index}`];
        const where = `${zone} ${text(clock)}`;
        expect(`${where}: ${text(clockReader(zone)(clock))}`).toBe(`${where}: ${found}`);
        const first = firstShowing(clock, clocksOf(zone));
        if (first !== undefined) expect(`${where}: ${found}`).toBe(`${where}: ${text(first)}`);
      }
  },
);
