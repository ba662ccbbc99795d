import { expect, test } from "vitest";
import { withTryCasts } from "../../lib/measures/guard-measure.ts";
import { overGivenRows } from "../support/given.ts";

const written = (sql: string) => withTryCasts({ file: "measures/m.sql", sql });

test("a cast of a column gives null where it fails, and a cast of a literal is unchanged", () => {
  const day = "cast(date '{{ as_of_date }}' - interval '27' day as date)";
  const sql = `select Cast(plan as bigint) as n from accounts where as_of_date >= ${day} and cast(cast(seats as double) as bigint) > 1`;
  expect(written(sql)).toBe(
    `select try_Cast(plan as bigint) as n from accounts where as_of_date >= ${day} and try_cast(try_cast(seats as double) as bigint) > 1`,
  );
});

test("an account whose plan is not a number has no value, and the others have theirs", async () => {
  const sql =
    "select account_id, cast(plan as bigint) as n from accounts where as_of_date = date '{{ as_of_date }}'";
  const rows = await overGivenRows(
    { sql: written(sql), origin: "measures/m.sql" },
    {
      asOf: "2026-03-01",
      given: {
        accounts: [
          { account_id: "1", plan: "12" },
          { account_id: "2", plan: "Team" },
        ],
      },
    },
  );
  expect(rows).toEqual([
    { account_id: "1", n: 12 },
    { account_id: "2", n: null },
  ]);
});
