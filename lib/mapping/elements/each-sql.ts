import type { Stream } from "../../config/schema.ts";
import { elementText } from "../cells/json-path.ts";
import { elementsSql } from "./elements-sql.ts";
import { partsSql } from "./parts-sql.ts";

/** How a record of a stream with `each` becomes several rows. */
export interface RowsSql {
  /** Over `<name>_landed`: the last is `<name>_elements`, a row per element and one of place 0 per record. */
  readonly ctes: readonly string[];
  /** Its columns besides those of the landed record. */
  readonly columns: readonly string[];
  /** The first reasons of a row, for none of which a cell is at fault. */
  readonly reasons: readonly { readonly when: string; readonly reason: string }[];
  /** The column with the text that is shown of a rejected element. */
  readonly rejected: string;
}

/**
 * The rows of a stream's records; undefined where each record is one.
 * @param texts the SQL of all that the mapping reads
 */
export function eachSql(name: string, { each, mode }: Stream, texts: readonly string[]): RowsSql | undefined {
  if (each === undefined) return undefined;
  if (typeof each !== "string") return partsSql(name, each);
  return elementsSql(name, each, { mode, isText: texts.some((text) => text.includes(elementText)) });
}
