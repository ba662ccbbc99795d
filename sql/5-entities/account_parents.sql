-- Grain: one row per account with a parent account, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- parent_account_id varchar: the parent account, or the account that it was merged into
with records as (
    select
        account_key,
        parent_account_key
    from accounts_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and coalesce(customer_since <= date '{{ as_of_date }}', true)
        and parent_account_key is not null
),

identity as (
    select
        account_key,
        source,
        source_account_id,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
        and account_id is not null
),

first_source as (
    select min_by(source, source_position) as source
    from streams
    where as_of_date = date '{{ as_of_date }}'
        and entity = 'accounts'
),

above1 as (
    select
        children.account_id,
        parents.account_id as upper_id
    from records
    inner join identity as children
        on children.account_key = records.account_key
        and children.source_account_id = children.account_id
    inner join first_source
        on first_source.source = children.source
    inner join identity as parents
        on parents.account_key = records.parent_account_key
    where children.account_id <> parents.account_id
),

above2 as (
    select
        lower_half.account_id,
        upper_half.upper_id
    from above1 as lower_half
    inner join above1 as upper_half
        on upper_half.account_id = lower_half.upper_id
),

above4 as (
    select
        lower_half.account_id,
        upper_half.upper_id
    from above2 as lower_half
    inner join above2 as upper_half
        on upper_half.account_id = lower_half.upper_id
),

above8 as (
    select
        lower_half.account_id,
        upper_half.upper_id
    from above4 as lower_half
    inner join above4 as upper_half
        on upper_half.account_id = lower_half.upper_id
),

-- No company has eight levels: an account with an ancestor that far above is its own ancestor. (More levels would
-- exceed the 150 stages that Athena allows a query.)
circular as (
    select distinct upper_id
    from above8
),

account_parents as (
    select
        above1.account_id,
        above1.upper_id as parent_account_id
    from above1
    left join circular
        on circular.upper_id = above1.account_id
    where circular.upper_id is null
)

select * from account_parents
