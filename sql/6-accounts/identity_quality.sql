-- Grain: one row per source whose records name accounts, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: The data itself
-- Purpose: How many keys of each source have an account.
-- source varchar: the source, as the config names it
-- keys bigint: account keys that its records name
-- matched_by_id bigint: of those, keys that are an account's own id
-- matched_by_link bigint: of those, keys that a link explains
-- matched_by_domain bigint: of those, keys whose domain only one account has
-- unmatched bigint: of those, keys that match no account; their records count for none
with identity as (
    select
        source,
        matched_by
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
),
identity_quality as (
    select
        source,
        count(*) as keys,
        count(*) filter (where matched_by = 'id') as matched_by_id,
        count(*) filter (where matched_by = 'link') as matched_by_link,
        count(*) filter (where matched_by = 'domain') as matched_by_domain,
        count(*) filter (where matched_by is null) as unmatched
    from identity
    group by source
)
select * from identity_quality
