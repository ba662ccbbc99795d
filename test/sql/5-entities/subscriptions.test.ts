import { describe, expect, test } from "vitest";
import { billingInterval } from "../../../lib/words/intervals.ts";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { generatedModels as models } from "../../support/merge.ts";

const asOf = "2024-05-10";
const settings = [{ currency: "USD" }];
const exchange_rates = [{ currency: "EUR", rate_on: "2024-01-01", until_on: null, rate: 1.1 }];

/** A record that landed on 1 May, of a subscription that started in January. */
const record = (record_id: string, more: GivenRow): GivenRow => ({
  ...{ record_id, source: "billing", account_key: "billing:1", started_on: "2024-01-01" },
  ...{ known_on: "2024-05-01", is_outline: false },
  ...more,
});

interface Before {
  readonly on: string;
  readonly rows: readonly GivenRow[];
}

const rowsAfter = (
  records: readonly GivenRow[],
  { on = asOf, before }: { on?: string; before?: Before } = {},
) =>
  rowsOf("subscriptions", {
    ...{ asOf: on, models },
    ...(before === undefined ? {} : { previous: before.on }),
    given: {
      ...{ settings, exchange_rates, subscriptions_records: records },
      ...(before === undefined ? {} : { history_subscriptions: before.rows }),
    },
  });

describe("the price of a subscription", () => {
  const summaries = async (...records: GivenRow[]) => {
    const rows = await rowsAfter(records);
    const columns = pick(rows, "subscription_id", "mrr", "arr", "exact_mrr", "mrr_absence");
    return columns.map((row) =>
      Object.values(row)
        .map((value) => value ?? "-")
        .join(" "),
    );
  };

  test("per interval is exact to the cent per year, and rounded per month only where it is shown", async () => {
    const amount = (id: string, interval: string, more: GivenRow = {}) =>
      record(id, { amount: "1000.00", interval, ...more });
    expect(
      await summaries(
        amount("day", "day", { amount: "1" }),
        amount("four weeks", "four_weeks", { amount: "12" }),
        amount("half year", "half_year"),
        amount("month", "month"),
        amount("quarter", "quarter"),
        amount("seven days", "day", { amount: "12", interval_count: 7 }),
        amount("six months", "month", { interval_count: 6 }),
        amount("three years", "three_years"),
        amount("three years by count", "year", { interval_count: 3 }),
        amount("week", "week", { amount: "12" }),
        amount("year", "year"),
      ),
    ).toEqual([
      "day 30.42 365 30.4166666667 -",
      "four weeks 13 156 13 -",
      "half year 166.67 2000 166.6666666667 -",
      "month 1000 12000 1000 -",
      "quarter 333.33 4000 333.3333333333 -",
      "seven days 52 624 52 -",
      "six months 166.67 2000 166.6666666667 -",
      "three years 27.78 333.33 27.7777777778 -",
      "three years by count 27.78 333.33 27.7777777778 -",
      "week 52 624 52 -",
      "year 83.33 1000 83.3333333333 -",
    ]);
  });

  test("is rounded by its digits, half a cent away from zero, however large it is", async () => {
    expect(
      await summaries(
        record("a", { mrr: "1.005" }),
        record("b", { mrr: "-1.005" }),
        record("c", { mrr: "1.0049999999" }),
        record("d", { mrr: "0.00375" }),
        record("e", { mrr: "4503599627370.495" }),
        record("f", { mrr: "4503599627370.4949999999" }),
        record("g", { mrr: "900000000000000000" }),
        record("h", { mrr: "999999999.995" }),
        record("i", { mrr: "-999999999.9949999999" }),
        record("j", { mrr: "1000000000.005" }),
      ),
    ).toEqual([
      "a 1.01 12.06 1.005 -",
      "b -1.01 -12.06 -1.005 -",
      "c 1 12.06 1.0049999999 -",
      "d 0 0.05 0.00375 -",
      "e 4503599627370.5 54043195528445.94 4503599627370.495 -",
      "f 4503599627370.49 54043195528445.94 4503599627370.495 -",
      "g - - 900000000000000000 -",
      "h 1000000000 11999999999.94 999999999.995 -",
      "i -999999999.99 -11999999999.94 -999999999.995 -",
      "j 1000000000.01 12000000000.06 1000000000.005 -",
    ]);
  });

  test("is multiplied by the quantity, 1 without one, and in its own currency", async () => {
    const monthly = (id: string, more: GivenRow) =>
      record(id, { amount: "9.99", interval: "month", ...more });
    expect(
      await summaries(
        monthly("1", {}),
        monthly("2", { quantity: "3" }),
        monthly("3", { quantity: "0" }),
        monthly("4", { quantity: "0.5" }),
        monthly("5", { amount: "0.0015", quantity: "20000" }),
        monthly("6", { currency: "EUR" }),
        monthly("7", { amount: "-2" }),
      ),
    ).toEqual([
      "1 9.99 119.88 9.99 -",
      "2 29.97 359.64 29.97 -",
      "3 0 0 0 -",
      "4 5 59.94 4.995 -",
      "5 30 360 30 -",
      "6 10.99 131.87 10.989 -",
      "7 -2 -24 -2 -",
    ]);
  });

  test("may be given per year or per month instead", async () => {
    expect(
      await summaries(
        record("1", { arr: "1000.00" }),
        record("2", { arr: "0.02" }),
        record("3", { mrr: "83.33" }),
      ),
    ).toEqual(["1 83.33 1000 83.3333333333 -", "2 0 0.02 0.0016666667 -", "3 83.33 999.96 83.33 -"]);
  });

  test("that is unknown has a reason, and nothing is assumed to be 1 or 0", async () => {
    const yearly = (id: string, more: GivenRow) => record(id, { amount: "10", interval: "year", ...more });
    const bad = (field: string) => ({ cell_problems: `plan\tx\ty\n${field}\tnot a number\tmany` });
    expect(
      await summaries(
        yearly("1", { amount: null }),
        yearly("2", { interval: null }),
        yearly("3", bad("quantity")),
        yearly("4", bad("interval_count")),
        yearly("5", { currency: "CHF" }),
        yearly("6", bad("status")),
        yearly("7", { amount: "999999999999999999", quantity: "999999999999999999" }),
        yearly("9", bad("other_quantity")),
        yearly("10", bad("ended_on")),
        yearly("11", bad("trial_ends_on")),
      ),
    ).toEqual([
      "1 - - - no_price",
      "10 - - - unknown_end",
      "11 - - - unknown_status",
      "2 - - - no_price",
      "3 - - - no_price",
      "4 - - - no_price",
      "5 - - - no_rate",
      "6 - - - unknown_status",
      "7 - - - too_large",
      "9 0.83 10 0.8333333333 -",
    ]);
  });

  test("is exact for realistic prices, with digits beyond those of a double", async () => {
    const rows = await rowsAfter([
      record("1", { amount: "12345678901.23", interval: "year" }),
      record("2", { mrr: "12345678901.2345678901" }),
      record("3", { amount: "98765432109.87", interval: "year", interval_count: 3 }),
    ]);
    expect(pick(rows, "arr", "mrr")).toEqual([
      { arr: 12345678901.23, mrr: 1028806575.1 },
      { arr: 148148146814.81, mrr: 12345678901.23 },
      { arr: 32921810703.29, mrr: 2743484225.27 },
    ]);
  });

  test("has a share of a month for every known interval", async () => {
    const words = Object.keys(billingInterval.meanings);
    const rows = await rowsAfter(words.map((interval) => record(interval, { amount: "1", interval })));
    expect(rows.filter(({ mrr_absence }) => mrr_absence !== null)).toEqual([]);
    expect(rows).toHaveLength(words.length);
  });
});

