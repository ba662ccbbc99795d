-- Grain: one row per ticket that has been opened, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Section: Facts
-- Purpose: Support tickets, their status and their dates.
-- ticket_id varchar: the ticket's id in its source
-- source varchar: the source, by its name in the config
-- account_id varchar: the account; null when its key matches none
-- account_key varchar: <source>:<the source's own account id>; null when the record names none
-- created_at timestamp(3): when the ticket was opened
-- solved_at timestamp(3): when the ticket was solved
-- status varchar: new, open, pending, hold, solved, closed or deleted; null when the source has no status or an
--     unknown word
-- priority varchar: low, normal, high, urgent
-- channel varchar: the channel through which the ticket came in
-- reopens bigint: how often the ticket was reopened after it had been solved; null when the source does not say
-- contact_id varchar: the contact who opened the ticket
-- is_open boolean: whether the ticket is open; deleted tickets are not; null when neither status nor solved_at
--     decides
with records as (
    select
        record_id,
        source,
        account_key,
        created_at,
        solved_at,
        status,
        strpos(chr(10) || cell_problems, chr(10) || 'status' || chr(9)) > 0 as has_unknown_status,
        priority,
        channel,
        reopens,
        contact_id,
        is_solved_at_mapped
    from tickets_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and cast(created_at as date) <= date '{{ as_of_date }}'
),

identity as (
    select
        account_key,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
),

-- If the solution is after as_of_date, the solved status is hidden too.
masked as (
    select
        record_id,
        source,
        account_key,
        created_at,
        case when cast(solved_at as date) <= date '{{ as_of_date }}' then solved_at end as solved_at,
        case
            when cast(solved_at as date) > date '{{ as_of_date }}' then 'open'
            when status is not null then status
            when solved_at is not null then 'solved'
            when is_solved_at_mapped and not coalesce(has_unknown_status, false) then 'open'
        end as status,
        priority,
        channel,
        reopens,
        contact_id
    from records
),

tickets as (
    select
        masked.record_id as ticket_id,
        masked.source,
        identity.account_id,
        masked.account_key,
        masked.created_at,
        masked.solved_at,
        masked.status,
        masked.priority,
        masked.channel,
        masked.reopens,
        masked.contact_id,
        masked.status not in ('solved', 'closed', 'deleted') as is_open
    from masked
    left join identity
        on identity.account_key = masked.account_key
)

select * from tickets
