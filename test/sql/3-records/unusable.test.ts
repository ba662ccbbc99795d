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

test("a personal text that lost a character is counted, and not shown", async () => {
  const crm = { source: "crm", stream: "people" };
  const comment = { ...crm, stream: "tickets", entity: "tickets", field: "subject" };
  const rows = await rowsOf("cell_problems", {
    asOf: "2024-05-10",
    models: generated,
    given: {
      staged_comments: ["cut \ufffd", "whole", "\ufffd", null].map((text) => ({ ...comment, comment: text })),
      staged_people: [
        { ...crm, name: "Zo\ufffd", email: "zoe@example.com" },
        { ...crm, name: "Ann", email: null },
      ],
    },
  });
  const lost = { reason: "lost character", word: null, is_rejected: false };
  expect(rows).toMatchObject([
    { ...crm, entity: "contacts", field: "name", ...lost, cells: 1 },
    { ...comment, ...lost, cells: 2 },
  ]);
});
