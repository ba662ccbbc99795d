import type { Stream } from "../config/schema.ts";
import { entities } from "../entities.ts";
import { columnOf } from "../mapping/staged-columns.ts";
import { stagedTable } from "../mapping/staged-models.ts";
import type { Row, Warehouse } from "../warehouse/warehouse.ts";

/** The staged rows of a stream. */
export interface StagedRows {
  readonly warehouse: Warehouse;
  /** The build database that has them. */
  readonly database: string;
  readonly asOfDate: string;
  readonly source: string;
  readonly stream: string;
  readonly mapping: Stream;
}

/** Of a mapped field: how many of the usable rows have a value. */
export interface FieldCount {
  readonly field: string;
  readonly rows: number;
  readonly values: number;
}

/** The mapped fields with a column of their own in the staged rows, and that column. */
function mappedColumns({
  entity,
  fields,
}: Stream): readonly { readonly field: string; readonly column: string }[] {
  const { fields: known } = entities[entity];
  return known.flatMap((field) => {
    if (fields[field.name] === undefined) return [];
    const column =
      field.name === entities[entity].key ? "record_id" : columnOf(entities[entity], field)?.name;
    return column === undefined ? [] : [{ field: field.name, column }];
  });
}

const ofStream = ({ asOfDate, source, stream }: StagedRows): string =>
  `where as_of_date = date '${asOfDate}'
    and source = '${source}'
    and stream = '${stream}'
    and not is_outline
    and reject_reason is null`;

/** The mapped fields of a stream with the counts of their values, in the order of the entity. */
export async function fieldCounts(rows: StagedRows): Promise<readonly FieldCount[]> {
  const columns = mappedColumns(rows.mapping);
  const counts = columns.map(({ column }, index) => `count(${column}) as count_${index}`);
  const [counted] = await rows.warehouse.rows(
    `select count(*) as all_rows, ${counts.join(", ")} from ${stagedTable(rows.mapping.entity)} ${ofStream(rows)}`,
    { database: rows.database },
  );
  return columns.map(({ field }, index) => ({
    field,
    rows: Number(counted?.all_rows ?? 0),
    values: Number(counted?.[`count_${index}`] ?? 0),
  }));
}

/** Keys as the export has them, without the source before them. */
const readAs = (column: string): string =>
  column.endsWith("_key") ? `substr(${column}, strpos(${column}, ':') + 1)` : column;

/** The first usable rows of a stream: the mapped fields, as a run reads them. */
export async function firstRows(rows: StagedRows, most: number): Promise<readonly Row[]> {
  const columns = mappedColumns(rows.mapping);
  if (columns.length === 0) return [];
  const selected = columns.map(({ field, column }) => `${readAs(column)} as ${field}`);
  return rows.warehouse.rows(
    `select ${selected.join(", ")} from ${stagedTable(rows.mapping.entity)} ${ofStream(rows)}
    order by position
    limit ${most}`,
    { database: rows.database },
  );
}
