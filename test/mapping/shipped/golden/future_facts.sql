    select
        'subscriptions' as table_name,
        subscription_id as row_key
    from subscriptions
    where as_of_date = date '{{ as_of_date }}'
        and (started_on > date '{{ as_of_date }}' or cancel_notice_on > date '{{ as_of_date }}')
    union all
    select
        'invoices' as table_name,
        invoice_id as row_key
    from invoices
    where as_of_date = date '{{ as_of_date }}'
        and (issued_on > date '{{ as_of_date }}' or paid_on > date '{{ as_of_date }}')
    union all
    select
        'tickets' as table_name,
        ticket_id as row_key
    from tickets
    where as_of_date = date '{{ as_of_date }}'
        and (cast(created_at as date) > date '{{ as_of_date }}' or cast(solved_at as date) > date '{{ as_of_date }}')
    union all
    select
        'survey_invitations' as table_name,
        invitation_id as row_key
    from survey_invitations
    where as_of_date = date '{{ as_of_date }}'
        and (cast(sent_at as date) > date '{{ as_of_date }}')
    union all
    select
        'survey_responses' as table_name,
        response_id as row_key
    from survey_responses
    where as_of_date = date '{{ as_of_date }}'
        and (cast(responded_at as date) > date '{{ as_of_date }}')
    union all
    select
        'touchpoints' as table_name,
        touchpoint_id as row_key
    from touchpoints
    where as_of_date = date '{{ as_of_date }}'
        and (cast(occurred_at as date) > date '{{ as_of_date }}')
    union all
    select
        'contacts' as table_name,
        contact_id as row_key
    from contacts
    where as_of_date = date '{{ as_of_date }}'
        and (left_on > date '{{ as_of_date }}')
    union all
    select
        'feature_releases' as table_name,
        release_id as row_key
    from feature_releases
    where as_of_date = date '{{ as_of_date }}'
        and (released_on > date '{{ as_of_date }}')
    union all
    select
        'interventions' as table_name,
        intervention_id as row_key
    from interventions
    where as_of_date = date '{{ as_of_date }}'
        and (started_on > date '{{ as_of_date }}' or ended_on > date '{{ as_of_date }}')
    union all
    select
        'overrides' as table_name,
        override_id as row_key
    from overrides
    where as_of_date = date '{{ as_of_date }}'
        and (cast(set_at as date) > date '{{ as_of_date }}')
