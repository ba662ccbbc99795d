import { expect, test } from "vitest";
import { addDays } from "../../../lib/dates.ts";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { badRowsOf } from "../../support/audit.ts";
import { type GivenRow, rowsOf } from "../../support/given.ts";
import { mergeRows } from "../13-changes/months.ts";

const asOf = "2024-06-30";
type Bands = Readonly<Record<string, string>>;

const scored = (bands: Bands): GivenRow[] =>
  Object.entries(bands).map(([account_id, band]) => ({ account_id, band }));
const scoredBefore = (days: number, bands: Bands): GivenRow[] =>
  scored(bands).map((row) => ({ ...row, as_of_date: addDays(asOf, -days) }));

interface Given {
  readonly now: Bands;
  readonly past: readonly GivenRow[];
  readonly accounts?: readonly GivenRow[];
  readonly months?: readonly GivenRow[];
  readonly merged?: Readonly<Record<string, string>>;
}

const movements = ({ now, past, accounts = [], months = [], merged = {} }: Given) =>
  rowsOf("band_movements", {
    asOf,
    given: {
      scores: scored(now),
      history_scores: past,
      accounts,
      history_account_months: months,
      account_merges: mergeRows({
        accounts: Object.entries(merged).map(([id, mergedInto]) => ({ id, mergedInto })),
      }),
    },
  });

const summarize = (rows: readonly Row[]): string[] =>
  rows.map(
    (row) => `${row.horizon_days} from ${row.from_date}: ${row.from_band} → ${row.to_band} ${row.accounts}`,
  );

test("a horizon compares with the newest scored day that is up to a week older", async () => {
  const now = { a: "red" };
  const past = [
    ...scoredBefore(6, { a: "red" }),
    ...scoredBefore(9, { a: "yellow" }),
    ...scoredBefore(13, { a: "green" }),
    ...scoredBefore(36, { a: "green" }),
    ...scoredBefore(97, { a: "green" }),
  ];
  expect(summarize(await movements({ now, past }))).toEqual([
    "7 from 2024-06-21: yellow → red 1",
    "30 from 2024-05-25: green → red 1",
  ]);
});

test("new and churned accounts move from and to not_scored, and merged ones count as one", async () => {
  const now = { a: "green", came: "red", heir: "red" };
  const past = scoredBefore(7, { a: "green", b: "red", gone: "yellow", gone2: "yellow", x: "green" });
  const rows = await movements({ now, past, merged: { b: "a", x: "heir" } });
  expect(summarize(rows)).toEqual([
    "7 from 2024-06-23: green → green 1",
    "7 from 2024-06-23: green → red 1",
    "7 from 2024-06-23: not_scored → red 1",
    "7 from 2024-06-23: yellow → not_scored 2",
  ]);
  const covered = { scores: scored(now), band_movements: rows };
  expect(await badRowsOf("band_movements_cover_scores", { asOf, given: covered })).toEqual([]);
  const moved = { ...covered, scores: scored({ ...now, came: "green" }) };
  expect(await badRowsOf("band_movements_cover_scores", { asOf, given: moved })).toHaveLength(2);
});

test("revenue is today's, and the earlier day's for accounts that are no longer scored", async () => {
  const month = { as_of_date: "2024-06-23", month: "2024-06-01" };
  const [left, stayed] = await movements({
    now: { a: "green", b: "green" },
    past: scoredBefore(7, { a: "green", b: "green", left: "green" }),
    accounts: [
      { account_id: "a", arr: 1200 },
      { account_id: "b", arr: null },
      { account_id: "left", arr: 0 },
    ],
    months: [
      { account_id: "left", end_mrr: 50, ...month },
      { account_id: "left", end_mrr: 70, ...month, month: "2024-05-01" },
    ],
  }).then((rows) => rows.toSorted((a, b) => Number(a.accounts) - Number(b.accounts)));
  expect(left).toMatchObject({ to_band: "not_scored", arr: 600, accounts_without_arr: 0 });
  expect(stayed).toMatchObject({ to_band: "green", arr: 1200, accounts_without_arr: 1 });
});
