-- Grain: one row per account of account_years and dimension.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- dimension varchar: all, plan, segment, region, band, owner, or an attribute of the config
-- dimension_value varchar: the value at the start of the 12 months; (none) when it had none
with merges as (
    select
        past_id,
        account_id
    from account_merges
    where as_of_date = date '{{ as_of_date }}'
),

-- As published at the start of the 12 months.
began as (
    select
        account_id,
        dimension,
        dimension_value
    from history_month_dimensions
    where as_of_date = date '{{ year_from }}'
        and month = date_trunc('month', date '{{ year_from }}')
),

began_accounts as (
    select account_id
    from began
    where dimension = 'all'
),

inherited_from as (
    select
        merges.account_id,
        min(merges.past_id) as past_id
    from merges
    inner join began_accounts on began_accounts.account_id = merges.past_id
    left join began_accounts as own on own.account_id = merges.account_id
    where own.account_id is null
    group by merges.account_id
),

year_dimensions as (
    select
        began.account_id,
        began.dimension,
        began.dimension_value
    from began
    left join merges on merges.past_id = began.account_id
    where merges.past_id is null

    union all

    select
        inherited_from.account_id,
        began.dimension,
        began.dimension_value
    from inherited_from
    inner join began on began.account_id = inherited_from.past_id
)

select * from year_dimensions
