-- Grain: one row per subscription that has begun, as known at the end of as_of_date.
-- Kind: snapshot
-- subscription_id varchar: the subscription, as its source names it
-- source varchar: the source, as the config names it
-- account_id varchar: the account it belongs to; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>
-- plan varchar: the plan
-- mrr decimal(18,2): what it brings a month, in the reporting currency at the newest rate; null when unknown
-- arr decimal(18,2): what it brings a year: twelve times exact_mrr
-- exact_mrr decimal(28,10): what mrr and arr are rounded from; add this up
-- mrr_in_currency decimal(28,10): what it brings a month, in its currency, not rounded
-- currency varchar: the code of its currency; the reporting currency when the source has none
-- mrr_absence varchar: why mrr is null: no_price or no_rate; null when it is not
-- seats bigint: how many people may use it
-- started_on date: its first day
-- ended_on date: the first day it no longer runs; a later one only when it is announced. Nobody leaves for one day: an
--     end on the day before another contract of the account begins is a last day
-- cancel_notice_on date: the day its end was announced
-- renewal_on date: the day its current term ends; where the source does not say, an end that it gives ahead
-- is_active boolean: whether it runs on as_of_date
with records as (
    select
        record_id,
        source,
        account_key,
        plan,
        mrr,
        upper(trim(currency)) as currency,
        seats,
        started_on,
        ended_on,
        case when cancel_notice_on <= date '{{ as_of_date }}' then cancel_notice_on end as cancel_notice_on,
        case
            when renewal_on is not null then renewal_on
            when not is_outline and ended_on > date '{{ as_of_date }}' then ended_on
        end as renewal_on
    from subscriptions_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and started_on <= date '{{ as_of_date }}'
),
company as (
    select currency
    from settings
    where as_of_date = date '{{ as_of_date }}'
),
newest_rates as (
    select
        currency,
        rate
    from exchange_rates
    where as_of_date = date '{{ as_of_date }}'
        and until_on is null
),
identity as (
    select
        account_key,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
),
-- A contract of tomorrow that its source has told of is one that follows.
following_records as (
    select
        account_key,
        started_on
    from subscriptions_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and started_on <= cast(date '{{ as_of_date }}' + interval '1' day as date)
),
last_days as (
    select distinct
        ended_records.source,
        ended_records.record_id,
        following_records.started_on as next_day
    from subscriptions_records as ended_records
    inner join following_records
        on ended_records.account_key = following_records.account_key
        and cast(ended_records.ended_on + interval '1' day as date) = following_records.started_on
    where ended_records.as_of_date = date '{{ as_of_date }}'
        and ended_records.known_on <= date '{{ as_of_date }}'
        and ended_records.deleted_on is null
        and ended_records.ended_on <= date '{{ as_of_date }}'
),
-- An end after as_of_date is not known yet, unless notice was given.
masked as (
    select
        records.record_id,
        records.source,
        records.account_key,
        records.plan,
        records.mrr,
        records.currency,
        records.seats,
        records.started_on,
        case
            when last_days.next_day <= date '{{ as_of_date }}' then last_days.next_day
            when last_days.next_day is null
                and (records.ended_on <= date '{{ as_of_date }}' or records.cancel_notice_on is not null)
                then records.ended_on
        end as ended_on,
        records.cancel_notice_on,
        records.renewal_on
    from records
    left join last_days
        on records.source = last_days.source
        and records.record_id = last_days.record_id
),
priced as (
    select
        masked.*,
        coalesce(masked.currency, company.currency) as price_currency,
        case
            when coalesce(masked.currency, company.currency) = company.currency then masked.mrr
            else try_cast(cast(masked.mrr as double) * newest_rates.rate as decimal(28,10))
        end as exact_mrr
    from masked
    cross join company
    left join newest_rates
        on masked.currency = newest_rates.currency
),
subscriptions as (
    select
        priced.record_id as subscription_id,
        priced.source,
        identity.account_id,
        priced.account_key,
        priced.plan,
        try_cast(priced.exact_mrr as decimal(18,2)) as mrr,
        try_cast(12 * priced.exact_mrr as decimal(18,2)) as arr,
        priced.exact_mrr,
        priced.mrr as mrr_in_currency,
        priced.price_currency as currency,
        case
            when priced.mrr is null then 'no_price'
            when priced.exact_mrr is null then 'no_rate'
        end as mrr_absence,
        priced.seats,
        priced.started_on,
        priced.ended_on,
        priced.cancel_notice_on,
        priced.renewal_on,
        coalesce(priced.ended_on > date '{{ as_of_date }}', true) as is_active
    from priced
    left join identity
        on priced.account_key = identity.account_key
)
select * from subscriptions
