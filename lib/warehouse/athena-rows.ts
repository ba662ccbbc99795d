import type { Row as AthenaRow, ColumnInfo, ResultSet } from "@aws-sdk/client-athena";
import { numberOf } from "./number-of.ts";
import type { Row, Value } from "./warehouse.ts";

const numberTypes = new Set([
  "tinyint",
  "smallint",
  "integer",
  "bigint",
  "float",
  "real",
  "double",
  "decimal",
]);

/** The rows of a query from its result pages; the first page starts with the column names. */
export function rowsOf(pages: readonly ResultSet[]): Row[] {
  const columns = pages[0]?.ResultSetMetadata?.ColumnInfo ?? [];
  return pages.flatMap(({ Rows = [] }, page) =>
    (page === 0 ? Rows.slice(1) : Rows).map((row) => rowOf(columns, row)),
  );
}

const rowOf = (columns: readonly ColumnInfo[], { Data = [] }: AthenaRow): Row =>
  Object.fromEntries(
    columns.map(({ Name = "", Type = "" }, index) => [Name, fromText(Type, Data[index]?.VarCharValue)]),
  );

/** Athena gives every value as text, and null as no text. */
function fromText(type: string, text: string | undefined): Value {
  if (text === undefined) return null;
  if (numberTypes.has(type)) return numberOf(text);
  if (type === "boolean") return text === "true";
  // DuckDB leaves out the zeros that end a fraction of a second.
  if (type === "timestamp") return text.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  return text;
}
