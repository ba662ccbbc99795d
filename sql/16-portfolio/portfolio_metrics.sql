-- Grain: one row per metric, dimension, dimension value, period and its start, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Keep: every day
-- Section: Portfolio and revenue
-- Purpose: NPS, CSAT, churn, retention, revenue and other metrics by dimension and period.
-- metric varchar: the metric; docs/metrics.md has the formulas
-- dimension varchar: the dimension: all, plan, segment, region, band, owner or an attribute
-- dimension_value varchar: its value; all for the dimension all; (none) for accounts without a value
-- period varchar: month, last_12_months, last_180_days, last_90_days, last_28_days or day; there is a row for every
--     month since the first run
-- period_start date: the first day of the period
-- period_end date: the last day of the period; as_of_date for the current month
-- value double: the value of the metric; null when reason says why
-- unit varchar: share (1 is all), ratio, points (-100 to 100), points squared, score (0 to 100), accounts, or
--     currency (the reporting currency)
-- numerator double: the numerator; null for a count or sum, and when suppressed
-- denominator double: the denominator; null for a count or sum, and when suppressed
-- sample_size bigint: the number of accounts, churned accounts, answers, invitations or terms behind the value
-- ci_low double: the lower end of the 95 % confidence interval; null for a metric without one
-- ci_high double: the upper end of the 95 % confidence interval; null for a metric without one
-- is_suppressed boolean: true for a rate or mean with a sample_size below min_sample of the config
-- is_complete boolean: false for the current month before its last day, and for a month's renewals until the grace
--     period of its terms is over
-- reason varchar: why value is null: empty_denominator, small_sample, too_little_history, no_gross_margin, no_churn
--     or unknown_prices; a value with unknown_prices leaves out accounts whose price is unknown
with company as (
    select min_sample
    from settings
    where as_of_date = date '{{ as_of_date }}'
),

family_metrics as (
    select *
    from month_metrics
    where as_of_date = date '{{ as_of_date }}'
    union all
    select *
    from year_metrics
    where as_of_date = date '{{ as_of_date }}'
    union all
    select *
    from day_metrics
    where as_of_date = date '{{ as_of_date }}'
),

metrics_with_reasons as (
    select
        family_metrics.*,
        -- A sum of which every part is unknown is unknown, and not 0.
        value is not null and (is_rate or sample_size > 0 or coalesce(left_out, 0) = 0) as is_known,
        case
            when absence is not null then absence
            when is_rate and sample_size > 0 and sample_size < company.min_sample then 'small_sample'
            when value is null and (sample_size > 0 or coalesce(left_out, 0) = 0) then 'empty_denominator'
            when left_out > 0 then 'unknown_prices'
        end as reason
    from family_metrics
    cross join company
),

judged_metrics as (
    select
        metrics_with_reasons.*,
        coalesce(reason = 'small_sample', false) as is_suppressed,
        is_known and coalesce(reason = 'unknown_prices', true) as has_value
    from metrics_with_reasons
),

-- A month that is over is counted once, and carried from then on.
carried_metrics as (
    select
        metric,
        dimension,
        dimension_value,
        period,
        period_start,
        period_end,
        value,
        unit,
        numerator,
        denominator,
        sample_size,
        ci_low,
        ci_high,
        is_suppressed,
        is_complete,
        reason
    from history_portfolio_metrics
    where as_of_date = date '{{ previous_date }}' and period = 'month' and is_complete
),

portfolio_metrics as (
    select
        metric,
        dimension,
        dimension_value,
        period,
        period_start,
        period_end,
        case when has_value then value end as value,
        unit,
        case when not is_suppressed then numerator end as numerator,
        case when not is_suppressed then denominator end as denominator,
        cast(round(sample_size) as bigint) as sample_size,
        case when has_value then ci_low end as ci_low,
        case when has_value then ci_high end as ci_high,
        is_suppressed,
        is_complete,
        reason
    from judged_metrics
    union all
    select *
    from carried_metrics
)

select * from portfolio_metrics
