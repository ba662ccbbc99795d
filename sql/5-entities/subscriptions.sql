-- Grain: one row per subscription that has started, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Facts
-- Purpose: Subscriptions of each account, their price and their dates.
-- subscription_id varchar: the subscription's id in its source
-- source varchar: the source, by its name in the config
-- account_id varchar: the account; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>
-- plan varchar: the plan
-- status varchar: trialing, active, past_due, unpaid, paused or cancelled: the source's latest status, updated by
--     dates that have passed since; null when there is no status or an unknown word
-- mrr decimal(18,2): monthly recurring revenue in the reporting currency, at the newest rate; 0 while trialing or
--     paused; null when unknown
-- arr decimal(18,2): annual recurring revenue: twelve times exact_mrr
-- exact_mrr decimal(28,10): monthly recurring revenue before rounding; use it for sums, since mrr and arr are rounded
--     from it
-- mrr_in_currency decimal(28,10): monthly recurring revenue in its own currency, not rounded
-- currency varchar: the currency code; the reporting currency when the source has none
-- mrr_absence varchar: why mrr is null: no_price, too_large, unknown_status, unknown_end or no_rate; null when mrr
--     has a value
-- amount decimal(28,10): the price of one unit for one interval, in its own currency, exactly as in the source
-- interval varchar: the interval that the amount pays for: day, week, month, quarter, half_year, year, …
-- interval_count bigint: the number of intervals that the amount pays for; 1 when the source does not say; null
--     without an amount
-- quantity decimal(28,10): the number of units; 1 when the source does not say; null without an amount
-- seats bigint: the number of people who may use the product
-- started_on date: the first day of the subscription
-- trial_ends_on date: the first day after the trial, as announced
-- paid_from date: the first day on which the subscription was not a trial; null while it is, and if it never became
--     more
-- ended_on date: the first day on which the subscription no longer runs; in the future only if announced. For one
--     cancelled without a date: the day of its last change, otherwise of its notice, otherwise the day it was first
--     known. An end on the day before another contract of the account starts is read as a last day, so the account
--     has no gap of one day
-- cancel_notice_on date: the day on which the cancellation was announced
-- renewal_on date: the day on which the current term ends; when the source does not say, the announced end
-- is_trial boolean: whether the subscription is on trial on as_of_date
-- is_active boolean: whether the subscription runs on as_of_date and is not a trial
with records as (
    select
        record_id,
        source,
        account_key,
        plan,
        status,
        case
            when cell_problems is null then false
            else
                strpos(chr(10) || cell_problems, chr(10) || 'status' || chr(9)) > 0
                or (
                    status is null
                    and strpos(chr(10) || cell_problems, chr(10) || 'trial_ends_on' || chr(9)) > 0
                )
        end as is_status_unknown,
        case
            when cell_problems is null then false
            else
                coalesce(status <> 'cancelled', true)
                and strpos(chr(10) || cell_problems, chr(10) || 'ended_on' || chr(9)) > 0
        end as is_end_unknown,
        mrr,
        arr,
        amount,
        interval,
        case
            when cell_problems is null then false
            else
                strpos(chr(10) || cell_problems, chr(10) || 'interval_count' || chr(9)) > 0
                or strpos(chr(10) || cell_problems, chr(10) || 'quantity' || chr(9)) > 0
        end as is_count_unknown,
        coalesce(interval_count, 1) as interval_count,
        coalesce(quantity, 1) as quantity,
        upper(trim(currency)) as currency,
        seats,
        started_on,
        trial_ends_on,
        ended_on,
        case when cancel_notice_on <= date '{{ as_of_date }}' then cancel_notice_on end as cancel_notice_on,
        case
            when renewal_on is not null then renewal_on
            when not is_outline and ended_on > date '{{ as_of_date }}' then ended_on
        end as renewal_on,
        known_on,
        cast(updated_at as date) as updated_on
    from subscriptions_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and started_on <= date '{{ as_of_date }}'
),

-- Trials, and ended subscriptions without a date, as the previous run saw them: their records do not say since when.
-- All had started by then; the filter lets DuckDB see that they are few, so that it hashes them and not the records.
past_subscriptions as (
    select
        source,
        subscription_id,
        status,
        started_on,
        paid_from,
        ended_on,
        cancel_notice_on
    from history_subscriptions
    where as_of_date = date '{{ previous_date }}'
        and started_on <= date '{{ previous_date }}'
        and (status = 'cancelled' or paid_from is distinct from started_on)
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

-- Only keys of these records' own sources, because most keys belong to others.
identity as (
    select
        account_key,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
        and source in (
            select source
            from subscriptions_records
            where as_of_date = date '{{ as_of_date }}'
        )
),

-- A contract that starts tomorrow and is already known counts as the next one.
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
        on following_records.account_key = ended_records.account_key
        and cast(ended_records.ended_on + interval '1' day as date) = following_records.started_on
    where ended_records.as_of_date = date '{{ as_of_date }}'
        and ended_records.known_on <= date '{{ as_of_date }}'
        and ended_records.deleted_on is null
        and ended_records.ended_on <= date '{{ as_of_date }}'
),

