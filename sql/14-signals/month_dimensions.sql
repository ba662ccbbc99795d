-- Grain: one row per customer, month of account_months and dimension.
-- Kind: snapshot
-- Readers: internal
-- account_id varchar: the account
-- month date: the first day of the month
-- dimension varchar: all, plan, segment, region, band, owner, or an attribute of the config
-- dimension_value varchar: the value at the start of the month, or when first seen for a newer account; (none) when
--     it had none
with company as (
    select renewal_grace_days
    from settings
    where as_of_date = date '{{ as_of_date }}'
),

merges as (
    select
        past_id,
        account_id
    from account_merges
    where as_of_date = date '{{ as_of_date }}'
),

current_dimensions as (
    select
        account_id,
        dimension,
        dimension_value
    from account_dimensions
    where as_of_date = date '{{ as_of_date }}'
),

past_dimensions as (
    select
        account_id,
        dimension,
        dimension_value
    from history_account_dimensions
    where as_of_date = date '{{ previous_date }}'
),

-- A month stays while terms that came due in it may still be renewed.
past_months as (
    select
        past.account_id,
        past.month,
        past.dimension,
        past.dimension_value
    from history_month_dimensions as past
    cross join company
    where past.as_of_date = date '{{ previous_date }}'
        and (
            past.month >= cast(date_trunc('month', date '{{ as_of_date }}') - interval '1' month as date)
            or date_diff('day', last_day_of_month(past.month), date '{{ previous_date }}') < company.renewal_grace_days
        )
),

begun_months as (
    select distinct month
    from past_months
),

-- The months of account_months that this run computes: the current one, and earlier ones that it closes.
every_month as (
    select months.month
    from unnest(
        sequence(
            case
                when date '{{ previous_date }}' = date '0001-01-01' then date_trunc('month', date '{{ as_of_date }}')
                else date_trunc('month', date '{{ previous_date }}')
            end,
            date_trunc('month', date '{{ as_of_date }}'),
            interval '1' month
        )
    ) as months (month)
),

months as (
    select
        every_month.month,
        begun_months.month is not null as is_begun
    from every_month
    left join begun_months on begun_months.month = every_month.month
),

known as (
    select * from past_months

    union all

    select
        past_dimensions.account_id,
        months.month,
        past_dimensions.dimension,
        past_dimensions.dimension_value
    from past_dimensions
    cross join months
    where not months.is_begun
),

known_accounts as (
    select
        account_id,
        month
    from known
    where dimension = 'all'
),

-- A survivor that was not a customer itself takes the dimension values of the first account merged into it.
inherited_from as (
    select
        merges.account_id,
        known_accounts.month,
        min(merges.past_id) as past_id
    from merges
    inner join known_accounts on known_accounts.account_id = merges.past_id
    left join known_accounts as own
        on own.account_id = merges.account_id
        and own.month = known_accounts.month
    where own.account_id is null
    group by merges.account_id, known_accounts.month
),

inherited as (
    select
        inherited_from.account_id,
        known.month,
        known.dimension,
        known.dimension_value
    from inherited_from
    inner join known
        on known.account_id = inherited_from.past_id
        and known.month = inherited_from.month
),

first_seen as (
    select
        current_dimensions.account_id,
        months.month,
        current_dimensions.dimension,
        current_dimensions.dimension_value
    from current_dimensions
    cross join months
    left join known_accounts
        on known_accounts.account_id = current_dimensions.account_id
        and known_accounts.month = months.month
    left join inherited_from
        on inherited_from.account_id = current_dimensions.account_id
        and inherited_from.month = months.month
    where known_accounts.account_id is null and inherited_from.account_id is null
),

month_dimensions as (
    select * from known

    union all

    select * from inherited

    union all

    select * from first_seen
)

select * from month_dimensions
