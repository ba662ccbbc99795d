import { formerKey, listed } from "./merged-rows.ts";

/** A source that renames its keys renames them in known records: their former key says whose they were. */
export const formerKeysSql = (names: readonly string[]): string => `known_keys as (
    select
        source,
        record_id,
        max(account_key) as account_key,
        max(${formerKey}) as ${formerKey}
    from previous
    group by source, record_id
),

records as (
    select
${listed(names, "merged.")},
        case
            when known_keys.account_key <> merged.account_key then known_keys.account_key
            else known_keys.${formerKey}
        end as ${formerKey},
        merged.deleted_on
    from merged
    left join known_keys
        on known_keys.source = merged.source
        and known_keys.record_id = merged.record_id
)`;
