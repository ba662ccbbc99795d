-- Grain: one row per mapped field of a stream with usable rows in this run.
-- Kind: increment
-- Readers: public
-- Section: The data itself
-- Purpose: Rows with a value by mapped field: a field without any is mapped to the wrong place.
-- Origin: lib/mapping/staged/field-counts-model.ts
-- source varchar: the source, by its name in the config
-- stream varchar: the stream within the source
-- entity varchar: the entity that the stream provides
-- field varchar: the mapped field
-- row_count bigint: usable rows of the stream in this run
-- value_count bigint: of those, rows in which the field has a value
with mapped_fields as (
    select *
    from (
        values
            ('shop', 'customers', 'accounts', 'account_id', 1),
            ('shop', 'customers', 'accounts', 'name', 2),
            ('shop', 'customers', 'accounts', 'segment', 3),
            ('shop', 'customers', 'accounts', 'region', 4),
            ('shop', 'orders', 'invoices', 'invoice_id', 1),
            ('shop', 'orders', 'invoices', 'account_id', 2),
            ('shop', 'orders', 'invoices', 'amount', 3),
            ('shop', 'orders', 'invoices', 'issued_on', 4),
            ('shop', 'orders', 'invoices', 'status', 5),
            ('web', 'visits', 'usage', 'event_id', 1),
            ('web', 'visits', 'usage', 'account_id', 2),
            ('web', 'visits', 'usage', 'feature', 3),
            ('web', 'visits', 'usage', 'occurred_at', 4),
            ('helpdesk', 'tickets', 'tickets', 'ticket_id', 1),
            ('helpdesk', 'tickets', 'tickets', 'account_id', 2),
            ('helpdesk', 'tickets', 'tickets', 'created_at', 3),
            ('helpdesk', 'tickets', 'tickets', 'solved_at', 4),
            ('helpdesk', 'tickets', 'tickets', 'channel', 5),
            ('helpdesk', 'answers', 'survey_responses', 'response_id', 1),
            ('helpdesk', 'answers', 'survey_responses', 'account_id', 2),
            ('helpdesk', 'answers', 'survey_responses', 'survey', 3),
            ('helpdesk', 'answers', 'survey_responses', 'score', 4),
            ('helpdesk', 'answers', 'survey_responses', 'scale_max', 5),
            ('helpdesk', 'answers', 'survey_responses', 'ticket_id', 6),
            ('helpdesk', 'answers', 'survey_responses', 'responded_at', 7)
    ) as fields (source, stream, entity, field, place)
),

counts as (
    select
        source,
        stream,
        count(*) as row_count,
        array[
            count(record_id),
            count(name),
            count(segment),
            count(region)
        ] as value_counts
    from staged_accounts
    where as_of_date = date '{{ as_of_date }}'
        and not is_outline
        and reject_reason is null
    group by source, stream
    union all
    select
        source,
        stream,
        count(*) as row_count,
        array[
            count(record_id),
            count(account_key),
            count(amount),
            count(issued_on),
            count(status)
        ] as value_counts
    from staged_invoices
    where as_of_date = date '{{ as_of_date }}'
        and not is_outline
        and reject_reason is null
    group by source, stream
    union all
    select
        source,
        stream,
        count(*) as row_count,
        array[
            count(record_id),
            count(account_key),
            count(created_at),
            count(solved_at),
            count(channel)
        ] as value_counts
    from staged_tickets
    where as_of_date = date '{{ as_of_date }}'
        and not is_outline
        and reject_reason is null
    group by source, stream
    union all
    select
        source,
        stream,
        count(*) as row_count,
        array[
            count(record_id),
            count(account_key),
            count(survey),
            count(score),
            count(scale_max),
            count(ticket_id),
            count(responded_at)
        ] as value_counts
    from staged_survey_responses
    where as_of_date = date '{{ as_of_date }}'
        and not is_outline
        and reject_reason is null
    group by source, stream
    union all
    select
        source,
        stream,
        count(*) as row_count,
        array[
            count(record_id),
            count(account_key),
            count(feature),
            count(occurred_at)
        ] as value_counts
    from staged_usage
    where as_of_date = date '{{ as_of_date }}'
        and not is_outline
        and reject_reason is null
    group by source, stream
),

field_counts as (
    select
        mapped_fields.source,
        mapped_fields.stream,
        mapped_fields.entity,
        mapped_fields.field,
        counts.row_count,
        counts.value_counts[mapped_fields.place] as value_count
    from mapped_fields
    inner join counts
        on counts.source = mapped_fields.source
        and counts.stream = mapped_fields.stream
)

select * from field_counts
