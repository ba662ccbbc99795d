-- Grain: one row per source whose records reference accounts, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: The data itself
-- Purpose: How many account keys of each source are matched to an account.
-- source varchar: the source, by its name in the config
-- keys bigint: account keys in its records
-- matched_by_id bigint: keys that equal an account's own id
-- matched_by_link bigint: keys matched by a link
-- matched_by_domain bigint: keys matched by a domain that only one account has
-- matched_by_name bigint: keys matched by the name of a company alone, which only one account has
-- matched_by_record bigint: renamed keys, matched because their records had another key before
-- unmatched bigint: keys that match no account; their records count for no account
-- ambiguous_name bigint: of those, and of the renamed ones, keys with a name that several accounts have
with identity as (
    select
        source,
        matched_by,
        accounts_of_name
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
        count(*) filter (where matched_by = 'name') as matched_by_name,
        count(*) filter (where matched_by = 'record') as matched_by_record,
        count(*) filter (where matched_by is null) as unmatched,
        count(accounts_of_name) as ambiguous_name
    from identity
    group by source
)

select * from identity_quality
