    select
        source,
        stream,
        'accounts' as entity,
        load_id,
        landed_on,
        extracted_at,
        position,
        record_id,
        is_outline,
        reject_reason,
        reject_payload,
        cell_problems,
        account_key
    from staged_accounts
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'account_links' as entity,
        load_id,
        landed_on,
        extracted_at,
        position,
        record_id,
        is_outline,
        reject_reason,
        reject_payload,
        cell_problems,
        cast(null as varchar) as account_key
    from staged_account_links
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'subscriptions' as entity,
        load_id,
        landed_on,
        extracted_at,
        position,
        record_id,
        is_outline,
        reject_reason,
        reject_payload,
        cell_problems,
        account_key
    from staged_subscriptions
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'invoices' as entity,
        load_id,
        landed_on,
        extracted_at,
        position,
        record_id,
        is_outline,
        reject_reason,
        reject_payload,
        cell_problems,
        account_key
    from staged_invoices
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'tickets' as entity,
        load_id,
        landed_on,
        extracted_at,
        position,
        record_id,
        is_outline,
        reject_reason,
        reject_payload,
        cell_problems,
        account_key
    from staged_tickets
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'survey_invitations' as entity,
        load_id,
        landed_on,
        extracted_at,
        position,
        record_id,
        is_outline,
        reject_reason,
        reject_payload,
        cell_problems,
        account_key
    from staged_survey_invitations
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'survey_responses' as entity,
        load_id,
        landed_on,
        extracted_at,
        position,
        record_id,
        is_outline,
        reject_reason,
        reject_payload,
        cell_problems,
        account_key
    from staged_survey_responses
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'touchpoints' as entity,
        load_id,
        landed_on,
        extracted_at,
        position,
        record_id,
        is_outline,
        reject_reason,
        reject_payload,
        cell_problems,
        account_key
    from staged_touchpoints
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'contacts' as entity,
        load_id,
        landed_on,
        extracted_at,
        position,
        record_id,
        is_outline,
        reject_reason,
        reject_payload,
        cell_problems,
        account_key
    from staged_contacts
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'feature_releases' as entity,
        load_id,
        landed_on,
        extracted_at,
        position,
        record_id,
        is_outline,
        reject_reason,
        reject_payload,
        cell_problems,
        cast(null as varchar) as account_key
    from staged_feature_releases
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'interventions' as entity,
        load_id,
        landed_on,
        extracted_at,
        position,
        record_id,
        is_outline,
        reject_reason,
        reject_payload,
        cell_problems,
        account_key
    from staged_interventions
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'overrides' as entity,
        load_id,
        landed_on,
        extracted_at,
        position,
        record_id,
        is_outline,
        reject_reason,
        reject_payload,
        cell_problems,
        account_key
    from staged_overrides
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'exchange_rates' as entity,
        load_id,
        landed_on,
        extracted_at,
        position,
        record_id,
        is_outline,
        reject_reason,
        reject_payload,
        cell_problems,
        cast(null as varchar) as account_key
    from staged_exchange_rates
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        source,
        stream,
        'usage' as entity,
        load_id,
        landed_on,
        extracted_at,
        position,
        record_id,
        is_outline,
        reject_reason,
        reject_payload,
        cell_problems,
        account_key
    from staged_usage
    where as_of_date = date '{{ as_of_date }}'
