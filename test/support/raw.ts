import { Source } from "../../lib/config/schema.ts";
import type { EntityName } from "../../lib/entities.ts";
import { withReadExpressions } from "../../lib/mapping/cells/expressions.ts";
import { stagedModels } from "../../lib/mapping/staged/staged-models.ts";
import type { Column } from "../../lib/models/model.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { type GivenRow, rowsOf } from "./given.ts";

export const rawColumns: readonly Column[] = [
  ...[
    "record_id",
    "updated_at",
    "extracted_at",
    "payload",
    "readable",
    "other_domain",
    "loaded_on",
    "load",
  ].map((name) => ({
    name,
    type: "varchar" as const,
    comment: "as landed",
  })),
  { name: "is_encoded", type: "boolean", comment: "as landed" },
  { name: "position", type: "bigint", comment: "as landed" },
  { name: "landed", type: "date", comment: "as landed" },
];

export interface Landed {
  readonly record: Readonly<Record<string, unknown>> | string;
  readonly id?: string | null;
  readonly landed?: string;
  readonly extracted?: string;
  /** Of a history: when it landed, and when it was extracted if the load does not say when it landed. */
  readonly loaded?: string;
  readonly load?: string;
}

/** The staging of one stream `crm.things` on 2024-05-10: landed records in, staged rows out. */
export async function stagedRows(
  stream: { readonly entity: EntityName } & Readonly<Record<string, unknown>>,
  landed: readonly Landed[],
): Promise<Row[]> {
  const mode = stream.entity === "usage" ? "append" : "upsert";
  const source = Source.parse({
    name: "crm",
    kind: "files",
    streams: { things: { path: "things.csv", mode, ...stream } },
  });
  const model = stagedModels({ sources: withReadExpressions([source]) }).find(
    ({ table }) => table === `staged_${stream.entity}`,
  );
  if (model === undefined) throw new Error(`nothing stages ${stream.entity}`);
  return rowsOf(model, {
    asOf: "2024-05-10",
    given: { raw_crm_things: landed.map(rawRow) },
    tables: { raw_crm_things: rawColumns },
  });
}

export function rawRow({
  record,
  id = "r1",
  landed = "2024-05-10",
  extracted = landed,
  loaded,
  load = "l1",
}: Landed): GivenRow {
  return {
    record_id: id,
    extracted_at: `${extracted}T12:00:00.000Z`,
    payload: typeof record === "string" ? record : JSON.stringify(record),
    loaded_on: loaded ?? null,
    load,
    landed,
  };
}
