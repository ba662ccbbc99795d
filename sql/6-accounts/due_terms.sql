-- Grain: one row per subscription term that came due in the last 400 days, or was renewed or ended shortly before it.
-- Kind: snapshot
-- source varchar: the source of the subscription, as the config names it
-- subscription_id varchar: the subscription, as its source names it
-- account_id varchar: the account it belongs to; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>
-- due_on date: the day the term ends
-- started_on date: the first day of the subscription
-- term_days bigint: how long the term was; null when nobody knows
-- is_billing_period boolean: whether that is less than shortest_term_days of the config
-- exact_mrr decimal(28,10): what it brought a month when it was found, in the reporting currency; null when unknown
-- is_renewed boolean: whether the subscription runs past due_on, or another of its account followed within the grace
-- grace_until date: the last day on which that can still change
-- is_decided boolean: false while it is not renewed, but still can be
with company as (
    select
        renewal_grace_days as grace_days,
        shortest_term_days
    from settings
    where as_of_date = date '{{ as_of_date }}'
),

identity as (
    select
        account_key,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}' and account_id is not null
),

known_subscriptions as (
    select
        source,
        subscription_id,
        account_id,
        started_on,
        paid_from,
        ended_on,
        renewal_on
    from subscriptions
    where as_of_date = date '{{ as_of_date }}'
),

terms_then as (
    select
        source,
        subscription_id,
        account_key,
        renewal_on as due_on,
        started_on,
        exact_mrr,
        interval in ('day', 'week', 'month') and interval_count = 1 as is_paid_at_short
    from history_subscriptions
    where as_of_date = date '{{ previous_date }}'
        and is_active
        and renewal_on > date '{{ previous_date }}'
),

past_terms as (
    select
        source,
        subscription_id,
        account_key,
        due_on,
        started_on,
        term_days,
        exact_mrr,
        is_renewed
    from history_due_terms
    where as_of_date = date '{{ previous_date }}'
        and due_on > cast(date '{{ as_of_date }}' - interval '400' day as date)
),

last_terms as (
    select
        source,
        subscription_id,
        max(due_on) as due_on
    from past_terms
    group by source, subscription_id
),

-- Due by now; or moved on by a month or more, or ended, ahead of its day. A shorter move corrects the date.
found_terms as (
    select
        terms_then.source,
        terms_then.subscription_id,
        terms_then.account_key,
        terms_then.due_on,
        terms_then.started_on,
        date_diff('day', last_terms.due_on, terms_then.due_on) as days_since_last,
        date_diff('day', terms_then.started_on, terms_then.due_on) as days_since_start,
        case
            when now.renewal_on > terms_then.due_on then date_diff('day', terms_then.due_on, now.renewal_on)
        end as next_term_days,
        terms_then.is_paid_at_short,
        terms_then.exact_mrr
    from terms_then
    left join known_subscriptions as now
        on terms_then.source = now.source
        and terms_then.subscription_id = now.subscription_id
    left join last_terms
        on terms_then.source = last_terms.source
        and terms_then.subscription_id = last_terms.subscription_id
        and terms_then.due_on > last_terms.due_on
    left join past_terms
        on terms_then.source = past_terms.source
        and terms_then.subscription_id = past_terms.subscription_id
        and terms_then.due_on = past_terms.due_on
    where past_terms.due_on is null
        and (
            terms_then.due_on <= date '{{ as_of_date }}'
            or date_diff('day', terms_then.due_on, now.renewal_on) >= 28
            or now.ended_on <= date '{{ as_of_date }}'
            or now.subscription_id is null
        )
),

-- A first term that is seen only from its middle on is as long as the next one. Without one it began with the
-- subscription, or on a day of the same date: what ends on any other day, and is older than a year or paid by the month,
-- had terms before that nobody saw.
measured_terms as (
    select
        source,
        subscription_id,
        account_key,
        due_on,
        started_on,
        case
            when days_since_last is not null then days_since_last
            when next_term_days < days_since_start then next_term_days
            when
                abs(days_since_start - 365.25e0 * round(days_since_start / 365.25e0)) <= 6
                or (days_since_start < 397 and not coalesce(is_paid_at_short, false))
                then days_since_start
            when next_term_days is not null then next_term_days
        end as term_days,
        exact_mrr
    from found_terms
),

