import { expect, test } from "vitest";
import { factEntities } from "../../../lib/mapping/shipped/entity-unions.ts";
import { type GivenRow, rowsOf } from "../../support/given.ts";

const asOf = "2024-05-10";
const written = { source: "crm", record_id: "1", known_on: "2024-05-01" };

const texts = factEntities.flatMap(({ name: entity, key, fields }) =>
  fields
    .filter(({ heldIn }) => heldIn === "comments")
    .map((field) => ({
      ...{ entity, key, field: field.name },
      begin: fields.find(({ isBegin }) => isBegin)?.name,
    })),
);

test.each(texts)(
  "a $field of $entity is a comment of its account from the day that the record started",
  async ({ entity, key, field, begin }) => {
    const fact: GivenRow = { source: "crm", account_id: "a", [key]: "1" };
    const given = {
      comments_records: [
        { ...written, entity, field, comment: "Thanks" },
        { ...written, entity: "another", field, comment: "of another record" },
        { ...written, record_id: "2", entity, field, comment: "of a record that is still to come" },
      ],
      [entity]: [{ ...fact, ...(begin && { [begin]: "2024-05-02" }) }],
    };
    expect(await rowsOf("comments", { asOf, given })).toEqual([
      {
        ...{ entity, record_id: "1", field, source: "crm", account_id: "a", comment: "Thanks" },
        written_on: begin ? "2024-05-02" : null,
      },
    ]);
  },
);

test("a text that is not known yet, or that its source has deleted, is no comment", async () => {
  const comment = { ...written, entity: "tickets", field: "subject" };
  const given = {
    comments_records: [{ ...comment, known_on: "2024-05-11", comment: "Later" }, comment],
    tickets: [{ source: "crm", ticket_id: "1", created_at: "2024-05-02 09:00:00" }],
  };
  expect(await rowsOf("comments", { asOf, given })).toEqual([]);
});
