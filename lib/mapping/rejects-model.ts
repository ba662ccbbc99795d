import { entities, entityNames } from "../entities.ts";
import { generatedModel } from "../models/generated.ts";
import type { Column, Model } from "../models/model.ts";
import { filtered } from "./cell-problems.ts";
import { stagedTable } from "./staged-models.ts";
import { unionOf } from "./state-entities.ts";

const columns: readonly Column[] = [
  { name: "source", type: "varchar", comment: "the source, by its name in the config" },
  { name: "stream", type: "varchar", comment: "the stream within the source" },
  { name: "entity", type: "varchar", comment: "the entity that the stream provides" },
  { name: "load_id", type: "varchar", comment: "the load that the row came with" },
  { name: "landed_on", type: "date", comment: "the landing date" },
  {
    name: "record_id",
    type: "varchar",
    comment: "the record's id in its source; null when it has none",
  },
  {
    name: "reason",
    type: "varchar",
    comment:
      "missing <field>, not a <type>: <field>, out of bounds: <field>, unknown word: <field>, expression failed: <field>, or too_late",
  },
  { name: "payload", type: "varchar", comment: "the text of the record" },
];

/** `rejects`: the rows of every entity that cannot be used, with their reason and text. */
export function rejectsModel(): Model {
  const grain = "one row per record of this run that cannot be used.";
  const all = unionOf(
    entityNames.map((name) => entities[name]),
    ({ name }) => `    select
        source,
        stream,
        '${name}' as entity,
        load_id,
        landed_on,
        record_id,
        reject_reason as reason,
        reject_payload as payload
    from ${stagedTable(name)}
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason <> '${filtered}'`,
  );
  return generatedModel({
    table: "rejects",
    stage: { number: 3, name: "records" },
    header: {
      ...{ grain, kind: "increment", readers: "public", section: "The data itself" },
      purpose: "Rows that cannot be used, with the reason.",
      columns,
    },
    select: `with rejects as (\n${all}\n)\n\nselect * from rejects`,
    origin: "lib/mapping/rejects-model.ts",
  });
}
