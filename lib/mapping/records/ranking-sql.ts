import { listed } from "./merged-rows.ts";

/**
 * The latest `updated_at` wins; among equal ones, or without one, the later landing, then the later position
 * in its load. The landing date of a partial version is the record's own date, and does not say when it
 * arrived. The CTEs end in one with this name.
 */
export const rankedSql = (
  names: readonly string[],
  name: string,
): string => `-- Most records have one version. Ranking carries whole rows, and would cost more than everything else here.
repeated_ids as (
    select
        source,
        record_id
    from versions
    group by source, record_id
    having count(*) > 1
),

rival_versions as (
    select versions.*
    from versions
    inner join repeated_ids
        on repeated_ids.source = versions.source
        and repeated_ids.record_id = versions.record_id
),

only_versions as (
    select versions.*
    from versions
    left join repeated_ids
        on repeated_ids.source = versions.source
        and repeated_ids.record_id = versions.record_id
    where repeated_ids.record_id is null
),

-- One rank for what is known by now, and one for each later day on which more is known.
ranked as (
    select
        *,
        row_number() over (
            partition by
                source,
                record_id,
                case when known_on > date '{{ as_of_date }}' then known_on end
            order by
                updated_at desc nulls last,
                is_outline,
                case when not is_outline then known_on end desc nulls last,
                extracted_at desc nulls last,
                position desc nulls last,
                content_hash desc,
                stream,
                load_id desc
        ) as place
    from rival_versions
),

${name} as (
    select
${listed(names)},
        deleted_on
    from ranked
    where place = 1
    union all
    select
${listed(names)},
        deleted_on
    from only_versions
)`;
