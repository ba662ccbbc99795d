    select
        'tickets' as entity,
        source,
        ticket_id as record_id,
        account_id,
        cast(created_at as date) as written_on
    from tickets
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'survey_responses' as entity,
        source,
        response_id as record_id,
        account_id,
        cast(responded_at as date) as written_on
    from survey_responses
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'touchpoints' as entity,
        source,
        touchpoint_id as record_id,
        account_id,
        cast(occurred_at as date) as written_on
    from touchpoints
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'interventions' as entity,
        source,
        intervention_id as record_id,
        account_id,
        started_on as written_on
    from interventions
    where as_of_date = date '{{ as_of_date }}'
