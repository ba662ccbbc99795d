-- Accounts with a running subscription are in the export of accounts; one that is not stays an account, with its last facts.
-- Severity: warn
with known_accounts as (
    select
        account_id,
        mrr
    from accounts
    where as_of_date = date '{{ as_of_date }}'
        and lifecycle <> 'churned'
),

gone_records as (
    select
        source,
        stream,
        account_key
    from accounts_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is not null
),

identity as (
    select
        account_key,
        source_account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
        and source_account_id = account_id
),

first_source as (
    select min_by(source, source_position) as source
    from streams
    where as_of_date = date '{{ as_of_date }}'
        and entity = 'accounts'
),

missing_accounts as (
    select
        gone_records.source,
        gone_records.stream,
        count(*) as accounts,
        sum(known_accounts.mrr) as mrr
    from gone_records
    inner join first_source
        on first_source.source = gone_records.source
    inner join identity
        on identity.account_key = gone_records.account_key
    inner join known_accounts
        on known_accounts.account_id = identity.source_account_id
    group by gone_records.source, gone_records.stream
)

select * from missing_accounts
