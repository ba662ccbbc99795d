    select
        'subscriptions' as table_name,
        source || ' ' || subscription_id as row_key
    from subscriptions
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'invoices' as table_name,
        source || ' ' || invoice_id as row_key
    from invoices
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'tickets' as table_name,
        source || ' ' || ticket_id as row_key
    from tickets
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'survey_invitations' as table_name,
        source || ' ' || invitation_id as row_key
    from survey_invitations
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'survey_responses' as table_name,
        source || ' ' || response_id as row_key
    from survey_responses
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'touchpoints' as table_name,
        source || ' ' || touchpoint_id as row_key
    from touchpoints
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'contacts' as table_name,
        source || ' ' || contact_id as row_key
    from contacts
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'feature_releases' as table_name,
        source || ' ' || release_id as row_key
    from feature_releases
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'interventions' as table_name,
        source || ' ' || intervention_id as row_key
    from interventions
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'overrides' as table_name,
        source || ' ' || override_id as row_key
    from overrides
    where as_of_date = date '{{ as_of_date }}'
