import { describe, expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";

async function measuresOfOne(tickets: readonly GivenRow[], seats: number | null = 4) {
  const rows = await rowsOf("support_measures", {
    asOf: "2024-06-30",

    given: {
      accounts: [{ account_id: "a1", is_scored: true, seats }],
      tickets: tickets.map((ticket) => ({ account_id: "a1", ...ticket })),
    },
  });
  return Object.fromEntries(
    pick(rows, "measure", "value", "sample_size", "absence").map(({ measure, ...rest }) => [measure, rest]),
  );
}

describe("tickets per seat", () => {
  test("are those created in the last 28 days, whatever became of them", async () => {
    const { tickets_per_seat_28d } = await measuresOfOne([
      { created_at: "2024-06-30 23:59:59.999", is_open: true },
      { created_at: "2024-06-03 00:00:00", is_open: false },
      { created_at: "2024-06-10 12:00:00" },
      { created_at: "2024-06-02 23:59:59.999", is_open: true },
      { created_at: "2024-06-10 12:00:00", account_id: null },
    ]);
    expect(tickets_per_seat_28d).toEqual({ value: 0.75, sample_size: 3, absence: null });
  });

  test("are a true zero without a ticket", async () => {
    const { tickets_per_seat_28d } = await measuresOfOne([]);
    expect(tickets_per_seat_28d).toEqual({ value: 0, sample_size: 0, absence: null });
  });

  test.each([null, 0])("are not applicable with %s seats", async (seats) => {
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

  test("is a true zero when none is open, or there never was one", async () => {
    for (const tickets of [[], [{ created_at: "2024-06-20 23:00:00", is_open: false }]])
      expect((await measuresOfOne(tickets)).oldest_open_ticket_days).toEqual({
        value: 0,
        sample_size: 0,
        absence: null,
      });
  });

  test("is not applicable when no ticket says how it stands", async () => {
    const { oldest_open_ticket_days } = await measuresOfOne([{ created_at: "2024-06-20 23:00:00" }]);
    expect(oldest_open_ticket_days).toMatchObject({ value: null, absence: "not_applicable" });
  });
});
