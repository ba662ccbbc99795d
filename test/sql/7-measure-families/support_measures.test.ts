import { describe, expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";

async function measuresOfOne(
  tickets: readonly GivenRow[],
  seats: number | null = 4,
  customer_since: string | null = null,
) {
  const rows = await rowsOf("support_measures", {
    asOf: "2024-06-30",

    given: {
      accounts: [{ account_id: "a1", is_scored: true, seats, customer_since }],
      tickets: tickets.map((ticket, index) => ({
        account_id: "a1",
        source: "desk",
        ticket_id: `t${index}`,
        ...ticket,
      })),
    },
  });
  return Object.fromEntries(
    pick(rows, "measure", "value", "sample_size", "absence").map(({ measure, ...rest }) => [measure, rest]),
  );
}

describe("tickets per seat", () => {
  test("are those created in the last 28 days, in any status", async () => {
    const { tickets_per_seat_28d } = await measuresOfOne([
      { created_at: "2024-06-30 23:59:59.999", is_open: true },
      { created_at: "2024-06-03 00:00:00", is_open: false },
      { created_at: "2024-06-10 12:00:00" },
      { created_at: "2024-06-02 23:59:59.999", is_open: true },
      { created_at: "2024-06-10 12:00:00", account_id: null },
    ]);
    expect(tickets_per_seat_28d).toEqual({ value: 0.75, sample_size: 3, absence: null });
  });

  test("are a true zero without tickets", async () => {
    const { tickets_per_seat_28d } = await measuresOfOne([]);
    expect(tickets_per_seat_28d).toEqual({ value: 0, sample_size: 0, absence: null });
  });

  test.each([null, 0])("are not_applicable with %s seats", async (seats) => {
    const { tickets_per_seat_28d } = await measuresOfOne([{ created_at: "2024-06-30 10:00:00" }], seats);
    expect(tickets_per_seat_28d).toEqual({ value: null, sample_size: 1, absence: "not_applicable" });
  });
});

describe("the oldest open ticket", () => {
  test("is counted in days since its creation", async () => {
    const { oldest_open_ticket_days } = await measuresOfOne([
      { created_at: "2024-06-20 23:00:00", is_open: true },
      { created_at: "2024-06-29 10:00:00", is_open: true },
      { created_at: "2024-01-01 10:00:00", is_open: false },
      { created_at: "2024-01-01 10:00:00" },
    ]);
    expect(oldest_open_ticket_days).toEqual({ value: 10, sample_size: 2, absence: null });
  });

  test("is a true zero if none is open, or there never was one", async () => {
    for (const tickets of [[], [{ created_at: "2024-06-20 23:00:00", is_open: false }]])
      expect((await measuresOfOne(tickets)).oldest_open_ticket_days).toEqual({
        value: 0,
        sample_size: 0,
        absence: null,
      });
  });

  test("is not_applicable if no ticket has a known status", async () => {
    const { oldest_open_ticket_days } = await measuresOfOne([{ created_at: "2024-06-20 23:00:00" }]);
    expect(oldest_open_ticket_days).toMatchObject({ value: null, absence: "not_applicable" });
  });
});

describe("urgent open tickets", () => {
  const ticket = (priority: string | null, is_open: boolean | null) => ({
    ...{ created_at: "2024-06-20 10:00:00", priority, is_open },
  });

  test("are those with priority urgent, without deleted ones", async () => {
    const { urgent_open_tickets } = await measuresOfOne([
      ticket("urgent", true),
      ticket("urgent", true),
      { ...ticket("urgent", true), status: "deleted" },
      ticket("high", true),
      ticket(null, true),
      ticket("urgent", false),
    ]);
    expect(urgent_open_tickets).toEqual({ value: 2, sample_size: 4, absence: null });
  });

  test("are a true zero without tickets", async () => {
    expect((await measuresOfOne([])).urgent_open_tickets).toMatchObject({ value: 0, absence: null });
  });

  test.each([
    ["none has a priority", [ticket(null, true), ticket(null, false)]],
    ["none has a known status", [ticket("urgent", null)]],
  ])("are not_applicable if of the account's tickets %s", async (_, tickets) => {
    expect((await measuresOfOne(tickets)).urgent_open_tickets).toMatchObject({
      ...{ value: null, absence: "not_applicable" },
    });
  });
});

describe("the trend of tickets", () => {
  const opened = (...days: string[]) =>
    days.map((day) => ({ created_at: `${day} 10:00:00`, is_open: false }));
  const threeAfterTwo = opened("2024-06-30", "2024-06-10", "2024-06-03", "2024-06-02", "2024-05-06");

  test("compares the last 28 days with the 28 before", async () => {
    const { tickets_trend_28d } = await measuresOfOne([...threeAfterTwo, ...opened("2024-05-05")]);
    expect(tickets_trend_28d).toEqual({ value: 0.5, sample_size: 5, absence: null });
  });

  test.each([
    ["none was created in the earlier window", opened("2024-06-30", "2024-01-01"), null],
    ["there never was one", [], null],
    ["no ticket is known that far back", threeAfterTwo.slice(0, 4), null],
    ["the account has been a customer for less than 56 days", threeAfterTwo, "2024-05-07"],
  ])("is not_applicable if %s", async (_, tickets, since) => {
    const { tickets_trend_28d } = await measuresOfOne(tickets, 4, since);
    expect(tickets_trend_28d).toMatchObject({ value: null, absence: "not_applicable" });
  });
});

describe("the median time to a solution", () => {
  const solved = (hours: number, more: GivenRow = {}) => ({
    created_at: "2024-06-10 00:00:00",
    solved_at: new Date(Date.UTC(2024, 5, 10) + hours * 3_600_000)
      .toISOString()
      .slice(0, 23)
      .replace("T", " "),
    is_open: false,
    ...more,
  });

  test.each([
    [[5], 5],
    [[1, 1, 200], 1],
    [[1, 2, 4, 100], 3],
    [[0.5, 0.75], 0.625],
  ])("of %j hours is %s", async (hours, median) => {
    const { median_resolution_hours_90d } = await measuresOfOne(hours.map((each) => solved(each)));
    expect(median_resolution_hours_90d).toEqual({ value: median, sample_size: hours.length, absence: null });
  });

  test("takes tickets solved in the last 90 days, of any age", async () => {
    const { median_resolution_hours_90d } = await measuresOfOne([
      solved(0, { created_at: "2024-04-01 00:00:00", solved_at: "2024-04-02 00:00:00" }),
      solved(0, { created_at: "2024-03-01 00:00:00", solved_at: "2024-04-01 23:59:59" }),
      solved(0, { solved_at: null, is_open: true }),
      solved(8, { is_open: true }),
      solved(-8),
    ]);
    expect(median_resolution_hours_90d).toEqual({ value: 24, sample_size: 1, absence: null });
  });

  test("is not_applicable if none was solved", async () => {
    expect((await measuresOfOne([])).median_resolution_hours_90d).toEqual({
      ...{ value: null, sample_size: 0, absence: "not_applicable" },
    });
  });
});

describe("the rate of reopened tickets", () => {
  const solved = (reopens: number | null, solved_at = "2024-06-20 10:00:00") => ({
    ...{ created_at: "2024-01-01 10:00:00", solved_at, is_open: false, reopens },
  });

  test("covers tickets solved in 90 days that have a count of reopens", async () => {
    const { reopened_rate_90d } = await measuresOfOne([
      ...[solved(0), solved(0), solved(0), solved(3), solved(null)],
      ...[solved(1, "2024-04-01 10:00:00"), { ...solved(1), solved_at: null, is_open: true }],
    ]);
    expect(reopened_rate_90d).toEqual({ value: 0.25, sample_size: 4, absence: null });
  });

  test.each([
    ["none was solved", [solved(0, "2024-01-02 10:00:00")]],
    ["none has a count", [solved(null)]],
  ])("is not_applicable if %s", async (_, tickets) => {
    expect((await measuresOfOne(tickets)).reopened_rate_90d).toEqual({
      ...{ value: null, sample_size: 0, absence: "not_applicable" },
    });
  });
});