describe("the status of a subscription", () => {
  const paid = { amount: "10", interval: "month" };
  const summaries = async (records: readonly GivenRow[], when: Parameters<typeof rowsAfter>[1] = {}) => {
    const rows = await rowsAfter(
      records.map((row) => ({ ...paid, ...row })),
      when,
    );
    return rows.map(
      ({ subscription_id, status, is_trial, is_active, exact_mrr, paid_from, ended_on }) =>
        `${subscription_id}: ${status ?? "-"}, ${is_trial ? "trial" : is_active ? "runs" : "over"}, ` +
        `${exact_mrr ?? "-"} from ${paid_from ?? "-"} to ${ended_on ?? "-"}`,
    );
  };

  test("decides what counts as revenue: past_due does, a trial or a paused subscription does not", async () => {
    const statuses = ["active", "cancelled", "past_due", "paused", "trialing", "unpaid"];
    expect(
      await summaries([...statuses.map((status) => record(status, { status })), record("x", {})]),
    ).toEqual([
      "active: active, runs, 10 from 2024-01-01 to -",
      "cancelled: cancelled, over, 10 from 2024-01-01 to 2024-05-01",
      "past_due: past_due, runs, 10 from 2024-01-01 to -",
      "paused: paused, runs, 0 from 2024-01-01 to -",
      "trialing: trialing, trial, 0 from - to -",
      "unpaid: unpaid, runs, 10 from 2024-01-01 to -",
      "x: -, runs, 10 from 2024-01-01 to -",
    ]);
  });

  test("of a subscription that was never paid or is in the future means that it has not started", async () => {
    expect(
      await summaries([record("1", { status: "incomplete" }), record("2", { status: "future" })]),
    ).toEqual([]);
  });

  test("is as of its record: a date that has come since overrides it", async () => {
    const records = [
      record("began", { status: "future", started_on: "2024-05-05" }),
      record("ended", { status: "active", ended_on: "2024-05-09" }),
      record("is over later", { status: "cancelled", ended_on: "2024-05-20" }),
      record("pays now", { status: "trialing", trial_ends_on: "2024-05-08" }),
      record("pays soon", { status: "trialing", trial_ends_on: "2024-05-11" }),
      record("tries longer", { status: "trialing", trial_ends_on: "2024-04-20" }),
    ];
    expect(await summaries(records)).toEqual([
      "began: active, runs, 10 from 2024-05-05 to -",
      "ended: cancelled, over, 10 from 2024-01-01 to 2024-05-09",
      "is over later: cancelled, runs, 10 from 2024-01-01 to 2024-05-20",
      "pays now: active, runs, 10 from 2024-05-08 to -",
      "pays soon: trialing, trial, 0 from - to -",
      "tries longer: trialing, trial, 0 from - to -",
    ]);
  });

  test("next to an unreadable end makes revenue unknown, unless the status says that it is unpaid or over", async () => {
    const bad = (id: string, field: string, more: GivenRow) =>
      record(id, { cell_problems: `${field}\tnot a date\t31.31.2024`, ...more });
    expect(
      await summaries([
        bad("1", "ended_on", { status: "active" }),
        bad("2", "ended_on", { status: "trialing" }),
        bad("3", "ended_on", { status: "paused" }),
        bad("4", "ended_on", { status: "cancelled", updated_at: "2024-04-20 10:00:00" }),
        bad("5", "trial_ends_on", { status: "active" }),
        bad("6", "trial_ends_on", {}),
      ]),
    ).toEqual([
      "1: active, runs, - from 2024-01-01 to -",
      "2: trialing, trial, 0 from - to -",
      "3: paused, runs, 0 from 2024-01-01 to -",
      "4: cancelled, over, 10 from 2024-01-01 to 2024-04-20",
      "5: active, runs, 10 from 2024-01-01 to -",
      "6: -, runs, - from 2024-01-01 to -",
    ]);
  });

  test("follows from the end of the trial if there is no other", async () => {
    const records = [
      record("1", { trial_ends_on: "2024-05-11" }),
      record("2", { trial_ends_on: "2024-05-10" }),
      record("3", { trial_ends_on: "2024-04-01", ended_on: "2024-04-01" }),
      record("4", { trial_ends_on: "2024-04-01", ended_on: "2024-05-01" }),
    ];
    expect(await summaries(records)).toEqual([
      "1: trialing, trial, 0 from - to -",
      "2: -, runs, 10 from 2024-05-10 to -",
      "3: cancelled, over, 10 from - to 2024-04-01",
      "4: cancelled, over, 10 from 2024-04-01 to 2024-05-01",
    ]);
  });

  test("of a subscription that is cancelled without a date ends it once: on its last update, its notice, or when it became known", async () => {
    const cancelled = [
      record("changed", { status: "cancelled", updated_at: "2024-04-20 10:00:00" }),
      record("known", { status: "cancelled", known_on: "2024-05-10" }),
      record("noticed", { status: "cancelled", cancel_notice_on: "2024-04-10" }),
    ];
    const ends = [
      "changed: cancelled, over, 10 from 2024-01-01 to 2024-04-20",
      "known: cancelled, over, 10 from 2024-01-01 to 2024-05-10",
      "noticed: cancelled, over, 10 from 2024-01-01 to 2024-04-10",
    ];
    expect(await summaries(cancelled)).toEqual(ends);
    const rows = await rowsAfter(cancelled.map((row) => ({ ...paid, ...row })));
    const touched = { known_on: "2024-05-12", updated_at: "2024-05-12 09:00:00" };
    const later = { on: "2024-05-12", before: { on: asOf, rows } };
    expect(
      await summaries(
        cancelled.map((row) => ({ ...row, ...touched })),
        later,
      ),
    ).toEqual(ends);
  });

  test("of a subscription that leaves a trial dates its start, and without leaving it there is no start", async () => {
    const rows = await rowsAfter(["1", "2", "3"].map((id) => record(id, { ...paid, status: "trialing" })));
    const on = "2024-05-20";
    const became = [
      record("1", { status: "active", known_on: "2024-05-15" }),
      record("2", { status: "cancelled", known_on: "2024-05-15" }),
      record("3", { status: "active", known_on: "2024-05-15", trial_ends_on: "2024-05-14" }),
    ];
    const expected = [
      "1: active, runs, 10 from 2024-05-15 to -",
      "2: cancelled, over, 10 from - to 2024-05-15",
      "3: active, runs, 10 from 2024-05-14 to -",
    ];
    expect(await summaries(became, { on, before: { on: asOf, rows } })).toEqual(expected);
    const after = await rowsAfter(
      became.map((row) => ({ ...paid, ...row })),
      { on, before: { on: asOf, rows } },
    );
    const again = became.map((row) => ({ ...row, known_on: "2024-05-21" }));
    expect(await summaries(again, { on: "2024-05-21", before: { on, rows: after } })).toEqual(expected);
  });

  test("of a subscription that is cancelled with a future end is a notice, given on the day that it became known", async () => {
    const notice = record("1", { ...paid, status: "cancelled", ended_on: "2024-06-01" });
    const rows = await rowsAfter([notice]);
    const landedAgain = { ...notice, known_on: "2024-05-11" };
    const next = await rowsAfter([landedAgain], { on: "2024-05-11", before: { on: asOf, rows } });
    for (const each of [rows, next])
      expect(pick(each, "ended_on", "cancel_notice_on", "is_active")).toEqual([
        { ended_on: "2024-06-01", cancel_notice_on: "2024-05-01", is_active: true },
      ]);
  });
});
