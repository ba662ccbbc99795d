import { expect, test } from "vitest";
import { type GivenRow, rowsOf } from "../../support/given.ts";
import { mergeRows } from "../13-changes/months.ts";
import { cells, segments } from "./dimensions.ts";

const may = { month: "2024-05-01" };
const june = { month: "2024-06-01" };

interface Given {
  readonly asOf: string;
  readonly previous?: string;
  readonly now: readonly GivenRow[];
  readonly past?: readonly GivenRow[];
  readonly months?: readonly GivenRow[];
  readonly accounts?: Parameters<typeof mergeRows>[0]["accounts"];
}

const dimensions = async ({ asOf, previous, now, past = [], months = [], accounts = [] }: Given) =>
  segments(
    await rowsOf("month_dimensions", {
      asOf,
      ...(previous === undefined ? {} : { previous }),
      given: {
        account_dimensions: now,
        history_account_dimensions: past,
        history_month_dimensions: months,
        account_merges: mergeRows({ accounts }),
        settings: [{ renewal_grace_days: 30 }],
      },
    }),
  );

test("a month keeps the values of its start, or of an account's first day", async () => {
  const now = [...cells("a", "Big"), ...cells("b", "Big")];
  expect(await dimensions({ asOf: "2024-06-08", now })).toEqual(["a 2024-06-01 Big", "b 2024-06-01 Big"]);
  const months = [...cells("a", "Small", may), ...cells("a", "Mid", june), ...cells("left", "Mid", june)];
  expect(await dimensions({ asOf: "2024-06-08", previous: "2024-06-07", now, months })).toEqual([
    "a 2024-05-01 Small",
    "a 2024-06-01 Mid",
    "b 2024-06-01 Big",
    "left 2024-06-01 Mid",
  ]);
});

test("the first run of a month starts it with the previous run's values, and completes the previous month", async () => {
  const given = {
    asOf: "2024-06-03",
    previous: "2024-05-27",
    now: [...cells("a", "Big"), ...cells("came", "Big")],
    past: [...cells("a", "Mid"), ...cells("left", "Mid")],
    months: [
      ...cells("a", "Small", { month: "2024-03-01" }),
      ...cells("a", "Small", may),
      ...cells("left", "Small", may),
    ],
  };
  expect(await dimensions(given)).toEqual([
    "a 2024-05-01 Small",
    "a 2024-06-01 Mid",
    "came 2024-05-01 Big",
    "came 2024-06-01 Big",
    "left 2024-05-01 Small",
    "left 2024-06-01 Mid",
  ]);
});

test("an account that another was merged into keeps its own values, and takes the other's if it has none", async () => {
  const given = {
    asOf: "2024-06-08",
    previous: "2024-06-07",
    now: [...cells("a", "Big"), ...cells("b", "Big")],
    months: [...cells("a", "Small", june), ...cells("x", "Mid", june), ...cells("y", "Mid", june)],
    accounts: [
      { id: "x", mergedInto: "a" },
      { id: "y", mergedInto: "b" },
    ],
  };
  expect((await dimensions(given)).filter((cell) => /^[ab]/.test(cell))).toEqual([
    "a 2024-06-01 Small",
    "b 2024-06-01 Mid",
  ]);
});

test("a month is kept until no term that came due in it can be renewed", async () => {
  const january = { month: "2024-01-01" };
  const months = [...cells("a", "Small", january), ...cells("a", "Mid", { month: "2024-02-01" })];
  const on = async (asOf: string, previous: string) => await dimensions({ asOf, previous, now: [], months });
  expect(await on("2024-03-01", "2024-02-29")).toContain("a 2024-01-01 Small");
  expect(await on("2024-03-02", "2024-03-01")).not.toContain("a 2024-01-01 Small");
});
