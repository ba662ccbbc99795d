-- Grain: one row per subscription that has begun, as known at the end of as_of_date.
-- Kind: snapshot
-- subscription_id varchar: the subscription, as its source names it
-- source varchar: the source, as the config names it
-- account_id varchar: the account it belongs to; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>
-- plan varchar: the plan
-- mrr decimal(18,2): what it brings a month, in the reporting currency
-- seats bigint: how many people may use it
-- started_on date: its first day
-- ended_on date: the first day it no longer runs; a later one only when it is announced
-- cancel_notice_on date: the day its end was announced
-- renewal_on date: the day its current term ends
-- is_active boolean: whether it runs on as_of_date
with records as (
    select
        record_id,
        source,
        account_key,
        plan,
        mrr,
        seats,
        started_on,
        ended_on,
        case when cancel_notice_on <= date '{{ as_of_date }}' then cancel_notice_on end as cancel_notice_on,
        renewal_on
    from subscriptions_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and started_on <= date '{{ as_of_date }}'
),
identity as (
    select
        account_key,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
),
-- An end after as_of_date is not known yet, unless notice was given.
masked as (
    select
        record_id,
        source,
        account_key,
        plan,
        mrr,
        seats,
        started_on,
        case
            when ended_on <= date '{{ as_of_date }}' or cancel_notice_on is not null then ended_on
        end as ended_on,
        cancel_notice_on,
        renewal_on
    from records
),
subscriptions as (
    select
        masked.record_id as subscription_id,
        masked.source,
        identity.account_id,
        masked.account_key,
        masked.plan,
        masked.mrr,
        masked.seats,
        masked.started_on,
        masked.ended_on,
        masked.cancel_notice_on,
        masked.renewal_on,
        coalesce(masked.ended_on > date '{{ as_of_date }}', true) as is_active
    from masked
    left join identity
        on masked.account_key = identity.account_key
)
select * from subscriptions
