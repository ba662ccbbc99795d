-- Grain: one row per account key in any usage row so far, with or without uses, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- account_key varchar: <source>:<the source's own account id>
with named as (
    select account_key
    from staged_usage
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and usage_date <= date '{{ as_of_date }}'
    union
    select account_key
    from history_usage_pending
    where as_of_date = date '{{ previous_date }}'
        and usage_date <= date '{{ as_of_date }}'
    union
    select account_key
    from history_usage_keys
    where as_of_date = date '{{ previous_date }}'
    union
    -- Runs of earlier versions only stored keys with usage.
    select account_key
    from history_usage_accounts
    where as_of_date = date '{{ previous_date }}'
),

usage_keys as (
    select account_key
    from named
)

select * from usage_keys
