import type { FieldMapping, Source } from "../config/schema.ts";
import { type EntityName, entities } from "../entities.ts";
import type { Services } from "../services.ts";
import type { Row } from "../warehouse/warehouse.ts";
import { meaningsOf } from "../words/vocabulary.ts";
import type { ReportedDays } from "./stream-report.ts";

/** Unreadable cells of one field, with one reason. */
export interface UnreadCells {
  readonly source: string;
  readonly stream: string;
  readonly field: string;
  /** `unknown word`, `not a date`, `missing`, … */
  readonly reason: string;
  /** Whether their rows are rejected for it; where not, the cells are null and their rows count. */
  readonly isRejected: boolean;
  readonly cells: number;
  /** The texts of the cells, the most frequent first, limited to the space of a line. */
  readonly words: readonly string[];
  /** The words that `values` may map to; null for any text. */
  readonly meanings: readonly string[] | null;
  /** The form of dates or numbers that the mapping declares for the field, such as `format DD/MM/YYYY`; null without one. */
  readonly declared: string | null;
}

const mostWords = 5;

/**
 * The cells that the runs of published days could not read, the most frequent first.
 * @param sources of the config that they were read with
 */
export async function unreadCells(
  { warehouse, databases }: Pick<Services, "warehouse" | "databases">,
  { asOfDate, since = asOfDate }: ReportedDays,
  sources: readonly Source[],
): Promise<readonly UnreadCells[]> {
  const rows = await warehouse.rows(
    `select source, stream, entity, field, reason, is_rejected, word,
        cast(sum(cells) as bigint) as cells
    from cell_problems
    where as_of_date between date '${since}' and date '${asOfDate}'
    group by source, stream, entity, field, reason, is_rejected, word
    order by cells desc, source, stream, field, reason, word`,
    { database: databases.published },
  );
  const byReason = Map.groupBy(rows, ({ source, stream, field, reason, is_rejected }) =>
    JSON.stringify([source, stream, field, reason, is_rejected]),
  );
  return [...byReason.values()]
    .map((cells) => together(cells, sources))
    .toSorted((a, b) => b.cells - a.cells);
}

function together(rows: readonly Row[], sources: readonly Source[]): UnreadCells {
  const [{ source, stream, entity, field, reason, is_rejected } = {}] = rows;
  const words = rows.flatMap(({ word }) => (typeof word === "string" ? [word] : []));
  const vocabulary = entities[entity as EntityName].fields.find(({ name }) => name === field)?.words;
  return {
    source: String(source),
    stream: String(stream),
    field: String(field),
    reason: String(reason),
    isRejected: is_rejected === true,
    cells: rows.reduce((sum, { cells }) => sum + Number(cells), 0),
    words: words.slice(0, mostWords),
    meanings: vocabulary === undefined ? null : meaningsOf(vocabulary),
    declared: declaredForm(
      sources.find(({ name }) => name === source)?.streams[String(stream)]?.fields[String(field)],
    ),
  };
}

function declaredForm(mapping: FieldMapping | undefined): string | null {
  if (typeof mapping !== "object") return null;
  if ("format" in mapping && mapping.format !== undefined) return `format ${mapping.format}`;
  return "number" in mapping && mapping.number !== undefined ? `number ${mapping.number}` : null;
}
