import { describe, expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";

const kinds = [
  { table: "usage_users", column: "user_id" },
  { table: "usage_features", column: "feature" },
] as const;

describe.each(kinds)("$table", ({ table, column }) => {
  const used = (who: string | null, usage_date: string, more: GivenRow = {}) => ({
    ...{ account_key: "app:1", [column]: who, usage_date, is_use: true },
    ...more,
  });
  const known = (who: string, active_days_bits: number) => ({
    ...{ account_key: "app:1", [column]: who, active_days_bits },
  });

  async function bitsOn(
    asOf: string,
    previous: string,
    given: Readonly<Record<string, readonly GivenRow[]>>,
  ) {
    const rows = await rowsOf(table, { asOf, previous, given });
    return pick(rows, column, "active_days_bits").map((row) => [row[column], row.active_days_bits]);
  }

  test("a use sets the bit of its own day, even if it lands late, and anonymous uses have their own row", async () => {
    const usage_events = [
      used("ann", "2024-06-30"),
      used("ann", "2024-06-30"),
      used("ann", "2024-06-28"),
      used("bob", "2024-06-03"),
      used("cy", "2024-06-02"),
      used("dan", "2024-06-30", { is_use: false }),
      used(null, "2024-06-29"),
    ];
    expect(await bitsOn("2024-06-30", "2024-06-29", { usage_events })).toEqual([
      ["ann", 0b101],
      ["bob", 2 ** 27],
      [null, 0b10],
    ]);
  });

  test("earlier bits shift by the days since, and drop out after 28", async () => {
    const history = [known("ann", 0b101), known("bob", 2 ** 27), known("cy", 2 ** 26 + 1)];
    const given = { [`history_${table}`]: history, usage_events: [used("ann", "2024-06-29")] };
    expect(await bitsOn("2024-06-30", "2024-06-29", given)).toEqual([
      ["ann", 0b1010],
      ["cy", 2 ** 27 + 2],
    ]);
  });

  test.each([
    ["2024-06-03", [["ann", 2 ** 27]]],
    ["2024-06-02", []],
    ["2024-04-01", []],
    ["2023-01-01", []],
  ])("after a gap since %s no bit older than 28 days remains", async (previous, expected) => {
    const history = [known("ann", 2 ** 28 - 1)];
    expect(await bitsOn("2024-06-30", previous, { [`history_${table}`]: history })).toEqual(expected);
  });
});
