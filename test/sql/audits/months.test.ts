import { describe, expect, test } from "vitest";
import { badRowsOf } from "../../support/audit.ts";
import type { GivenRow } from "../../support/given.ts";
import { mergeRows } from "../13-changes/months.ts";

const asOf = "2024-06-08";
const still = { new: 0, reactivated: 0, expansion: 0, contraction: 0, churned: 0, fx: 0, reassigned: 0 };
const june: GivenRow = { account_id: "a", month: "2024-06-01", start_mrr: 100, end_mrr: 100, ...still };
const may: GivenRow = { ...june, month: "2024-05-01" };

describe("the movements of a month lead from its start to its end", () => {
  const breaches = async (...account_months: GivenRow[]) =>
    (await badRowsOf("months_add_up", { asOf, given: { account_months } })).length;

  test("passes: they do", async () => {
    const moved = { ...june, expansion: 5, fx: -0.5, reassigned: -20, end_mrr: 84.5 };
    const unknown = Object.fromEntries(Object.keys(still).map((name) => [name, null]));
    expect(await breaches(june, moved, { ...june, ...unknown, end_mrr: null })).toBe(0);
  });

  test.each<[string, GivenRow]>([
    ["a cent is missing", { end_mrr: 100.01 }],
    ["a movement is negative", { expansion: -5, contraction: -5 }],
    ["movements of an unknown end", { end_mrr: null }],
  ])("a breach: %s", async (_, more) => {
    expect(await breaches({ ...june, ...more })).toBe(1);
  });
});

describe("the end of a month is the revenue of accounts", () => {
  const breaches = async (mrr: number | null, ...account_months: GivenRow[]) => {
    const given = {
      account_months,
      accounts: [{ account_id: "a", mrr, arr: mrr === null ? null : 12 * mrr }],
    };
    return (await badRowsOf("months_end_at_accounts", { asOf, given })).length;
  };

  test("passes: it is, and an account without revenue needs no month", async () => {
    expect(await breaches(100, june, { ...may, end_mrr: 7 })).toBe(0);
    expect(await breaches(0)).toBe(0);
    expect(await breaches(null)).toBe(0);
  });

  test("a breach: another amount, or a missing month", async () => {
    expect(await breaches(99, june)).toBe(1);
    expect(await breaches(100)).toBe(1);
    expect(await breaches(100, { ...june, end_mrr: null })).toBe(1);
  });
});

describe("the start of a month is the end of the previous one", () => {
  const breaches = async (account_months: GivenRow[], openings: GivenRow[] = [], merged = {}) => {
    const accounts = Object.entries<string>(merged).map(([id, mergedInto]) => ({ id, mergedInto }));
    const month_openings = openings.map((opening) => ({ month: "2024-06-01", ...opening }));
    const given = { account_months, month_openings, account_merges: mergeRows({ accounts }) };
    return (await badRowsOf("months_follow_on", { asOf, given })).length;
  };

  test("passes: merged accounts count as one, unknown ends do not count, and a first month follows nothing", async () => {
    expect(await breaches([may, june])).toBe(0);
    expect(await breaches([june])).toBe(0);
    expect(await breaches([{ ...may, end_mrr: null }, june])).toBe(0);
    const merged = [{ ...may, end_mrr: 60 }, { ...may, account_id: "b", end_mrr: 40 }, june];
    expect(await breaches(merged, [], { b: "a" })).toBe(0);
  });

  test("passes: a source connected in mid-month adds to it", async () => {
    const openings = [
      { account_id: "a", opened_on: "2024-06-04" },
      { account_id: "b", opened_on: "2024-06-01" },
    ];
    expect(await breaches([may, { ...june, start_mrr: 150 }], openings)).toBe(0);
    expect(await breaches([may, { ...june, start_mrr: 150 }], openings.slice(1))).toBe(1);
  });

  test("a breach: another amount, or a lost account", async () => {
    expect(await breaches([may, { ...june, start_mrr: 99 }])).toBe(1);
    expect(await breaches([may])).toBe(1);
  });
});
