import { expect, test } from "vitest";
import { accountColumns, scoreColumns } from "../../lib/config/columns.ts";
import { loadModels } from "../../lib/models/load.ts";

test.each([
  ["accounts", accountColumns],
  ["scores", { account_id: "varchar", ...scoreColumns }],
])("the columns that predicates know are those of %s", async (table, columns) => {
  const model = (await loadModels()).find((each) => each.table === table);
  const declared = model?.columns.map(({ name, type }) => [name, type]) ?? [];
  expect(columns).toEqual(Object.fromEntries(declared));
});
