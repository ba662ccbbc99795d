import { join } from "node:path";
import { expect, test } from "vitest";
import { entityUnions } from "../../../lib/mapping/shipped/entity-unions.ts";
import { shippedAudits, shippedModels } from "../../../lib/mapping/shipped/shipped-sql.ts";

const shipped = [...(await shippedModels()), ...(await shippedAudits())];

test.each(Object.entries(entityUnions))(
  "%s is as its golden file shows, and stands in sql/",
  async (name, sql) => {
    await expect(`${sql}\n`).toMatchFileSnapshot(join(import.meta.dirname, "golden", `${name}.sql`));
    expect(shipped.filter((each) => each.sql.includes(sql))).not.toEqual([]);
  },
);

test("every union is written out before a run", () => {
  const names = Object.keys(entityUnions).join("|");
  const unfilled = shipped.filter(({ sql }) => new RegExp(`\\{\\{ (?:${names}) \\}\\}`).test(sql));
  expect(unfilled.map(({ origin }) => origin)).toEqual([]);
});
