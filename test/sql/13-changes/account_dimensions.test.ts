import { expect, test } from "vitest";
import { badRowsOf } from "../../support/audit.ts";
import { rowsOf } from "../../support/given.ts";
import { accountAttributes } from "../14-signals/dimensions.ts";

const asOf = "2024-05-10";

test("a customer is in one cell of every dimension, (none) if it has no value", async () => {
  const accounts = [
    { account_id: "a", segment: "Big", plan: "Pro", region: "EU", owner: "Kim", is_scored: true },
    { account_id: "b", segment: " ", is_scored: true },
    { account_id: "left", segment: "Big", is_scored: false },
  ];
  const rows = await rowsOf("account_dimensions", {
    asOf,
    tables: accountAttributes,
    given: {
      accounts,
      scores: [{ account_id: "a", band: "green" }],
      account_attributes: [{ account_id: "a", attribute: "country", value: "DE" }],
    },
  });
  const cells = Map.groupBy(rows, (row) => row.account_id);
  const valuesOf = (id: string) =>
    Object.fromEntries((cells.get(id) ?? []).map((row) => [row.dimension, row.dimension_value]));
  expect([...cells.keys()].toSorted()).toEqual(["a", "b"]);
  expect(valuesOf("a")).toEqual({
    ...{ all: "all", segment: "Big", plan: "Pro", region: "EU", owner: "Kim" },
    ...{ band: "green", country: "DE" },
  });
  expect(valuesOf("b")).toEqual({
    ...{ all: "all", segment: "(none)", plan: "(none)", region: "(none)", owner: "(none)" },
    ...{ band: "(none)", country: "(none)" },
  });
  const covered = { asOf, given: { accounts, account_dimensions: rows } };
  expect(await badRowsOf("dimensions_cover_customers", covered)).toEqual([]);
  const lacking = { asOf, given: { accounts, account_dimensions: rows.slice(1) } };
  expect(await badRowsOf("dimensions_cover_customers", lacking)).toHaveLength(1);
});
