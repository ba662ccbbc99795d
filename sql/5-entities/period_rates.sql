-- Grain: one row per currency and start of a period whose revenue is compared at the rates of its start.
-- Kind: snapshot
-- Readers: internal
-- period_start date: the first day of the month of as_of_date, of the month before, of each month since the previous
--     run, or of the 12 months up to the last complete one
-- currency varchar: the currency code
-- rate double: the value of one unit in the reporting currency on the day before period_start; the earliest known
--     rate when none is that old
with company as (
    select currency
    from settings
    where as_of_date = date '{{ as_of_date }}'
),

rates as (
    select
        currency,
        rate_on,
        until_on,
        rate
    from exchange_rates
    where as_of_date = date '{{ as_of_date }}'
),

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

periods as (
    select month as period_start
    from every_month

    union

    select cast(date_trunc('month', date '{{ as_of_date }}') - interval '1' month as date) as period_start

    union

    select
        cast(
            date_trunc('month', cast(date '{{ as_of_date }}' + interval '1' day as date)) - interval '12' month
            as date
        ) as period_start
),

rates_of_periods as (
    select
        periods.period_start,
        rates.currency,
        coalesce(
            max(
                case
                    when
                        rates.rate_on < periods.period_start
                        and coalesce(rates.until_on >= periods.period_start, true)
                        then rates.rate
                end
            ),
            min_by(rates.rate, rates.rate_on)
        ) as rate
    from rates
    cross join company
    cross join periods
    where rates.currency <> company.currency
    group by periods.period_start, rates.currency
),

period_rates as (
    select
        period_start,
        currency,
        rate
    from rates_of_periods

    union all

    select
        periods.period_start,
        company.currency,
        1e0 as rate
    from periods
    cross join company
)

select * from period_rates
