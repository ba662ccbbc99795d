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
            ('crm', 'accounts', 'accounts', 'account_id', 1),
            ('crm', 'accounts', 'accounts', 'name', 2),
            ('crm', 'accounts', 'accounts', 'domain', 3),
            ('crm', 'accounts', 'accounts', 'parent_account_id', 4),
            ('crm', 'accounts', 'accounts', 'merged_into', 5),
            ('crm', 'accounts', 'accounts', 'segment', 6),
            ('crm', 'accounts', 'accounts', 'industry', 7),
            ('crm', 'accounts', 'accounts', 'region', 8),
            ('crm', 'accounts', 'accounts', 'owner', 9),
            ('crm', 'accounts', 'accounts', 'owner_email', 10),
            ('crm', 'accounts', 'accounts', 'customer_since', 11),
            ('crm', 'accounts', 'accounts', 'churn_reason', 12),
            ('crm', 'accounts', 'accounts', 'employees', 13),
            ('crm', 'accounts', 'accounts', 'is_internal', 14),
            ('crm', 'contacts', 'contacts', 'contact_id', 1),
            ('crm', 'contacts', 'contacts', 'account_id', 2),
            ('crm', 'contacts', 'contacts', 'role', 3),
            ('crm', 'contacts', 'contacts', 'is_champion', 4),
            ('crm', 'contacts', 'contacts', 'left_on', 5),
            ('crm', 'crosswalk', 'account_links', 'other_account_id', 1),
            ('crm', 'crosswalk', 'account_links', 'account_id', 2),
            ('billing', 'subscriptions', 'subscriptions', 'subscription_id', 1),
            ('billing', 'subscriptions', 'subscriptions', 'account_id', 2),
            ('billing', 'subscriptions', 'subscriptions', 'plan', 3),
            ('billing', 'subscriptions', 'subscriptions', 'mrr', 4),
            ('billing', 'subscriptions', 'subscriptions', 'currency', 5),
            ('billing', 'subscriptions', 'subscriptions', 'seats', 6),
            ('billing', 'subscriptions', 'subscriptions', 'started_on', 7),
            ('billing', 'subscriptions', 'subscriptions', 'ended_on', 8),
            ('billing', 'subscriptions', 'subscriptions', 'cancel_notice_on', 9),
            ('billing', 'subscriptions', 'subscriptions', 'renewal_on', 10),
            ('billing', 'invoices', 'invoices', 'invoice_id', 1),
            ('billing', 'invoices', 'invoices', 'account_id', 2),
            ('billing', 'invoices', 'invoices', 'amount', 3),
            ('billing', 'invoices', 'invoices', 'currency', 4),
            ('billing', 'invoices', 'invoices', 'issued_on', 5),
            ('billing', 'invoices', 'invoices', 'due_on', 6),
            ('billing', 'invoices', 'invoices', 'paid_on', 7),
            ('billing', 'invoices', 'invoices', 'status', 8),
            ('finance', 'rates', 'exchange_rates', 'currency', 1),
            ('finance', 'rates', 'exchange_rates', 'rate_on', 2),
            ('finance', 'rates', 'exchange_rates', 'rate', 3),
            ('product', 'events', 'usage', 'event_id', 1),
            ('product', 'events', 'usage', 'account_id', 2),
            ('product', 'events', 'usage', 'user_id', 3),
            ('product', 'events', 'usage', 'feature', 4),
            ('product', 'events', 'usage', 'occurred_at', 5),
            ('product', 'releases', 'feature_releases', 'release_id', 1),
            ('product', 'releases', 'feature_releases', 'feature', 2),
            ('product', 'releases', 'feature_releases', 'name', 3),
            ('product', 'releases', 'feature_releases', 'released_on', 4),
            ('helpdesk', 'tickets', 'tickets', 'ticket_id', 1),
            ('helpdesk', 'tickets', 'tickets', 'account_id', 2),
            ('helpdesk', 'tickets', 'tickets', 'created_at', 3),
            ('helpdesk', 'tickets', 'tickets', 'solved_at', 4),
            ('helpdesk', 'tickets', 'tickets', 'status', 5),
            ('helpdesk', 'tickets', 'tickets', 'priority', 6),
            ('helpdesk', 'tickets', 'tickets', 'channel', 7),
            ('helpdesk', 'tickets', 'tickets', 'reopens', 8),
            ('helpdesk', 'tickets', 'tickets', 'contact_id', 9),
            ('surveys', 'invitations', 'survey_invitations', 'invitation_id', 1),
            ('surveys', 'invitations', 'survey_invitations', 'account_id', 2),
            ('surveys', 'invitations', 'survey_invitations', 'survey', 3),
            ('surveys', 'invitations', 'survey_invitations', 'contact_id', 4),
            ('surveys', 'invitations', 'survey_invitations', 'sent_at', 5),
            ('surveys', 'responses', 'survey_responses', 'response_id', 1),
            ('surveys', 'responses', 'survey_responses', 'account_id', 2),
            ('surveys', 'responses', 'survey_responses', 'survey', 3),
            ('surveys', 'responses', 'survey_responses', 'score', 4),
            ('surveys', 'responses', 'survey_responses', 'scale_max', 5),
            ('surveys', 'responses', 'survey_responses', 'contact_id', 6),
            ('surveys', 'responses', 'survey_responses', 'ticket_id', 7),
            ('surveys', 'responses', 'survey_responses', 'invitation_id', 8),
            ('surveys', 'responses', 'survey_responses', 'responded_at', 9),
            ('success', 'touchpoints', 'touchpoints', 'touchpoint_id', 1),
            ('success', 'touchpoints', 'touchpoints', 'account_id', 2),
            ('success', 'touchpoints', 'touchpoints', 'occurred_at', 3),
            ('success', 'touchpoints', 'touchpoints', 'kind', 4),
            ('success', 'touchpoints', 'touchpoints', 'owner', 5),
            ('success', 'touchpoints', 'touchpoints', 'contact_id', 6),
            ('success', 'touchpoints', 'touchpoints', 'pulse', 7),
            ('success', 'touchpoints', 'touchpoints', 'pulse_expires_on', 8),
            ('success', 'interventions', 'interventions', 'intervention_id', 1),
            ('success', 'interventions', 'interventions', 'account_id', 2),
            ('success', 'interventions', 'interventions', 'started_on', 3),
            ('success', 'interventions', 'interventions', 'ended_on', 4),
            ('success', 'interventions', 'interventions', 'kind', 5),
            ('success', 'interventions', 'interventions', 'owner', 6),
            ('success', 'interventions', 'interventions', 'outcome', 7)
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
            count(domain),
            count(parent_account_key),
            count(merged_into_key),
            count(segment),
            count(industry),
            count(region),
            count(owner),
            count(owner_email),
            count(customer_since),
            count(churn_reason),
            count(employees),
            count(is_internal)
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
            count(other_account_key),
            count(account_id)
        ] as value_counts
    from staged_account_links
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
            count(currency),
            count(seats),
            count(started_on),
            count(ended_on),
            count(cancel_notice_on),
            count(renewal_on)
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
            count(currency),
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
            count(solved_at),
            count(status),
            count(priority),
            count(channel),
            count(reopens),
            count(contact_id)
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
            count(contact_id),
            count(sent_at)
        ] as value_counts
    from staged_survey_invitations
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
            count(contact_id),
            count(ticket_id),
            count(invitation_id),
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
            count(occurred_at),
            count(kind),
            count(owner),
            count(contact_id),
            count(pulse),
            count(pulse_expires_on)
        ] as value_counts
    from staged_touchpoints
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
            count(role),
            count(is_champion),
            count(left_on)
        ] as value_counts
    from staged_contacts
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
            count(feature),
            count(name),
            count(released_on)
        ] as value_counts
    from staged_feature_releases
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
            count(started_on),
            count(ended_on),
            count(kind),
            count(owner),
            count(outcome)
        ] as value_counts
    from staged_interventions
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
            count(currency),
            count(rate_on),
            count(rate)
        ] as value_counts
    from staged_exchange_rates
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
            count(user_id),
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
