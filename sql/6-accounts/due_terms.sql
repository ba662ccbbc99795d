-- Grain: one row per subscription term that came due in the last 400 days, or was renewed or ended shortly before that.
-- Kind: snapshot
-- Readers: internal
-- source varchar: the source of the subscription, by its name in the config
-- subscription_id varchar: the subscription's id in its source
-- account_id varchar: the account; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>
-- due_on date: the day the term ends
-- started_on date: the first day of the subscription
-- term_days bigint: the length of the term in days; null when unknown
-- is_billing_period boolean: whether the term is shorter than shortest_term_days of the config
-- exact_mrr decimal(28,10): monthly recurring revenue at the time the term was found, in the reporting currency; null
--     when unknown
-- ended_on date: the day the subscription ended; null when it runs past due_on, as known on the last day of the grace
--     period
-- is_renewed boolean: whether the subscription ran past due_on, or another one of its account followed within the
--     grace period
-- grace_until date: the last day on which a contract that renews the term can start
-- is_decided boolean: false while the term is not renewed but still can be
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
        renewal_on,
        exact_mrr
    from subscriptions
    where as_of_date = date '{{ as_of_date }}'
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
        ended_on
    from history_due_terms
    where as_of_date = date '{{ previous_date }}'
        and due_on > cast(date '{{ as_of_date }}' - interval '400' day as date)
),

deleted_records as (
    select *
    from subscriptions_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is not null
),

-- All versions known on days between the previous run and this one, so that the terms equal those of daily runs. With
-- daily runs, no record is read.
told_versions as (
    select
        source,
        record_id,
        account_key,
        status,
        amount,
        interval,
        interval_count,
        started_on,
        trial_ends_on,
        ended_on,
        renewal_on,
        is_outline,
        known_on,
        deleted_on is not null as is_deleted,
        updated_at,
        extracted_at,
        position,
        case when known_on > date '{{ previous_date }}' then known_on else date '{{ previous_date }}' end as valid_from
    from history_subscriptions_records
    where as_of_date = date '{{ previous_date }}'
        and known_on < date '{{ as_of_date }}'
        and date '{{ previous_date }}' < cast(date '{{ as_of_date }}' - interval '1' day as date)

    union all

    select
        source,
        record_id,
        account_key,
        status,
        amount,
        interval,
        interval_count,
        started_on,
        trial_ends_on,
        ended_on,
        renewal_on,
        is_outline,
        known_on,
        false as is_deleted,
        updated_at,
        extracted_at,
        position,
        known_on as valid_from
    from staged_subscriptions
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is null
        and known_on > date '{{ previous_date }}'
        and known_on < date '{{ as_of_date }}'

    union all

    select
        source,
        record_id,
        account_key,
        status,
        amount,
        interval,
        interval_count,
        started_on,
        trial_ends_on,
        ended_on,
        renewal_on,
        is_outline,
        known_on,
        true as is_deleted,
        updated_at,
        extracted_at,
        position,
        deleted_on as valid_from
    from deleted_records
    where deleted_on > date '{{ previous_date }}'
        and deleted_on < date '{{ as_of_date }}'
),

compared_versions as (
    select
        *,
        max(updated_at) over (
            partition by source, record_id
            order by valid_from
        ) as newest_updated_at
    from told_versions
),

-- A row older than one already known changes nothing; of several on one day the newest counts.
followed_versions as (
    select
        *,
        lead(valid_from) over (
            partition by source, record_id
            order by
                valid_from,
                is_deleted,
                updated_at nulls first,
                extracted_at nulls first,
                position nulls first
        ) as next_valid_from
    from compared_versions
    where is_deleted or newest_updated_at is null or updated_at = newest_updated_at
),

versions as (
    select
        source,
        record_id as subscription_id,
        account_key,
        valid_from,
        coalesce(next_valid_from, date '{{ as_of_date }}') as valid_until,
        started_on,
        not is_deleted
        and coalesce(status <> 'incomplete' and (status <> 'future' or started_on > known_on), true) as is_there,
        case
            when coalesce(status, 'trialing') = 'trialing' and trial_ends_on > known_on then trial_ends_on
            when coalesce(status <> 'trialing', true) then started_on
        end as paid_from,
        case
            when ended_on is not null or coalesce(status <> 'cancelled', true) then ended_on
            when cast(updated_at as date) < known_on then cast(updated_at as date)
            else known_on
        end as ended_on,
        coalesce(renewal_on, case when not is_outline then ended_on end) as due_on,
        interval in ('day', 'week', 'month')
        and coalesce(interval_count, 1) = 1
        and amount is not null as is_paid_at_short
    from followed_versions
    where coalesce(next_valid_from > valid_from, true)
),

past_prices as (
    select
        source,
        subscription_id,
        exact_mrr
    from history_subscriptions
    where as_of_date = date '{{ previous_date }}'
        and is_active
        and date '{{ previous_date }}' < cast(date '{{ as_of_date }}' - interval '1' day as date)
),

