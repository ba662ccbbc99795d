-- Grain: one row per metric, dimension and dimension value.
-- Kind: snapshot
-- Readers: internal
-- metric varchar: the metric
-- dimension varchar: the dimension by which accounts are grouped
-- dimension_value varchar: its value 12 months before
-- period varchar: last_12_months
-- period_start date: the first day of the period
-- period_end date: the last day of the last complete month
-- unit varchar: as in portfolio_metrics
-- is_rate boolean: whether it is a rate or a mean, which min_sample suppresses
-- value double: the metric, whatever it rests on
-- numerator double: the dividend of a rate
-- denominator double: its divisor
-- sample_size double: the accounts that it rests on
-- left_out double: accounts of unknown price that it leaves out
-- ci_low double: the lower end of its 95 % interval
-- ci_high double: the upper end of its 95 % interval
-- absence varchar: why there can be no value; null when there can
-- is_complete boolean: true
with shown_values as (
    select
        dimension,
        dimension_value
    from shown_dimensions
    where as_of_date = date '{{ as_of_date }}'
),

dimension_names as (
    select distinct dimension
    from shown_values
),

starting_dimensions as (
    select
        account_id,
        dimension,
        dimension_value
    from year_dimensions
    where as_of_date = date '{{ as_of_date }}'
),

year_accounts as (
    select
        account_id,
        was_customer,
        is_customer,
        start_mrr is not null and end_mrr_at_start_rates is not null as is_priced,
        start_mrr,
        end_mrr_at_start_rates as end_mrr
    from account_years
    where as_of_date = date '{{ as_of_date }}'
),

cohort as (
    select count(*) as accounts
    from year_accounts
),

last_complete_month as (
    select
        case
            when last_day_of_month(date '{{ as_of_date }}') = date '{{ as_of_date }}' then date '{{ as_of_date }}'
            else cast(date_trunc('month', date '{{ as_of_date }}') - interval '1' day as date)
        end as last_day
),

placed_accounts as (
    select
        dimension_names.dimension,
        case
            when dimension_names.dimension = 'all' then 'all'
            else coalesce(starting_dimensions.dimension_value, '(none)')
        end as dimension_value,
        year_accounts.was_customer,
        year_accounts.is_customer,
        year_accounts.is_priced,
        year_accounts.start_mrr,
        year_accounts.end_mrr
    from year_accounts
    cross join dimension_names
    left join starting_dimensions
        on
            starting_dimensions.account_id = year_accounts.account_id
            and starting_dimensions.dimension = dimension_names.dimension
    union all
    select
        dimension,
        dimension_value,
        cast(null as boolean) as was_customer,
        cast(null as boolean) as is_customer,
        cast(null as boolean) as is_priced,
        cast(null as decimal(28,10)) as start_mrr,
        cast(null as decimal(28,10)) as end_mrr
    from shown_values
),

cells as (
    select
        dimension,
        dimension_value,
        cast(count(*) filter (where was_customer) as double) as customers,
        cast(count(*) filter (where was_customer and not is_customer) as double) as lost,
        cast(count(*) filter (where was_customer and is_priced) as double) as priced_customers,
        cast(count(*) filter (where was_customer and not is_priced) as double) as unpriced_customers,
        coalesce(cast(sum(start_mrr) filter (where is_priced) as double), 0) as mrr_start,
        coalesce(
            cast(sum(case when end_mrr < start_mrr then end_mrr else start_mrr end) filter (where is_priced) as double),
            0
        ) as mrr_kept,
        coalesce(cast(sum(end_mrr) filter (where is_priced and start_mrr > 0) as double), 0) as mrr_retained
    from placed_accounts
    group by
        dimension,
        dimension_value
),

cell_metrics as (
    select
        metrics.metric,
        cells.dimension,
        cells.dimension_value,
        cast(date_trunc('month', last_complete_month.last_day) - interval '11' month as date) as period_start,
        last_complete_month.last_day as period_end,
        case metrics.metric
            when 'logo_churn_12m' then lost / nullif(customers, 0)
            when 'grr_12m' then mrr_kept / nullif(mrr_start, 0)
            when 'nrr_12m' then mrr_retained / nullif(mrr_start, 0)
        end as value,
        case metrics.metric
            when 'logo_churn_12m' then lost
            when 'grr_12m' then mrr_kept
            when 'nrr_12m' then mrr_retained
        end as numerator,
        case metrics.metric
            when 'logo_churn_12m' then customers
            when 'grr_12m' then mrr_start
            when 'nrr_12m' then mrr_start
        end as denominator,
        case metrics.metric
            when 'logo_churn_12m' then customers
            when 'grr_12m' then priced_customers
            when 'nrr_12m' then priced_customers
        end as sample_size,
        case metrics.metric
            when 'grr_12m' then unpriced_customers
            when 'nrr_12m' then unpriced_customers
        end as left_out,
        case metrics.metric when 'logo_churn_12m' then lost end as hits,
        case metrics.metric when 'logo_churn_12m' then customers end as trials,
        case when cohort.accounts = 0 then 'too_little_history' end as absence
    from cells
    cross join cohort
    cross join last_complete_month
    cross join (values ('logo_churn_12m'), ('grr_12m'), ('nrr_12m')) as metrics (metric)
),

-- Half the width of the Wilson score interval, before it is divided: docs/metrics.md has the source.
metric_spreads as (
    select
        cell_metrics.*,
        1.959963984540054e0 * sqrt(hits * (trials - hits) / nullif(trials, 0) + 3.8414588206941236e0 / 4) as spread
    from cell_metrics
),

-- At 0 and 1 the formula of Wilson gives the end but for its last bit.
year_metrics as (
    select
        metric,
        dimension,
        dimension_value,
        'last_12_months' as period,
        period_start,
        period_end,
        'share' as unit,
        true as is_rate,
        value,
        numerator,
        denominator,
        sample_size,
        left_out,
        case
            when hits > 0
                then (hits + 3.8414588206941236e0 / 2 - spread) / nullif(trials + 3.8414588206941236e0, 0)
            when trials > 0 then 0e0
        end as ci_low,
        case
            when hits < trials
                then (hits + 3.8414588206941236e0 / 2 + spread) / nullif(trials + 3.8414588206941236e0, 0)
            when trials > 0 then 1e0
        end as ci_high,
        absence,
        true as is_complete
    from metric_spreads
)

select * from year_metrics
