-- Grain: one row per override that has been set, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Facts
-- Purpose: Scores that people set in place of the calculated ones, with the reason, the author and the day they end.
-- override_id varchar: the override
-- source varchar: the source, by its name in the config
-- account_id varchar: the account; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>
-- set_at timestamp(3): when it was set
-- score double: the score that it sets, 0 to 100
-- reason varchar: why
-- author varchar: who set it
-- expires_on date: the first day on which it no longer counts
-- is_withdrawn boolean: whether it ends the account's override instead of setting one
-- is_active boolean: whether it counts on as_of_date: the latest of its account, not withdrawn and not expired
with records as (
    select
        record_id,
        source,
        account_key,
        set_at,
        score,
        reason,
        author,
        expires_on,
        coalesce(is_withdrawn, false) as is_withdrawn
    from overrides_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and cast(set_at as date) <= date '{{ as_of_date }}'
),

identity as (
    select
        account_key,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
),

ranked as (
    select
        records.*,
        identity.account_id,
        row_number() over (
            partition by identity.account_id
            order by records.set_at desc, records.source asc, records.record_id asc
        ) as place
    from records
    left join identity on identity.account_key = records.account_key
),

overrides as (
    select
        record_id as override_id,
        source,
        account_id,
        account_key,
        set_at,
        score,
        reason,
        author,
        expires_on,
        is_withdrawn,
        coalesce(
            account_id is not null
            and place = 1
            and not is_withdrawn
            and expires_on > date '{{ as_of_date }}',
            false
        ) as is_active
    from ranked
)

select * from overrides