-- Terms that the previous run, or a run on some day since, would have seen before their end.
announced_terms as (
    select
        source,
        subscription_id,
        account_key,
        renewal_on as due_on,
        started_on,
        cast(null as date) as ended_on,
        exact_mrr,
        interval in ('day', 'week', 'month') and interval_count = 1 as is_paid_at_short,
        date '{{ previous_date }}' as valid_from,
        date '{{ as_of_date }}' as valid_until
    from history_subscriptions
    where as_of_date = date '{{ previous_date }}'
        and is_active
        and renewal_on > date '{{ previous_date }}'
        and date '{{ previous_date }}' >= cast(date '{{ as_of_date }}' - interval '1' day as date)

    union all

    select
        versions.source,
        versions.subscription_id,
        versions.account_key,
        versions.due_on,
        versions.started_on,
        versions.ended_on,
        past_prices.exact_mrr,
        versions.is_paid_at_short,
        versions.valid_from,
        versions.valid_until
    from versions
    left join past_prices
        on past_prices.source = versions.source
        and past_prices.subscription_id = versions.subscription_id
    where versions.is_there
        and versions.due_on > cast(date '{{ as_of_date }}' - interval '400' day as date)
        and versions.due_on > versions.valid_from
        and versions.due_on > versions.started_on
        and versions.due_on > versions.paid_from
        and versions.valid_until > versions.started_on
        and versions.valid_until > versions.paid_from
        and coalesce(
            versions.ended_on > versions.valid_from
            and versions.ended_on > versions.started_on
            and versions.ended_on > versions.paid_from,
            true
        )
),

followed_announcements as (
    select
        announced_terms.source,
        announced_terms.subscription_id,
        announced_terms.account_key,
        announced_terms.due_on,
        announced_terms.started_on,
        announced_terms.ended_on,
        announced_terms.is_paid_at_short,
        announced_terms.valid_from,
        announced_terms.valid_until,
        coalesce(announced_terms.exact_mrr, now.exact_mrr) as exact_mrr,
        case
            when announced_terms.valid_until = date '{{ as_of_date }}' then now.renewal_on
            else next.due_on
        end as next_due_on,
        case
            when announced_terms.valid_until = date '{{ as_of_date }}' then now.ended_on
            else next.ended_on
        end as next_ended_on,
        case
            when announced_terms.valid_until = date '{{ as_of_date }}' then now.subscription_id is not null
            else next.is_there and next.started_on <= next.valid_from
        end as is_there_next
    from announced_terms
    left join known_subscriptions as now
        on now.source = announced_terms.source
        and now.subscription_id = announced_terms.subscription_id
    left join versions as next
        on next.source = announced_terms.source
        and next.subscription_id = announced_terms.subscription_id
        and next.valid_from = announced_terms.valid_until
),

-- Due by now; or moved by a month or more, ended, or dropped, before its day. A smaller move corrects the date.
settled_terms as (
    select
        source,
        subscription_id,
        account_key,
        due_on,
        started_on,
        exact_mrr,
        is_paid_at_short,
        case
            when next_due_on > due_on and valid_until <= due_on then date_diff('day', due_on, next_due_on)
        end as next_term_days,
        row_number() over (
            partition by source, subscription_id, due_on
            order by valid_from
        ) as turn
    from followed_announcements
    cross join company
    where case
            when ended_on < due_on and ended_on < valid_until
                then date_diff('day', ended_on, due_on) <= grace_days
            when valid_until >= due_on then true
            when not is_there_next then date_diff('day', valid_until, due_on) <= grace_days
            when next_ended_on <= valid_until then date_diff('day', next_ended_on, due_on) <= grace_days
            else date_diff('day', due_on, next_due_on) >= 28
        end
),

terms_before as (
    select
        settled_terms.source,
        settled_terms.subscription_id,
        settled_terms.due_on,
        max(past_terms.due_on) as last_due_on
    from settled_terms
    inner join past_terms
        on past_terms.source = settled_terms.source
        and past_terms.subscription_id = settled_terms.subscription_id
        and settled_terms.due_on >= past_terms.due_on
    group by settled_terms.source, settled_terms.subscription_id, settled_terms.due_on
),

new_terms as (
    select
        settled_terms.source,
        settled_terms.subscription_id,
        settled_terms.account_key,
        settled_terms.due_on,
        settled_terms.started_on,
        settled_terms.exact_mrr,
        settled_terms.next_term_days,
        settled_terms.is_paid_at_short,
        date_diff('day', settled_terms.started_on, settled_terms.due_on) as days_since_start,
        date_diff(
            'day',
            coalesce(
                lag(settled_terms.due_on) over (
                    partition by settled_terms.source, settled_terms.subscription_id
                    order by settled_terms.due_on
                ),
                terms_before.last_due_on
            ),
            settled_terms.due_on
        ) as days_since_last
    from settled_terms
    left join terms_before
        on terms_before.source = settled_terms.source
        and terms_before.subscription_id = settled_terms.subscription_id
        and terms_before.due_on = settled_terms.due_on
    where settled_terms.turn = 1
        and coalesce(terms_before.last_due_on < settled_terms.due_on, true)
),

