import { join } from "node:path";
import { expect, test } from "vitest";
import { factUnions } from "../../lib/mapping/fact-unions.ts";
import { shippedAudits, shippedModels } from "../../lib/mapping/shipped-sql.ts";

const shipped = [...(await shippedModels()), ...(await shippedAudits())];

test.each(Object.entries(factUnions))(
  "%s is as its golden file shows, and stands in sql/",
  async (name, sql) => {
    await expect(`${sql}\n`).toMatchFileSnapshot(join(import.meta.dirname, "golden", `${name}.sql`));
    expect(shipped.filter((each) => each.sql.includes(sql))).toHaveLength(1);
  },
);

test("no union is left to a run", () => {
  const names = Object.keys(factUnions).join("|");
  const unfilled = shipped.filter(({ sql }) => new RegExp(`\\{\\{ (?:${names}) \\}\\}`).test(sql));
  expect(unfilled.map(({ origin }) => origin)).toEqual([]);
});
