-- Nothing published for a day happened after it, unless it was announced by then.
-- Severity: error
with future_facts as (
    {{ future_facts }}
    union all
    select
        'subscriptions' as table_name,
        subscription_id as row_key
    from subscriptions
    where as_of_date = date '{{ as_of_date }}'
        and ((ended_on > date '{{ as_of_date }}' and cancel_notice_on is null) or paid_from > date '{{ as_of_date }}')
    union all
    select
        'exchange_rates' as table_name,
        currency as row_key
    from exchange_rates
    where as_of_date = date '{{ as_of_date }}'
        and (rate_on > date '{{ as_of_date }}' or until_on > date '{{ as_of_date }}')
    union all
    select
        'usage_account_days' as table_name,
        account_key as row_key
    from usage_account_days
    where as_of_date = date '{{ as_of_date }}'
        and (usage_date > date '{{ as_of_date }}')
    union all
    select
        'accounts' as table_name,
        account_id as row_key
    from accounts
    where as_of_date = date '{{ as_of_date }}'
        and (customer_since > date '{{ as_of_date }}' or notice_on > date '{{ as_of_date }}' or churned_on > date '{{ as_of_date }}')
)

select * from future_facts
