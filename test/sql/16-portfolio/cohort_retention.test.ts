import { describe, expect, test } from "vitest";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { type GivenRow, rowsOf } from "../../support/given.ts";

/** The customers of a month, and their MRR at its end. */
type Month = Readonly<Record<string, number | null>>;

interface Day {
  readonly on: string;
  /** By account: the day that it became a customer. */
  readonly since: Readonly<Record<string, string>>;
  /** By month: the month of the day so far, and the previous month. */
  readonly months: Readonly<Record<string, Month>>;
}

async function retentionOver(days: readonly Day[], minSample = 1): Promise<Row[]> {
  let previous: { readonly on: string; readonly rows: readonly Row[] } | undefined;
  for (const { on, since, months } of days) {
    const account_months = Object.entries(months).flatMap(([month, accounts]) =>
      Object.entries(accounts).map(
        ([account_id, end_mrr]): GivenRow => ({
          ...{ account_id, month: `${month}-01`, end_mrr, is_customer: true },
          is_complete: month < on.slice(0, 7) || on.endsWith("30"),
        }),
      ),
    );
    const rows = await rowsOf("cohort_retention", {
      asOf: on,
      ...(previous === undefined ? {} : { previous: previous.on }),
      given: {
        settings: [{ min_sample: minSample }],
        accounts: Object.entries(since).map(([account_id, customer_since]) => ({
          ...{ account_id, customer_since, lifecycle: "active" },
        })),
        account_months,
        history_cohort_retention: previous?.rows ?? [],
      },
    });
    previous = { on, rows };
  }
  return [...(previous?.rows ?? [])];
}

const summarize = (rows: readonly Row[]): string[] =>
  rows.map((row) => {
    const { cohort, age_months, retained_accounts, accounts, logo_retention, revenue_retention, reason } =
      row;
    const open = row.is_complete ? "" : " so far";
    return `${String(cohort).slice(0, 7)} +${age_months}${open}: ${retained_accounts}/${accounts} ${logo_retention}, ${revenue_retention ?? reason}`;
  });

const since = { a: "2024-04-10", b: "2024-04-20", c: "2024-06-05" };

describe("the retention of a cohort", () => {
  test("grows by a month at a time, and keeps closed months", async () => {
    const days: Day[] = [
      { on: "2024-04-30", since, months: { "2024-04": { a: 100, b: 100 } } },
      { on: "2024-05-15", since, months: { "2024-04": { a: 90, b: 100 }, "2024-05": { a: 150, b: 100 } } },
      { on: "2024-06-10", since, months: { "2024-05": { a: 152 }, "2024-06": { a: 171, c: 10 } } },
      { on: "2024-06-11", since, months: { "2024-05": { a: 0 }, "2024-06": { a: 19, c: 10 } } },
    ];
    expect(summarize(await retentionOver(days.slice(0, 1)))).toEqual(["2024-04 +0: 2/2 1, 1"]);
    expect(summarize(await retentionOver(days.slice(0, 2)))).toEqual([
      "2024-04 +0: 2/2 1, 1",
      `2024-04 +1 so far: 2/2 1, ${250 / 190}`,
    ]);
    expect(summarize(await retentionOver(days))).toEqual([
      "2024-04 +0: 2/2 1, 1",
      "2024-04 +1: 1/2 0.5, 0.8",
      "2024-04 +2 so far: 1/2 0.5, 0.1",
      "2024-06 +0 so far: 1/1 1, first_month_not_over",
    ]);
  });

  test("has logos but no revenue if the chain started later", async () => {
    const days = [{ on: "2024-06-10", since, months: { "2024-06": { a: 100, c: 10 } } }];
    expect(summarize(await retentionOver(days))).toEqual([
      "2024-04 +2 so far: 1/2 0.5, first_revenue_unknown",
      "2024-06 +0 so far: 1/1 1, first_month_not_over",
    ]);
  });

  test("is hidden below min_sample accounts", async () => {
    const days = [{ on: "2024-06-30", since, months: { "2024-06": { a: 100, c: 10 } } }];
    expect(summarize(await retentionOver(days, 2)).at(-1)).toBe("2024-06 +0: 1/1 null, small_sample");
  });

  test("is unknown if revenue is, or was zero at first", async () => {
    const began = { on: "2024-04-30", since };
    const later = { on: "2024-05-10", since, months: { "2024-05": { a: null, b: 10 } } };
    const reasons = async (months: Month) =>
      summarize(await retentionOver([{ ...began, months: { "2024-04": months } }, later])).at(-1);
    expect(await reasons({ a: 10, b: 10 })).toBe("2024-04 +1 so far: 2/2 1, revenue_unknown");
    expect(await reasons({ a: null, b: 10 })).toBe("2024-04 +1 so far: 2/2 1, first_revenue_unknown");
    expect(await reasons({ a: 0, b: 0 })).toBe("2024-04 +1 so far: 2/2 1, no_first_revenue");
  });

  test("counts accounts that their source has dropped since", async () => {
    const { a, b } = since;
    const days: Day[] = [
      { on: "2024-04-30", since: { a, b }, months: { "2024-04": { a: 100, b: 100 } } },
      { on: "2024-05-10", since: { a }, months: { "2024-05": { a: 100 } } },
    ];
    expect(summarize(await retentionOver(days)).at(-1)).toBe("2024-04 +1 so far: 1/2 0.5, 0.5");
    const all = [...days, { on: "2024-05-11", since: {}, months: { "2024-05": { c: 1 } } }];
    expect(summarize(await retentionOver(all)).at(-1)).toBe("2024-04 +1 so far: 0/2 0, 0");
  });
});
