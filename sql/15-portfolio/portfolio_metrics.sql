-- Grain: one row per metric, dimension, dimension value and period, as known at the end of as_of_date.
-- Kind: snapshot
-- metric varchar: the metric; docs/metrics.md says how each is counted
-- dimension varchar: what the accounts are told apart by: all, plan, segment, region, band, owner or an attribute
-- dimension_value varchar: the value of the dimension; all for the dimension all, (none) where an account has none
-- period varchar: month, last_12_months, last_180_days, last_90_days, last_28_days or day
-- period_start date: the first day of the period
-- period_end date: its last day; as_of_date while a month is not over
-- value double: the metric; null when reason says why
-- unit varchar: share (0 to 1), points, currency (the reporting currency), accounts, score or ratio
-- numerator double: what the value divides; null when it is no ratio, or is not shown
-- denominator double: by what; null when it is no ratio, or is not shown
-- sample_size bigint: the accounts, answers, invitations, terms or seats that the value rests on
-- ci_low double: the lower end of the 95 % interval; null for a metric that has none
-- ci_high double: its upper end
-- is_suppressed boolean: true when sample_size is above 0 and below the config's min_sample
-- is_complete boolean: false for the month of as_of_date until its last day
-- reason varchar: why there is no value: empty_denominator, small_sample, too_little_history, no_gross_margin,
--     no_churn, unknown_prices; the last also beside a value that leaves accounts of unknown price out
with portfolio_metrics as (
    select
        cast(null as varchar) as metric,
        cast(null as varchar) as dimension,
        cast(null as varchar) as dimension_value,
        cast(null as varchar) as period,
        cast(null as date) as period_start,
        cast(null as date) as period_end,
        cast(null as double) as value,
        cast(null as varchar) as unit,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        cast(null as bigint) as sample_size,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high,
        cast(null as boolean) as is_suppressed,
        cast(null as boolean) as is_complete,
        cast(null as varchar) as reason
    where false
)

select * from portfolio_metrics
