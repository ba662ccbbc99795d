import type { Config, Stream } from "../../config/schema.ts";
import { type EntityName, entities, entityNames } from "../../entities.ts";
import { emptySelect } from "../../models/empty-select.ts";
import { generatedModel } from "../../models/generated.ts";
import type { Column, Model } from "../../models/model.ts";
import { literal } from "../text.ts";
import { columnOf } from "./staged-columns.ts";
import { stagedTable } from "./staged-models.ts";
import { type NamedStream, namedStreams } from "./stream-sql.ts";

const columns: readonly Column[] = [
  { name: "source", type: "varchar", comment: "the source, by its name in the config" },
  { name: "stream", type: "varchar", comment: "the stream within the source" },
  { name: "entity", type: "varchar", comment: "the entity that the stream provides" },
  { name: "field", type: "varchar", comment: "the mapped field" },
  { name: "row_count", type: "bigint", comment: "usable rows of the stream in this run" },
  { name: "value_count", type: "bigint", comment: "of those, rows in which the field has a value" },
];

/** A mapped field, and the column of the staged rows that holds it. */
export interface MappedColumn {
  readonly field: string;
  readonly column: string;
}

/** The mapped fields with a column of their own in the staged rows, in the order of the entity. */
export function mappedColumns({
  entity,
  fields,
}: Pick<Stream, "entity" | "fields">): readonly MappedColumn[] {
  const { fields: known, key } = entities[entity];
  return known.flatMap((field) => {
    if (fields[field.name] === undefined) return [];
    const column = field.name === key ? "record_id" : columnOf(entities[entity], field)?.name;
    return column === undefined ? [] : [{ field: field.name, column }];
  });
}

/** `field_counts`: how many usable rows of a stream have a value in each field that it maps. */
export function fieldCountsModel(config: Pick<Config, "sources">): Model {
  const streams = namedStreams(config).filter(({ mapping }) => mappedColumns(mapping).length > 0);
  return generatedModel({
    table: "field_counts",
    stage: { number: 5, name: "entities" },
    header: {
      ...{ grain: "one row per mapped field of a stream with usable rows in this run.", kind: "increment" },
      ...{ readers: "public", section: "The data itself", columns },
      purpose: "Rows with a value by mapped field: a field without any is mapped to the wrong place.",
    },
    select: streams.length === 0 ? noCounts : countsSql(streams),
    origin: "lib/mapping/staged/field-counts-model.ts",
  });
}

const noCounts = `with field_counts as (\n${emptySelect(columns)}\n)\n\nselect * from field_counts`;

function countsSql(streams: readonly NamedStream[]): string {
  const byEntity = Map.groupBy(streams, ({ mapping }) => mapping.entity);
  const counted = entityNames.flatMap((entity) => {
    const mapped = byEntity.get(entity)?.flatMap(({ mapping }) => mappedColumns(mapping)) ?? [];
    return mapped.length === 0 ? [] : [{ entity, columns: [...new Set(mapped.map(({ column }) => column))] }];
  });
  const placeOf = (entity: EntityName, column: string): number =>
    1 + (counted.find((each) => each.entity === entity)?.columns.indexOf(column) ?? -1);
  const mappedRows = streams.flatMap(({ source, stream, mapping }) =>
    mappedColumns(mapping).map(({ field, column }) => {
      const texts = [source, stream, mapping.entity, field].map(literal);
      return `            (${texts.join(", ")}, ${placeOf(mapping.entity, column)})`;
    }),
  );
  return `with mapped_fields as (
    select *
    from (
        values
${mappedRows.join(",\n")}
    ) as fields (source, stream, entity, field, place)
),

counts as (
${counted.map(({ entity, columns: of }) => entityCounts(entity, of)).join("\n    union all\n")}
),

field_counts as (
    select
        mapped_fields.source,
        mapped_fields.stream,
        mapped_fields.entity,
        mapped_fields.field,
        counts.row_count,
        counts.value_counts[mapped_fields.place] as value_count
    from mapped_fields
    inner join counts
        on counts.source = mapped_fields.source
        and counts.stream = mapped_fields.stream
)

select * from field_counts`;
}

/** One scan an entity: an array of counts takes all of its fields through the union. */
const entityCounts = (entity: EntityName, of: readonly string[]): string => `    select
        source,
        stream,
        count(*) as row_count,
        array[
${of.map((column) => `            count(${column})`).join(",\n")}
        ] as value_counts
    from ${stagedTable(entity)}
    where as_of_date = date '{{ as_of_date }}'
        and not is_outline
        and reject_reason is null
    group by source, stream`;
