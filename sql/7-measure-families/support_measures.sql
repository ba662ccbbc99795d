-- Grain: one row per scored account and measure of its support, as known at the end of as_of_date.
-- Kind: snapshot
-- account_id varchar: the account
-- measure varchar: the measure
-- value double: its value; null when absence says why
-- sample_size bigint: the tickets behind it
-- absence varchar: not_applicable when the measure says nothing about the account; null when there is a value
with scored_accounts as (
    select
        account_id,
        seats
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

known_tickets as (
    select
        account_id,
        cast(created_at as date) as created_on,
        is_open
    from tickets
    where as_of_date = date '{{ as_of_date }}' and account_id is not null
),

account_tickets as (
    select
        account_id,
        count(*) as tickets,
        count(is_open) as telling_tickets,
        count(*) filter (where is_open) as open_tickets,
        count(*) filter (
            where created_on >= cast(date '{{ as_of_date }}' - interval '27' day as date)
        ) as recent_tickets,
        min(created_on) filter (where is_open) as oldest_open_on
    from known_tickets
    group by account_id
),

accounts_with_tickets as (
    select
        scored_accounts.account_id,
        scored_accounts.seats,
        coalesce(account_tickets.recent_tickets, 0) as recent_tickets,
        coalesce(account_tickets.open_tickets, 0) as open_tickets,
        account_tickets.oldest_open_on,
        coalesce(account_tickets.tickets, 0) > 0 and account_tickets.telling_tickets = 0 as is_silent
    from scored_accounts
    left join account_tickets on account_tickets.account_id = scored_accounts.account_id
),

measure_names as (
    select measure
    from (values ('tickets_per_seat_28d'), ('oldest_open_ticket_days')) as names (measure)
),

measured as (
    select
        accounts_with_tickets.account_id,
        measure_names.measure,
        case measure_names.measure
            when 'tickets_per_seat_28d' then
                cast(recent_tickets as double) / nullif(cast(seats as double), 0)
            else
                case
                    when not is_silent
                        then coalesce(
                            cast(date_diff('day', oldest_open_on, date '{{ as_of_date }}') as double),
                            cast(0 as double)
                        )
                end
        end as value,
        case measure_names.measure
            when 'tickets_per_seat_28d' then recent_tickets
            else open_tickets
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
