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

-- The partitions of the first of the 12 months hold its start; after a while only its last one is left.
past_months as (
    select
        as_of_date,
        account_id,
        month,
        dimension,
        dimension_value
    from history_month_dimensions
    where
        as_of_date >= cast(
            date_trunc('month', cast(date '{{ as_of_date }}' + interval '1' day as date)) - interval '12' month
            as date
        )
        and as_of_date < cast(
            date_trunc('month', cast(date '{{ as_of_date }}' + interval '1' day as date)) - interval '11' month
            as date
        )
),

-- Not max() directly: DuckDB fails when it takes the maximum from file statistics.
past_days as (
    select distinct as_of_date
    from history_month_dimensions
    where
        as_of_date >= cast(
            date_trunc('month', cast(date '{{ as_of_date }}' + interval '1' day as date)) - interval '12' month
            as date
        )
        and as_of_date < cast(
            date_trunc('month', cast(date '{{ as_of_date }}' + interval '1' day as date)) - interval '11' month
            as date
        )
),

newest_day as (
    select max(as_of_date) as as_of_date
    from past_days
),

-- Joined by day, so that only its files are read.
began as (
    select
        past_months.account_id,
        past_months.dimension,
        past_months.dimension_value
    from past_months
    inner join newest_day on newest_day.as_of_date = past_months.as_of_date
    where past_months.month = date_trunc('month', past_months.as_of_date)
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
