import { expect, test } from "vitest";
import { accountRoutesModel } from "../../lib/conditions/account-routes-model.ts";
import { Route } from "../../lib/config/schema.ts";
import type { ColumnType } from "../../lib/models/model.ts";
import { rowsOf } from "../support/given.ts";

const columns = (types: Readonly<Record<string, ColumnType>>) =>
  Object.entries(types).map(([name, type]) => ({ name, type, comment: "" }));
const tables = {
  account_inputs: columns({ account_id: "varchar", segment: "varchar", arr: "decimal(18,2)" }),
};
const given = {
  account_inputs: [
    { account_id: "a", segment: "Enterprise", arr: 900 },
    { account_id: "b", segment: null, arr: 10 },
    { account_id: "unscored", segment: "Enterprise", arr: 900 },
  ],
  scores: [
    { account_id: "a", score: 30 },
    { account_id: "b", score: 80 },
  ],
};

const routesOf = (routes: readonly object[]) =>
  rowsOf(accountRoutesModel({ routes: routes.map((route) => Route.parse(route)), scorecards: [] }), {
    ...{ asOf: "2024-05-01", tables, given },
  });

test("an account has the routes whose conditions are true; unknown counts as false", async () => {
  const rows = await routesOf([
    { to: "everyone" },
    { to: "enterprise", where: "segment = 'Enterprise' or arr > 1000" },
    { to: "janes", where: "segment <> 'SMB' and score < 40" },
  ]);
  expect(rows).toEqual([
    { account_id: "a", route: "enterprise" },
    { account_id: "a", route: "everyone" },
    { account_id: "a", route: "janes" },
    { account_id: "b", route: "everyone" },
  ]);
});

test("a config without routes gives no account a route", async () => {
  expect(await routesOf([])).toEqual([]);
});
