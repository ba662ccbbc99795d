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
            ('crm', 'customers', 'accounts', 'account_id', 1),
            ('crm', 'customers', 'accounts', 'segment', 2),
            ('crm', 'customers', 'accounts', 'region', 3),
            ('crm', 'customers', 'accounts', 'customer_since', 4),
            ('billing', 'subscriptions', 'subscriptions', 'subscription_id', 1),
            ('billing', 'subscriptions', 'subscriptions', 'account_id', 2),
            ('billing', 'subscriptions', 'subscriptions', 'plan', 3),
            ('billing', 'subscriptions', 'subscriptions', 'mrr', 4),
            ('billing', 'subscriptions', 'subscriptions', 'started_on', 5),
            ('billing', 'subscriptions', 'subscriptions', 'ended_on', 6),
            ('billing', 'payments', 'invoices', 'invoice_id', 1),
            ('billing', 'payments', 'invoices', 'account_id', 2),
            ('billing', 'payments', 'invoices', 'amount', 3),
            ('billing', 'payments', 'invoices', 'issued_on', 4),
            ('billing', 'payments', 'invoices', 'due_on', 5),
            ('billing', 'payments', 'invoices', 'paid_on', 6),
            ('billing', 'payments', 'invoices', 'status', 7),
            ('helpdesk', 'tickets', 'tickets', 'ticket_id', 1),
            ('helpdesk', 'tickets', 'tickets', 'account_id', 2),
            ('helpdesk', 'tickets', 'tickets', 'created_at', 3),
            ('helpdesk', 'tickets', 'tickets', 'status', 4),
            ('helpdesk', 'tickets', 'tickets', 'channel', 5),
            ('product', 'usage', 'usage', 'account_id', 1),
            ('product', 'usage', 'usage', 'occurred_at', 2),
            ('product', 'usage', 'usage', 'events', 3),
            ('product', 'usage', 'usage', 'minutes', 4)
    ) as fields (source, stream, entity, field, place)
),

counts as (
    select
        source,
        stream,
        count(*) as row_count,
        array[
            count(record_id),
            count(segment),
            count(region),
            count(customer_since)
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
            count(plan),
            count(mrr),
            count(started_on),
            count(ended_on)
        ] as value_counts
    from staged_subscriptions
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
            count(due_on),
            count(paid_on),
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
            count(status),
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
            count(account_key),
            count(occurred_at),
            count(events),
            count(minutes)
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
