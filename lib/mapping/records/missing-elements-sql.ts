import type { Entity } from "../../entities.ts";
import { newestElementsCtes } from "./listed-elements.ts";
import { listed } from "./merged-rows.ts";

/**
 * An element that its record's newest version does not list is deleted, unless one that is listed has no id: it may be
 * that one.
 */
export const missingElementsSql = (
  entity: Entity,
  { names, from, to }: { readonly names: readonly string[]; readonly from: string; readonly to: string },
): string => `${newestElementsCtes([entity])},

lists as (
    select
        source,
        stream,
        parent_id,
        max(known_on) as known_on,
        bool_or(is_element and record_id is null) as has_nameless
    from listed_elements
    where known_on <= date '{{ as_of_date }}'
    group by source, stream, parent_id
),

listed_ids as (
    select distinct
        source,
        stream,
        parent_id,
        record_id
    from listed_elements
    where known_on <= date '{{ as_of_date }}'
        and record_id is not null
),

${to} as (
    select
${listed(names, `${from}.`)},
        case
            when lists.has_nameless or listed_ids.record_id is not null then ${from}.deleted_on
            else coalesce(${from}.deleted_on, lists.known_on)
        end as deleted_on
    from ${from}
    left join lists
        on lists.source = ${from}.source
        and lists.stream = ${from}.stream
        and lists.parent_id = ${from}.parent_id
        and ${from}.known_on <= date '{{ as_of_date }}'
        and not ${from}.is_outline
    left join listed_ids
        on listed_ids.source = ${from}.source
        and listed_ids.stream = ${from}.stream
        and listed_ids.parent_id = ${from}.parent_id
        and listed_ids.record_id = ${from}.record_id
)`;
