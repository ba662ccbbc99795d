    select source, account_key, former_account_key
    from subscriptions_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and started_on <= date '{{ as_of_date }}'
    union
    select source, account_key, former_account_key
    from invoices_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and issued_on <= date '{{ as_of_date }}'
    union
    select source, account_key, former_account_key
    from tickets_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and cast(created_at as date) <= date '{{ as_of_date }}'
    union
    select source, account_key, former_account_key
    from survey_invitations_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and cast(sent_at as date) <= date '{{ as_of_date }}'
    union
    select source, account_key, former_account_key
    from survey_responses_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and cast(responded_at as date) <= date '{{ as_of_date }}'
    union
    select source, account_key, former_account_key
    from touchpoints_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and cast(occurred_at as date) <= date '{{ as_of_date }}'
    union
    select source, account_key, former_account_key
    from contacts_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
    union
    select source, account_key, former_account_key
    from interventions_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and started_on <= date '{{ as_of_date }}'
    union
    select source, account_key, former_account_key
    from overrides_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and cast(set_at as date) <= date '{{ as_of_date }}'