-- A year has 12 months, 52 weeks or 365 days: each interval's share of a month, as a fraction.
intervals as (
    select
        interval,
        share_above,
        share_below
    from (
        values
            ('day', 365, 12),
            ('thirty_days', 365, 360),
            ('week', 52, 12),
            ('two_weeks', 52, 24),
            ('four_weeks', 52, 48),
            ('month', 1, 1),
            ('two_months', 1, 2),
            ('quarter', 1, 3),
            ('four_months', 1, 4),
            ('half_year', 1, 6),
            ('nine_months', 1, 9),
            ('year', 1, 12),
            ('eighteen_months', 1, 18),
            ('two_years', 1, 24),
            ('three_years', 1, 36),
            ('four_years', 1, 48),
            ('five_years', 1, 60)
    ) as shares (interval, share_above, share_below)
),

-- A status is as of its last change: dates that have passed since take precedence.
with_status as (
    select
        records.*,
        case
            when status = 'trialing' and trial_ends_on > known_on and trial_ends_on <= date '{{ as_of_date }}'
                then 'active'
            when status = 'future' and started_on > known_on then 'active'
            when status is null and not is_status_unknown and trial_ends_on > date '{{ as_of_date }}' then 'trialing'
            else status
        end as current_status
    from records
),

-- A subscription whose first payment is missing has not started.
begun as (
    select
        with_status.*,
        past_subscriptions.subscription_id is not null as has_past,
        past_subscriptions.paid_from as past_paid_from,
        past_subscriptions.started_on as past_started_on,
        case when past_subscriptions.status = 'cancelled' then past_subscriptions.ended_on end as past_ended_on,
        case
            when past_subscriptions.status = 'cancelled' then past_subscriptions.cancel_notice_on
        end as past_notice_on
    from with_status
    left join past_subscriptions
        on past_subscriptions.source = with_status.source
        and past_subscriptions.subscription_id = with_status.record_id
    where coalesce(with_status.current_status not in ('incomplete', 'future'), true)
),

-- An end after as_of_date is unknown, unless notice was given or the status is already cancelled.
ends as (
    select
        begun.*,
        coalesce(begun.past_ended_on, begun.updated_on, begun.cancel_notice_on, begun.known_on) as guessed_ended_on,
        case
            when last_days.next_day <= date '{{ as_of_date }}' then last_days.next_day
            when last_days.next_day is null
                and (
                    begun.ended_on <= date '{{ as_of_date }}'
                    or begun.cancel_notice_on is not null
                    or begun.current_status = 'cancelled'
                )
                then begun.ended_on
        end as told_ended_on
    from begun
    left join last_days
        on last_days.source = begun.source
        and last_days.record_id = begun.record_id
),

known_ends as (
    select
        *,
        case
            when ended_on is not null or coalesce(current_status <> 'cancelled', true) then told_ended_on
            when guessed_ended_on < started_on then started_on
            when guessed_ended_on > date '{{ as_of_date }}' then date '{{ as_of_date }}'
            else guessed_ended_on
        end as known_ended_on
    from ends
),

spans as (
    select
        *,
        coalesce(known_ended_on > date '{{ as_of_date }}', true) as runs,
        case
            when cancel_notice_on is not null then cancel_notice_on
            when current_status = 'cancelled' and known_ended_on > date '{{ as_of_date }}'
                then coalesce(past_notice_on, known_on)
        end as known_notice_on
    from known_ends
),

lives as (
    select
        *,
        runs and coalesce(current_status = 'trialing', false) as is_trial,
        case
            when current_status = 'trialing' then null
            when trial_ends_on > started_on and trial_ends_on <= date '{{ as_of_date }}'
                then case when coalesce(known_ended_on > trial_ends_on, true) then trial_ends_on end
            when has_past and past_paid_from is null then case when runs then known_on end
            when has_past and past_paid_from <> past_started_on then past_paid_from
            else started_on
        end as paid_from
    from spans
),

