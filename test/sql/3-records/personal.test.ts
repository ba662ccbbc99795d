import { describe, expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { generatedModels as models } from "../../support/merge.ts";

const [before, asOf] = ["2024-05-01", "2024-05-02"];

const rowOn = (on: string, record_id: string, more: GivenRow): GivenRow => ({
  ...{ source: "crm", record_id, known_on: on, landed_on: on, extracted_at: `${on} 06:00:00` },
  ...more,
});

const knownAfter = (table: string, staged: readonly GivenRow[], history: readonly GivenRow[]) =>
  rowsOf(table, {
    ...{ asOf, previous: before, models },
    given: { [`staged_${table.replace("_records", "")}`]: staged, [`history_${table}`]: history },
  });

describe("for each person", () => {
  test("the latest row is kept, by date, updated_at and position", async () => {
    const rows = await knownAfter(
      "people_records",
      [
        rowOn(asOf, "2", { name: "new" }),
        rowOn(asOf, "3", { name: "older", updated_at: "2024-03-01 00:00:00" }),
        rowOn(asOf, "4", { name: "first", position: 1 }),
        rowOn(asOf, "4", { name: "second", position: 2 }),
      ],
      [
        rowOn(before, "1", { name: "known" }),
        rowOn(before, "2", { name: "replaced" }),
        rowOn(before, "3", { name: "newer", updated_at: "2024-04-01 00:00:00" }),
        rowOn(before, "2", { name: "of another source", source: "helpdesk" }),
      ],
    );
    expect(pick(rows, "source", "record_id", "name")).toEqual([
      { source: "crm", record_id: "1", name: "known" },
      { source: "crm", record_id: "2", name: "new" },
      { source: "crm", record_id: "3", name: "newer" },
      { source: "crm", record_id: "4", name: "second" },
      { source: "helpdesk", record_id: "2", name: "of another source" },
    ]);
  });
});

describe("for each text", () => {
  test("the latest row is kept, apart from other fields and entities with the same id", async () => {
    const text = (on: string, entity: string, field: string, comment: string | null) =>
      rowOn(on, "1", { entity, field, comment });
    const rows = await knownAfter(
      "comments_records",
      [text(asOf, "tickets", "subject", null), text(asOf, "touchpoints", "note", "new")],
      [
        text(before, "interventions", "note", "of an intervention"),
        text(before, "tickets", "comment", "of another field"),
        text(before, "tickets", "subject", "taken back"),
      ],
    );
    expect(pick(rows, "entity", "field", "comment")).toEqual([
      { entity: "interventions", field: "note", comment: "of an intervention" },
      { entity: "tickets", field: "comment", comment: "of another field" },
      { entity: "tickets", field: "subject", comment: null },
      { entity: "touchpoints", field: "note", comment: "new" },
    ]);
  });
});
