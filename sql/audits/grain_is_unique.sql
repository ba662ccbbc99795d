-- Each account, account key and record of an entity is there once.
-- Severity: error
with repeated as (
    select
        'account_identity' as table_name,
        account_key as row_key,
        count(*) as copies
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
    group by account_key
    having count(*) > 1
    union all
    select
        'subscriptions' as table_name,
        source || ' ' || subscription_id as row_key,
        count(*) as copies
    from subscriptions
    where as_of_date = date '{{ as_of_date }}'
    group by source || ' ' || subscription_id
    having count(*) > 1
    union all
    select
        'invoices' as table_name,
        source || ' ' || invoice_id as row_key,
        count(*) as copies
    from invoices
    where as_of_date = date '{{ as_of_date }}'
    group by source || ' ' || invoice_id
    having count(*) > 1
    union all
    select
        'tickets' as table_name,
        source || ' ' || ticket_id as row_key,
        count(*) as copies
    from tickets
    where as_of_date = date '{{ as_of_date }}'
    group by source || ' ' || ticket_id
    having count(*) > 1
    union all
    select
        'survey_responses' as table_name,
        source || ' ' || response_id as row_key,
        count(*) as copies
    from survey_responses
    where as_of_date = date '{{ as_of_date }}'
    group by source || ' ' || response_id
    having count(*) > 1
    union all
    select
        'accounts' as table_name,
        account_id as row_key,
        count(*) as copies
    from accounts
    where as_of_date = date '{{ as_of_date }}'
    group by account_id
    having count(*) > 1
    union all
    select
        'account_attributes' as table_name,
        account_id || ' ' || attribute as row_key,
        count(*) as copies
    from account_attributes
    where as_of_date = date '{{ as_of_date }}'
    group by account_id || ' ' || attribute
    having count(*) > 1
)
select * from repeated