-- The amount per payment, exactly as given, and the share of it per month; only for few subscriptions, because most
-- have a monthly price.
payments as (
    select
        lives.*,
        case
            when lives.mrr is not null then null
            when lives.arr is not null then lives.arr
            when
                not lives.is_count_unknown
                and intervals.interval is not null
                and abs(cast(lives.amount as double) * cast(lives.quantity as double)) < 1e13
                then cast(lives.amount * lives.quantity as decimal(28,10))
        end as payment,
        case
            when lives.arr is not null then 1
            when intervals.interval = 'day' and lives.interval_count % 7 = 0 then 52 * 7
            else intervals.share_above
        end as share_above,
        case when lives.arr is not null then 12 else intervals.share_below * lives.interval_count end as share_below
    from lives
    left join intervals on intervals.interval = lives.interval
),

-- Engines divide decimals differently: a double gives an approximation, and the remainder is divided again.
nearly_divided as (
    select
        *,
        case
            when payment is not null
                then cast(cast(payment as double) * share_above / nullif(share_below, 0) as decimal(28,10))
        end as near_price
    from payments
),

-- Trials and paused subscriptions pay nothing. If a subscription may have ended, its revenue is unknown.
priced as (
    select
        *,
        case
            when is_status_unknown then null
            when current_status in ('trialing', 'paused') then cast(0 as decimal(28,10))
            when is_end_unknown then null
            when mrr is not null then mrr
            when near_price is not null
                then try_cast(
                    near_price
                    + cast(
                        cast(payment * share_above - near_price * share_below as double) / nullif(share_below, 0)
                        as decimal(28,10)
                    )
                    as decimal(28,10)
                )
        end as price
    from nearly_divided
),

exactly_converted as (
    select
        priced.*,
        coalesce(priced.currency, company.currency) as price_currency,
        case
            when coalesce(priced.currency, company.currency) = company.currency then priced.price
            when priced.price = 0 then priced.price
            else try_cast(cast(priced.price as double) * newest_rates.rate as decimal(28,10))
        end as exact_mrr
    from priced
    cross join company
    left join newest_rates on newest_rates.currency = priced.currency
),

-- DuckDB divides, and therefore rounds, wide decimals slowly. Up to a billion, a double is exact to far less than a
-- hundredth of a cent.
converted as (
    select
        *,
        case when abs(cast(exact_mrr as double)) < 1e9 then cast(exact_mrr as double) end as near_mrr
    from exactly_converted
),

-- A cent that is clearly the nearest to the double is also the nearest to the exact value.
nearly_rounded as (
    select
        *,
        cast(near_mrr as decimal(18,2)) as cents_mrr,
        cast(12 * near_mrr as decimal(18,2)) as cents_arr
    from converted
),

subscriptions as (
    select
        nearly_rounded.record_id as subscription_id,
        nearly_rounded.source,
        identity.account_id,
        nearly_rounded.account_key,
        nearly_rounded.plan,
        case when nearly_rounded.runs then nearly_rounded.current_status else 'cancelled' end as status,
        case
            when abs(cast(nearly_rounded.cents_mrr as double) - nearly_rounded.near_mrr) < 0.0049 then nearly_rounded.cents_mrr
            else try_cast(round(nearly_rounded.exact_mrr, 2) as decimal(18,2))
        end as mrr,
        case
            when abs(cast(nearly_rounded.cents_arr as double) - 12 * nearly_rounded.near_mrr) < 0.0049 then nearly_rounded.cents_arr
            else try_cast(round(12 * nearly_rounded.exact_mrr, 2) as decimal(18,2))
        end as arr,
        nearly_rounded.exact_mrr,
        nearly_rounded.price as mrr_in_currency,
        nearly_rounded.price_currency as currency,
        case
            when nearly_rounded.exact_mrr is not null then null
            when nearly_rounded.is_status_unknown then 'unknown_status'
            when nearly_rounded.is_end_unknown then 'unknown_end'
            when nearly_rounded.price is not null then 'no_rate'
            when
                abs(cast(nearly_rounded.amount as double) * cast(nearly_rounded.quantity as double)) >= 1e13
                then 'too_large'
            else 'no_price'
        end as mrr_absence,
        nearly_rounded.amount,
        nearly_rounded.interval,
        case when nearly_rounded.amount is not null then nearly_rounded.interval_count end as interval_count,
        case when nearly_rounded.amount is not null then nearly_rounded.quantity end as quantity,
        nearly_rounded.seats,
        nearly_rounded.started_on,
        nearly_rounded.trial_ends_on,
        nearly_rounded.paid_from,
        nearly_rounded.known_ended_on as ended_on,
        nearly_rounded.known_notice_on as cancel_notice_on,
        nearly_rounded.renewal_on,
        nearly_rounded.is_trial,
        nearly_rounded.runs and not nearly_rounded.is_trial as is_active
    from nearly_rounded
    left join identity on identity.account_key = nearly_rounded.account_key
)

select * from subscriptions
