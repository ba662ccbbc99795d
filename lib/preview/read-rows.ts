import type { Stream } from "../config/schema.ts";
import { mappedColumns } from "../mapping/staged/field-counts-model.ts";
import { stagedTable } from "../mapping/staged/staged-models.ts";
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

const ofStream = ({ asOfDate, source, stream }: StagedRows): string =>
  `where as_of_date = date '${asOfDate}'
    and source = '${source}'
    and stream = '${stream}'
    and not is_outline
    and reject_reason is null`;

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