-- What the run before could decide with all of the grace behind it stays as it is.
open_terms as (
    select
        past_terms.source,
        past_terms.subscription_id,
        past_terms.account_key,
        past_terms.due_on,
        past_terms.started_on,
        past_terms.term_days,
        past_terms.exact_mrr
    from past_terms
    cross join company
    where date_diff('day', past_terms.due_on, date '{{ previous_date }}') < company.grace_days

    union all

    select
        source,
        subscription_id,
        account_key,
        due_on,
        started_on,
        term_days,
        exact_mrr
    from measured_terms
),

-- A subscription that is gone from its source ended by today.
followed_terms as (
    select
        open_terms.source,
        open_terms.subscription_id,
        identity.account_id,
        open_terms.account_key,
        open_terms.due_on,
        open_terms.started_on,
        open_terms.term_days,
        open_terms.exact_mrr,
        case
            when now.subscription_id is null and open_terms.due_on > date '{{ as_of_date }}' then date '{{ as_of_date }}'
            when now.subscription_id is null or now.ended_on > open_terms.due_on then open_terms.due_on
            else coalesce(now.ended_on, open_terms.due_on)
        end as ended_on,
        now.subscription_id is not null and coalesce(now.ended_on > open_terms.due_on, true) as runs_on,
        company.grace_days
    from open_terms
    cross join company
    left join known_subscriptions as now
        on open_terms.source = now.source
        and open_terms.subscription_id = now.subscription_id
    left join identity
        on open_terms.account_key = identity.account_key
),

-- A subscription that ended long before its day left, or was replaced, in the middle of a term: none came due.
terms as (
    select *
    from followed_terms
    where date_diff('day', ended_on, due_on) <= grace_days
),

-- Another contract of the account that began around the end, and after this one; a trial is none.
succeeded_terms as (
    select distinct
        terms.source,
        terms.subscription_id,
        terms.due_on
    from terms
    inner join known_subscriptions as successors
        on terms.account_id = successors.account_id
    where not terms.runs_on
        and successors.paid_from is not null
        and successors.started_on > terms.started_on
        and coalesce(successors.ended_on > successors.started_on, true)
        and date_diff('day', terms.ended_on, successors.started_on) <= terms.grace_days
        and date_diff('day', successors.started_on, terms.ended_on) <= terms.grace_days
        and not (terms.source = successors.source and terms.subscription_id = successors.subscription_id)
),

judged_terms as (
    select
        terms.source,
        terms.subscription_id,
        terms.account_id,
        terms.account_key,
        terms.due_on,
        terms.started_on,
        terms.term_days,
        terms.exact_mrr,
        terms.runs_on or succeeded_terms.due_on is not null as is_renewed
    from terms
    left join succeeded_terms
        on terms.source = succeeded_terms.source
        and terms.subscription_id = succeeded_terms.subscription_id
        and terms.due_on = succeeded_terms.due_on

    union all

    select
        past_terms.source,
        past_terms.subscription_id,
        identity.account_id,
        past_terms.account_key,
        past_terms.due_on,
        past_terms.started_on,
        past_terms.term_days,
        past_terms.exact_mrr,
        past_terms.is_renewed
    from past_terms
    cross join company
    left join identity
        on past_terms.account_key = identity.account_key
    where date_diff('day', past_terms.due_on, date '{{ previous_date }}') >= company.grace_days
),

due_terms as (
    select
        judged_terms.source,
        judged_terms.subscription_id,
        judged_terms.account_id,
        judged_terms.account_key,
        judged_terms.due_on,
        judged_terms.started_on,
        judged_terms.term_days,
        judged_terms.term_days < company.shortest_term_days as is_billing_period,
        judged_terms.exact_mrr,
        judged_terms.is_renewed,
        cast(judged_terms.due_on + interval '1' day * company.grace_days as date) as grace_until,
        judged_terms.is_renewed
        or date_diff('day', judged_terms.due_on, date '{{ as_of_date }}') >= company.grace_days as is_decided
    from judged_terms
    cross join company
)

select * from due_terms
