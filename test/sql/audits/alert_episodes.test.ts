import { describe, expect, test } from "vitest";
import { badRowsOf } from "../../support/audit.ts";
import type { GivenRow } from "../../support/given.ts";

const accountsFound = async (...alert_episodes: GivenRow[]) => {
  const given = { alert_episodes };
  const rows = await badRowsOf("one_open_episode_per_account_and_rule", { asOf: "2024-06-30", given });
  return rows.map(({ account_id }) => account_id);
};

const open = { account_id: "a", rule: "turned red", started_on: "2024-06-01", is_open: true };
const closed = {
  ...open,
  started_on: "2024-05-01",
  cleared_on: "2024-05-09",
  clear_reason: "cleared",
  is_open: false,
};

describe("no account has two open episodes of one rule", () => {
  test("passes: one open episode besides closed ones, of other rules and of other accounts", async () => {
    const others = [
      { ...open, rule: "dropped" },
      { ...open, account_id: "b" },
    ];
    expect(await accountsFound(open, closed, ...others)).toEqual([]);
  });

  test.each<[string, GivenRow]>([
    ["two open episodes", { ...open, started_on: "2024-06-02" }],
    ["an open episode with a closing date", { ...closed, is_open: true }],
    ["a closed episode without a date", { ...closed, cleared_on: null }],
    ["a closed episode without a reason", { ...closed, clear_reason: null }],
  ])("a breach: %s", async (_, bad) => {
    expect(await accountsFound(open, bad)).toEqual(["a"]);
  });
});
