import type { Config } from "../../config/schema.ts";
import type { Entity } from "../../entities.ts";
import { generatedModel } from "../../models/generated.ts";
import type { Column, Model } from "../../models/model.ts";
import { filtered } from "../cells/cell-problems.ts";
import { listOutcomes } from "../elements/elements-sql.ts";
import { stagedTable } from "../staged/staged-models.ts";
import { entitiesInElements, unionOf } from "../staged/state-entities.ts";
import { literal } from "../text.ts";

const column = (name: string, type: Column["type"], comment: string): Column => ({ name, type, comment });

const columns: readonly Column[] = [
  column("entity", "varchar", "the entity of the elements"),
  column("source", "varchar", "the source, by its name in the config"),
  column("stream", "varchar", "the stream within the source"),
  column("parent_id", "varchar", "the record's id in its source"),
  column("record_id", "varchar", "the element's id; null when it has none"),
  column("is_element", "boolean", "false for the row that stands for the record itself"),
  column("load_id", "varchar", "the load that the record came with"),
  column("known_on", "date", "the day from which this row may be used"),
  column("extracted_at", "timestamp(3)", "when its load was created"),
  column("position", "bigint", "the record's position in its load; null in old loads without positions"),
  column("updated_at", "timestamp(3)", "when the source last changed the record"),
];

/**
 * `listed_elements`: the elements that the newest version of each record has, usable or not; none for a config without
 * streams of elements.
 */
export function listedElementsModels(config: Pick<Config, "sources">): readonly Model[] {
  const listing = entitiesInElements(config);
  if (listing.length === 0) return [];
  const grain =
    "one row per element that a record's newest version lists, and one per record; further ones per later date with more information.";
  return [
    generatedModel({
      table: "listed_elements",
      stage: { number: 3, name: "records" },
      header: { grain, kind: "snapshot", readers: "internal", columns },
      select: `with ${newestElementsCtes(listing)}\n\nselect * from listed_elements`,
      origin: "lib/mapping/records/listed-elements.ts",
    }),
  ];
}

const names = columns.map(({ name }) => name);
const listed = (indent: number): string => names.map((name) => `${" ".repeat(indent)}${name}`).join(",\n");

/** An element that the mapping filters out counts as missing from its list; a rejected one does not. */
const arrivedElements = ({ name }: Entity): string => `    select
        '${name}' as entity,
        source,
        stream,
        parent_id,
        record_id,
        coalesce(reject_reason not in (${listOutcomes.map(literal).join(", ")}), true) as is_element,
        load_id,
        known_on,
        extracted_at,
        position,
        updated_at
    from ${stagedTable(name)}
    where as_of_date = date '{{ as_of_date }}'
        and parent_id is not null
        and not is_outline
        and coalesce(reject_reason <> '${filtered}', true)`;

/**
 * The CTEs that end in `listed_elements`, of these entities: records are ranked like those of `<entity>_records`, and
 * all rows of a version have one rank.
 */
export const newestElementsCtes = (of: readonly Entity[]): string => `element_versions as (
${unionOf(of, arrivedElements)}
    union all
    select
${listed(8)}
    from history_listed_elements
    where as_of_date = date '{{ previous_date }}'
        and entity in (${of.map(({ name }) => literal(name)).join(", ")})
),

ranked_elements as (
    select
        *,
        rank() over (
            partition by
                entity,
                source,
                stream,
                parent_id,
                case when known_on > date '{{ as_of_date }}' then known_on end
            order by
                updated_at desc nulls last,
                known_on desc,
                extracted_at desc nulls last,
                position desc nulls last,
                load_id desc
        ) as place
    from element_versions
),

listed_elements as (
    select distinct
${listed(8)}
    from ranked_elements
    where place = 1
)`;
