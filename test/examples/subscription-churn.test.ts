import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { answers } from "../../examples/subscription-churn/answer.ts";

const csvs = process.env.BELLWETHER_CHURN_DATA;
const isThere = csvs !== undefined && existsSync(csvs);
if (!isThere) process.stdout.write("skipped: the churn data set (BELLWETHER_CHURN_DATA names no folder)\n");

interface Subscription {
  readonly start_date: string;
  readonly churn_date: string;
}

test.skipIf(!isThere)(
  "the history of the churn data set shows bands over time, churn, and the lower scores before it",
  async () => {
    const answered = await answers(csvs ?? "", () => {});
    const byBand = answered["Accounts by band, at the end of each month"];
    expect(byBand).toHaveLength(24);
    expect(byBand.at(-1)).toEqual({
      month: "2023-12-01",
      ...{ green: expect.any(Number), yellow: expect.any(Number), red: 0, insufficient_data: 0 },
    });

    // Counted from the CSV, independently of the pipeline.
    const text = await readFile(join(csvs ?? "", "subscriptions.csv"), "utf8");
    const subscriptions: Subscription[] = parse(text, { columns: true, bom: true });
    const churn = answered["Monthly logo churn: of the customers at the month's start, those who left in it"];
    expect(churn).toHaveLength(24);
    for (const { month, at_start, churned } of churn) {
      const start = String(month);
      const customers = subscriptions.filter(
        ({ start_date, churn_date }) => start_date < start && (churn_date === "" || churn_date >= start),
      );
      const left = customers.filter(
        ({ churn_date }) => churn_date !== "" && churn_date.slice(0, 7) === start.slice(0, 7),
      );
      expect({ month, at_start, churned }).toEqual({
        month,
        at_start: customers.length,
        churned: left.length,
      });
    }

    const [churned, others] =
      answered["Mean score 56 to 84 days before they churned, beside those who did not churn"];
    expect(churned).toMatchObject({ customers: "churned", accounts: 1327 });
    expect(others).toMatchObject({ customers: "did not churn" });
    expect(Number(churned?.mean_score)).toBeLessThan(Number(others?.mean_score));
  },
  // Two years of days: minutes, where two tests share the machine.
  1_800_000,
);