-- A first term that was first seen in its middle is as long as the next one. Without a next one it began with the
-- subscription, or on a day of the same date: a term that ends on any other day, and is older than a year or billed
-- by month, had earlier terms that no run saw.
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
    from new_terms
),

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

-- Whether a subscription continues is as known on the last day of the grace period: one that is resumed much later
-- has lapsed.
judged_terms as (
    select
        open_terms.*,
        company.grace_days,
        case
            when date_diff('day', open_terms.due_on, date '{{ as_of_date }}') > company.grace_days
                then cast(open_terms.due_on + interval '1' day * company.grace_days as date)
            else date '{{ as_of_date }}'
        end as judged_on
    from open_terms
    cross join company
),

followed_terms as (
    select
        judged_terms.*,
        case
            when versions.subscription_id is null then now.subscription_id is not null
            else versions.is_there and versions.started_on <= judged_terms.judged_on
        end as is_there,
        case when versions.subscription_id is null then now.ended_on else versions.ended_on end as known_ended_on
    from judged_terms
    left join versions
        on versions.source = judged_terms.source
        and versions.subscription_id = judged_terms.subscription_id
        and judged_terms.judged_on >= versions.valid_from
        and judged_terms.judged_on < versions.valid_until
    left join known_subscriptions as now
        on now.source = judged_terms.source
        and now.subscription_id = judged_terms.subscription_id
),

-- A subscription that its source has dropped ended by that day.
ended_terms as (
    select
        *,
        case
            when is_there and known_ended_on <= due_on then known_ended_on
            when not is_there and due_on > judged_on then judged_on
            when not is_there then due_on
        end as ended_on
    from followed_terms
),

-- A subscription that ended long before its due date was cancelled or replaced in mid-term: no term came due.
terms as (
    select
        source,
        subscription_id,
        account_key,
        due_on,
        started_on,
        term_days,
        exact_mrr,
        ended_on
    from ended_terms
    where coalesce(date_diff('day', ended_on, due_on) <= grace_days, true)

    union all

    select past_terms.*
    from past_terms
    cross join company
    where date_diff('day', past_terms.due_on, date '{{ previous_date }}') >= company.grace_days
),

account_terms as (
    select
        terms.*,
        identity.account_id
    from terms
    left join identity
        on identity.account_key = terms.account_key
),

-- A trial is not a contract, but a contract that its source has dropped since is. Older ones than the oldest term with
-- the longest grace period on either side do not matter.
contracts as (
    select
        source,
        subscription_id,
        account_id,
        started_on,
        ended_on
    from known_subscriptions
    where paid_from is not null
        and started_on > cast(date '{{ as_of_date }}' - interval '520' day as date)

    union all

    select
        deleted_records.source,
        deleted_records.record_id as subscription_id,
        identity.account_id,
        deleted_records.started_on,
        deleted_records.ended_on
    from deleted_records
    inner join identity
        on identity.account_key = deleted_records.account_key
    where deleted_records.started_on < deleted_records.deleted_on
        and coalesce(deleted_records.status not in ('incomplete', 'future', 'trialing'), true)
        and coalesce(deleted_records.trial_ends_on < deleted_records.deleted_on, true)
),

-- Another contract of the account that started around the end, and after this one.
succeeded_terms as (
    select distinct
        account_terms.source,
        account_terms.subscription_id,
        account_terms.due_on
    from account_terms
    cross join company
    inner join contracts as successors
        on successors.account_id = account_terms.account_id
    where account_terms.ended_on is not null
        and successors.started_on > account_terms.started_on
        and coalesce(successors.ended_on > successors.started_on, true)
        and date_diff('day', account_terms.ended_on, successors.started_on) <= company.grace_days
        and date_diff('day', successors.started_on, account_terms.ended_on) <= company.grace_days
        and not (
            successors.source = account_terms.source
            and successors.subscription_id = account_terms.subscription_id
        )
),

renewed_terms as (
    select
        account_terms.*,
        account_terms.ended_on is null or succeeded_terms.due_on is not null as is_renewed
    from account_terms
    left join succeeded_terms
        on succeeded_terms.source = account_terms.source
        and succeeded_terms.subscription_id = account_terms.subscription_id
        and succeeded_terms.due_on = account_terms.due_on
),

due_terms as (
    select
        renewed_terms.source,
        renewed_terms.subscription_id,
        renewed_terms.account_id,
        renewed_terms.account_key,
        renewed_terms.due_on,
        renewed_terms.started_on,
        renewed_terms.term_days,
        renewed_terms.term_days < company.shortest_term_days as is_billing_period,
        renewed_terms.exact_mrr,
        renewed_terms.ended_on,
        renewed_terms.is_renewed,
        cast(renewed_terms.due_on + interval '1' day * company.grace_days as date) as grace_until,
        renewed_terms.is_renewed
        or date_diff('day', renewed_terms.due_on, date '{{ as_of_date }}') >= company.grace_days as is_decided
    from renewed_terms
    cross join company
)

select * from due_terms
