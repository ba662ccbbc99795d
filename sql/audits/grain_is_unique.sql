-- Each account, account key, rate and record of an entity appears once.
-- Severity: error
with keyed as (
    select
        'account_identity' as table_name,
        account_key as row_key
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'exchange_rates' as table_name,
        currency || ' ' || cast(rate_on as varchar) as row_key
    from exchange_rates
    where as_of_date = date '{{ as_of_date }}'
    union all
    {{ fact_keys }}
    union all
    select
        'accounts' as table_name,
        account_id as row_key
    from accounts
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'due_terms' as table_name,
        source || ' ' || subscription_id || ' ' || cast(due_on as varchar) as row_key
    from due_terms
    where as_of_date = date '{{ as_of_date }}'
    union all
    select
        'account_attributes' as table_name,
        account_id || ' ' || attribute as row_key
    from account_attributes
    where as_of_date = date '{{ as_of_date }}'
),

repeated as (
    select
        table_name,
        row_key,
        count(*) as copies
    from keyed
    group by table_name, row_key
    having count(*) > 1
)

select * from repeated
