import { entities, entityNames } from "../entities.ts";
import { generatedModel } from "../models/generated.ts";
import type { Column, Model } from "../models/model.ts";
import { stagedTable } from "./staged-models.ts";
import { unionOf } from "./state-entities.ts";

const columns: readonly Column[] = [
  { name: "source", type: "varchar", comment: "the source, by its name in the config" },
  { name: "stream", type: "varchar", comment: "the stream within the source" },
  { name: "entity", type: "varchar", comment: "the entity that the stream provides" },
  { name: "field", type: "varchar", comment: "the field of the unreadable cells" },
  {
    name: "reason",
    type: "varchar",
    comment: "unknown word, not a <type>, out of bounds, expression failed or missing",
  },
  {
    name: "word",
    type: "varchar",
    comment:
      "the text of the cells, shortened; null for empty cells, and for all but the 20 most frequent texts of a reason",
  },
  {
    name: "is_rejected",
    type: "boolean",
    comment: "true when the rows were rejected because of it; false when only the cells are null",
  },
  { name: "cells", type: "bigint", comment: "the number of such cells in the rows that this run read" },
];

/** As many as a row can have lines: one for each of its cells. */
const positions = Array.from(
  { length: Math.max(...entityNames.map((name) => entities[name].fields.length)) },
  (_, index) => `(${index + 1})`,
).join(", ");

/** Free text in a field with known words may differ in every row. */
const mostWords = 20;

/** `cell_problems`: counts of unreadable cells by reason. */
export function cellProblemsModel(): Model {
  const grain = "one row per field, reason and word of the unreadable cells in the rows that this run read.";
  return generatedModel({
    table: "cell_problems",
    stage: { number: 3, name: "records" },
    header: {
      ...{ grain, kind: "increment", readers: "public", section: "The data itself" },
      purpose: "Unreadable cells by field, reason and word.",
      columns,
    },
    select: problemsSql(),
    origin: "lib/mapping/cell-problems-model.ts",
  });
}

/** Rows of a stream mostly have the same problems: these are counted before their lines are taken apart. */
const problemsSql = (): string => `with flawed_rows as (
${unionOf(
  entityNames.map((name) => entities[name]),
  ({ name }) => `    select
        source,
        stream,
        '${name}' as entity,
        reject_reason is not null as is_rejected,
        cell_problems
    from ${stagedTable(name)}
    where as_of_date = date '{{ as_of_date }}'
        and cell_problems is not null
        and not is_outline`,
)}
),

row_kinds as (
    select
        source,
        stream,
        entity,
        is_rejected,
        cell_problems,
        count(*) as times
    from flawed_rows
    group by source, stream, entity, is_rejected, cell_problems
),

problem_lines as (
    select
        row_kinds.source,
        row_kinds.stream,
        row_kinds.entity,
        row_kinds.is_rejected,
        row_kinds.times,
        split_part(row_kinds.cell_problems, chr(10), positions.position) as line
    from row_kinds
    cross join (values ${positions}) as positions (position)
),

words as (
    select
        source,
        stream,
        entity,
        split_part(line, chr(9), 1) as field,
        split_part(line, chr(9), 2) as reason,
        nullif(split_part(line, chr(9), 3), '') as word,
        is_rejected,
        sum(times) as cells
    from problem_lines
    where line <> ''
    group by source, stream, entity, line, is_rejected
),

ranked_words as (
    select
        *,
        row_number() over (
            partition by source, stream, field, reason, is_rejected
            order by cells desc, word
        ) as place
    from words
),

shown_words as (
    select
        source,
        stream,
        entity,
        field,
        reason,
        case when place <= ${mostWords} then word end as word,
        is_rejected,
        cells
    from ranked_words
),

cell_problems as (
    select
        source,
        stream,
        entity,
        field,
        reason,
        word,
        is_rejected,
        cast(sum(cells) as bigint) as cells
    from shown_words
    group by source, stream, entity, field, reason, word, is_rejected
)

select * from cell_problems`;
