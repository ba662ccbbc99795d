import { expect, test } from "vitest";
import { entities } from "../../../lib/entities.ts";
import { mappingModels } from "../../../lib/mapping/models.ts";
import { rowsOf } from "../../support/given.ts";

const generated = mappingModels({ sources: [] });

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
