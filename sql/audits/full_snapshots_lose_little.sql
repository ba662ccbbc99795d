-- A full snapshot loses at most the max_loss of its stream's records: more is an export gone wrong.
-- Severity: error
with full_streams as (
    select
        source,
        stream,
        entity,
        max_loss
    from streams
    where as_of_date = date '{{ as_of_date }}'
        and mode = 'full'
),
live_before as (
    select
        'accounts' as entity,
        source,
        stream,
        record_id
    from history_accounts_records
    where as_of_date = date '{{ previous_date }}'
        and deleted_on is null
    union all
    select
        'account_links' as entity,
        source,
        stream,
        record_id
    from history_account_links_records
    where as_of_date = date '{{ previous_date }}'
        and deleted_on is null
    union all
    select
        'subscriptions' as entity,
        source,
        stream,
        record_id
    from history_subscriptions_records
    where as_of_date = date '{{ previous_date }}'
        and deleted_on is null
    union all
    select
        'invoices' as entity,
        source,
        stream,
        record_id
    from history_invoices_records
    where as_of_date = date '{{ previous_date }}'
        and deleted_on is null
    union all
    select
        'tickets' as entity,
        source,
        stream,
        record_id
    from history_tickets_records
    where as_of_date = date '{{ previous_date }}'
        and deleted_on is null
    union all
    select
        'survey_responses' as entity,
        source,
        stream,
        record_id
    from history_survey_responses_records
    where as_of_date = date '{{ previous_date }}'
        and deleted_on is null
),
deleted_now as (
    select
        'accounts' as entity,
        source,
        stream,
        record_id,
        deleted_on
    from accounts_records
    where as_of_date = date '{{ as_of_date }}'
        and deleted_on is not null
    union all
    select
        'account_links' as entity,
        source,
        stream,
        record_id,
        deleted_on
    from account_links_records
    where as_of_date = date '{{ as_of_date }}'
        and deleted_on is not null
    union all
    select
        'subscriptions' as entity,
        source,
        stream,
        record_id,
        deleted_on
    from subscriptions_records
    where as_of_date = date '{{ as_of_date }}'
        and deleted_on is not null
    union all
    select
        'invoices' as entity,
        source,
        stream,
        record_id,
        deleted_on
    from invoices_records
    where as_of_date = date '{{ as_of_date }}'
        and deleted_on is not null
    union all
    select
        'tickets' as entity,
        source,
        stream,
        record_id,
        deleted_on
    from tickets_records
    where as_of_date = date '{{ as_of_date }}'
        and deleted_on is not null
    union all
    select
        'survey_responses' as entity,
        source,
        stream,
        record_id,
        deleted_on
    from survey_responses_records
    where as_of_date = date '{{ as_of_date }}'
        and deleted_on is not null
),
losses as (
    select
        live_before.source,
        live_before.stream,
        live_before.entity,
        count(*) as records_before,
        count(deleted_now.record_id) as records_lost
    from live_before
    left join deleted_now
        on live_before.entity = deleted_now.entity
        and live_before.source = deleted_now.source
        and live_before.stream = deleted_now.stream
        and live_before.record_id = deleted_now.record_id
    group by live_before.source, live_before.stream, live_before.entity
)
select
    losses.source,
    losses.stream,
    losses.entity,
    losses.records_before,
    losses.records_lost,
    full_streams.max_loss
from losses
inner join full_streams
    on losses.source = full_streams.source
    and losses.stream = full_streams.stream
    and losses.entity = full_streams.entity
where losses.records_lost > full_streams.max_loss * losses.records_before
