-- Grain: one row per record of this run that cannot be used.
-- Kind: increment
-- source varchar: the source, as the config names it
-- stream varchar: the stream within the source
-- entity varchar: what the stream brings
-- load_id varchar: the load it came with
-- landed_on date: the date it landed on
-- record_id varchar: the record, as its source names it; null when it has no name
-- reason varchar: missing <field>, not a <type>: <field>, unknown word: <field>, or too_late
-- payload varchar: the record, in the source's words
with accounts as (
    select
        source,
        stream,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_accounts
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is not null
),
account_links as (
    select
        source,
        stream,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_account_links
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is not null
),
subscriptions as (
    select
        source,
        stream,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_subscriptions
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is not null
),
invoices as (
    select
        source,
        stream,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_invoices
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is not null
),
tickets as (
    select
        source,
        stream,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_tickets
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is not null
),
survey_responses as (
    select
        source,
        stream,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_survey_responses
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is not null
),
usage as (
    select
        source,
        stream,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_usage
    where as_of_date = date '{{ as_of_date }}'
        and reject_reason is not null
),
rejected as (
    select 'accounts' as entity, * from accounts
    union all
    select 'account_links' as entity, * from account_links
    union all
    select 'subscriptions' as entity, * from subscriptions
    union all
    select 'invoices' as entity, * from invoices
    union all
    select 'tickets' as entity, * from tickets
    union all
    select 'survey_responses' as entity, * from survey_responses
    union all
    select 'usage' as entity, * from usage
),
rejects as (
    select
        source,
        stream,
        entity,
        load_id,
        landed_on,
        record_id,
        reject_reason as reason,
        reject_payload as payload
    from rejected
)
select * from rejects
