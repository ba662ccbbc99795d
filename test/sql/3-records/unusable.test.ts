import { expect, test } from "vitest";
import { entities, entityNames } from "../../../lib/entities.ts";
import { mappingModels } from "../../../lib/mapping/models.ts";
import { loadModels } from "../../../lib/models/load.ts";
import type { Model } from "../../../lib/models/model.ts";
import { rowsOf } from "../../support/given.ts";

const shipped = await loadModels();
const generated = mappingModels({ sources: [] });

function shippedModel(table: string): Model {
  const model = shipped.find((each) => each.table === table);
  if (model === undefined) throw new Error(`sql/3-records/${table}.sql is missing`);
  return model;
}

/** The entities whose staged rows a union of all leaves out, or takes under another name. */
function forgottenBy({ origin, sql }: Pick<Model, "origin" | "sql">): readonly string[] {
  const read = [...sql.matchAll(/'(\w+)' as entity,[^']*?\bfrom (\w+)/g)];
  const named = new Map(read.map(([, entity = "", table = ""]) => [entity, table]));
  return entityNames
    .filter((entity) => named.get(entity) !== `staged_${entity}`)
    .map((entity) => `${origin} does not read staged_${entity} as '${entity}'`);
}

test.each(["rejects", "cell_problems"])("%s reads the staged rows of every entity", (table) => {
  expect(forgottenBy(shippedModel(table))).toEqual([]);
});

test("an entity that a union leaves out, or names otherwise, is named with its file", () => {
  const { origin, sql } = shippedModel("rejects");
  const without = sql.replace("from staged_usage\n", "from staged_tickets\n");
  expect(forgottenBy({ origin, sql: without })).toEqual([
    "sql/3-records/rejects.sql does not read staged_usage as 'usage'",
  ]);
  expect(forgottenBy({ origin, sql: sql.replace("'invoices' as entity", "'tickets' as entity") })).toContain(
    "sql/3-records/rejects.sql does not read staged_invoices as 'invoices'",
  );
});

test("a row with a problem in each of its cells is counted whole, for the entity with the most fields", async () => {
  const [widest] = Object.values(entities).toSorted((a, b) => b.fields.length - a.fields.length);
  if (widest === undefined) throw new Error("there is no entity");
  const names = widest.fields.map(({ name }) => name);
  const rows = await rowsOf("cell_problems", {
    asOf: "2024-05-10",
    models: generated,
    given: {
      [`staged_${widest.name}`]: [
        {
          ...{ source: "crm", stream: "things", is_outline: false },
          cell_problems: names.map((name) => `${name}\tmissing\t`).join("\n"),
        },
      ],
    },
  });
  const uncounted = names.filter((name) => !rows.some(({ field }) => field === name));
  expect(uncounted, "fields for which sql/3-records/cell_problems.sql has no line number").toEqual([]);
});
