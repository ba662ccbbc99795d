-- Grain: one row per scored account and support measure, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- measure varchar: the measure
-- value double: the measure's value; null when absence has a reason
-- sample_size bigint: the number of tickets behind the value
-- absence varchar: not_applicable when the measure does not apply to the account; null when there is a value
with scored_accounts as (
    select
        account_id,
        seats,
        customer_since
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

known_tickets as (
    select
        account_id,
        source,
        ticket_id,
        cast(created_at as date) as created_on,
        is_open,
        priority,
        reopens,
        -- A solution before the creation is an error of the source and has no duration.
        case
            when not is_open and solved_at >= created_at
                then cast(date_diff('millisecond', created_at, solved_at) as double) / 3600000
        end as resolution_hours,
        coalesce(
            not is_open and cast(solved_at as date) >= cast(date '{{ as_of_date }}' - interval '89' day as date),
            false
        ) as is_newly_solved
    from tickets
    -- Spam and deleted tickets do not count.
    where as_of_date = date '{{ as_of_date }}' and coalesce(status <> 'deleted', true)
),

tickets_began as (
    select min(created_on) as began_on
    from known_tickets
),

account_tickets as (
    select
        account_id,
        count(*) as tickets,
        count(is_open) as telling_tickets,
        count(priority) as prioritised_tickets,
        -- Not count(*): Trino confuses it with count(is_open).
        count(is_open) filter (where is_open) as open_tickets,
        count(*) filter (where is_open and priority = 'urgent') as urgent_open_tickets,
        count(*) filter (
            where created_on >= cast(date '{{ as_of_date }}' - interval '27' day as date)
        ) as recent_tickets,
        count(*) filter (
            where
                created_on < cast(date '{{ as_of_date }}' - interval '27' day as date)
                and created_on >= cast(date '{{ as_of_date }}' - interval '55' day as date)
        ) as earlier_tickets,
        count(reopens) filter (where is_newly_solved) as telling_solved_tickets,
        count(*) filter (where is_newly_solved and reopens > 0) as reopened_tickets,
        min(created_on) filter (where is_open) as oldest_open_on
    from known_tickets
    where account_id is not null
    group by account_id
),

-- Trino has no exact median: take the middle row, or the mean of the two middle ones.
ranked_resolutions as (
    select
        account_id,
        resolution_hours,
        row_number() over (partition by account_id order by resolution_hours, source, ticket_id) as place,
        count(*) over (partition by account_id) as resolutions
    from known_tickets
    where account_id is not null and is_newly_solved and resolution_hours is not null
),

account_medians as (
    select
        account_id,
        avg(resolution_hours) as median_hours,
        max(resolutions) as resolutions
    from ranked_resolutions
    where place * 2 between resolutions and resolutions + 2
    group by account_id
),

accounts_with_tickets as (
    select
        scored_accounts.account_id,
        scored_accounts.seats,
        coalesce(account_tickets.recent_tickets, 0) as recent_tickets,
        coalesce(account_tickets.earlier_tickets, 0) as earlier_tickets,
        coalesce(account_tickets.open_tickets, 0) as open_tickets,
        coalesce(account_tickets.urgent_open_tickets, 0) as urgent_open_tickets,
        coalesce(account_tickets.telling_solved_tickets, 0) as telling_solved_tickets,
        coalesce(account_tickets.reopened_tickets, 0) as reopened_tickets,
        account_tickets.oldest_open_on,
        account_medians.median_hours,
        coalesce(account_medians.resolutions, 0) as resolutions,
        coalesce(account_tickets.tickets, 0) > 0 and account_tickets.telling_tickets = 0 as is_silent,
        coalesce(account_tickets.tickets, 0) > 0 and account_tickets.prioritised_tickets = 0 as is_unprioritised,
        -- Ignores an unknown start of the customer or of all ticket data, but not a recent one.
        coalesce(
            scored_accounts.customer_since <= cast(date '{{ as_of_date }}' - interval '55' day as date),
            true
        )
        and coalesce(
            tickets_began.began_on <= cast(date '{{ as_of_date }}' - interval '55' day as date),
            false
        ) as has_earlier_window
    from scored_accounts
    cross join tickets_began
    left join account_tickets on account_tickets.account_id = scored_accounts.account_id
    left join account_medians on account_medians.account_id = scored_accounts.account_id
),

measure_names as (
    select measure
    from
        (
            values
                ('tickets_per_seat_28d'),
                ('oldest_open_ticket_days'),
                ('urgent_open_tickets'),
                ('tickets_trend_28d'),
                ('median_resolution_hours_90d'),
                ('reopened_rate_90d')
        ) as names (measure)
),

measured as (
    select
        accounts_with_tickets.account_id,
        measure_names.measure,
        case measure_names.measure
            when 'tickets_per_seat_28d' then
                cast(recent_tickets as double) / nullif(cast(seats as double), 0)
            when 'oldest_open_ticket_days' then
                case
                    when not is_silent
                        then coalesce(
                            cast(date_diff('day', oldest_open_on, date '{{ as_of_date }}') as double),
                            cast(0 as double)
                        )
                end
            when 'urgent_open_tickets' then
                case when not is_silent and not is_unprioritised then cast(urgent_open_tickets as double) end
            when 'tickets_trend_28d' then
                case
                    when has_earlier_window
                        then
                            cast(recent_tickets - earlier_tickets as double)
                            / nullif(cast(earlier_tickets as double), 0)
                end
            when 'median_resolution_hours_90d' then median_hours
            when 'reopened_rate_90d'
                then cast(reopened_tickets as double) / nullif(cast(telling_solved_tickets as double), 0)
        end as value,
        case measure_names.measure
            when 'tickets_per_seat_28d' then recent_tickets
            when 'oldest_open_ticket_days' then open_tickets
            when 'urgent_open_tickets' then open_tickets
            when 'tickets_trend_28d' then recent_tickets + earlier_tickets
            when 'median_resolution_hours_90d' then resolutions
            when 'reopened_rate_90d' then telling_solved_tickets
        end as sample_size
    from accounts_with_tickets
    cross join measure_names
),

support_measures as (
    select
        account_id,
        measure,
        value,
        cast(sample_size as bigint) as sample_size,
        case when value is null then 'not_applicable' end as absence
    from measured
)

select * from support_measures
