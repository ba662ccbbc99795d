-- Grain: one row per record of this run that cannot be used.
-- Kind: increment
-- Readers: public
-- Section: The data itself
-- Purpose: Rows that cannot be used, with the reason.
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- entity varchar: the entity that the stream provides
-- load_id varchar: the load that the row came with
-- landed_on date: the landing date
-- record_id varchar: the record's id in its source; null when it has none
-- reason varchar: missing <field>, not a <type>: <field>, out of bounds: <field>, unknown word: <field>, expression
--     failed: <field>, or too_late
-- payload varchar: the text of the record
with staged_rows as (
    select
        source,
        stream,
        'accounts' as entity,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_accounts
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'account_links' as entity,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_account_links
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'subscriptions' as entity,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_subscriptions
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'invoices' as entity,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_invoices
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'tickets' as entity,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_tickets
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'survey_invitations' as entity,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_survey_invitations
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'survey_responses' as entity,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_survey_responses
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'touchpoints' as entity,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_touchpoints
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'contacts' as entity,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_contacts
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'feature_releases' as entity,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_feature_releases
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'interventions' as entity,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_interventions
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'exchange_rates' as entity,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_exchange_rates
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'usage' as entity,
        load_id,
        landed_on,
        record_id,
        reject_reason,
        reject_payload
    from staged_usage
    where as_of_date = date '{{ as_of_date }}'
),

-- A row that the mapping filters out is usable, but not wanted.
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
    from staged_rows
    where reject_reason <> 'filtered'
)

select * from rejects
