-- A portfolio metric has one finite value per cell and period, or null with a reason.
-- Severity: error
with metrics as (
    select
        metric,
        dimension,
        dimension_value,
        period,
        period_start,
        value,
        numerator,
        denominator,
        sample_size,
        ci_low,
        ci_high,
        is_suppressed,
        is_complete,
        reason
    from portfolio_metrics
    where as_of_date = date '{{ as_of_date }}'
),

counted as (
    select
        metrics.*,
        count(*) over (partition by metric, dimension, dimension_value, period, period_start) as copies
    from metrics
),

bad_rows as (
    select *
    from counted
    where
        copies > 1
        -- A value leaves out unknown prices, and the row has a reason.
        or (value is null) <> (reason is not null and (reason <> 'unknown_prices' or value is null))
        or not is_finite(value)
        or not is_finite(numerator)
        or not is_finite(denominator)
        or not is_finite(ci_low)
        or not is_finite(ci_high)
        or ci_low > ci_high
        or (ci_low is null) <> (ci_high is null)
        or sample_size < 0
        or is_suppressed <> coalesce(reason = 'small_sample', false)
        or is_suppressed and coalesce(value, numerator, denominator, ci_low, ci_high) is not null
        or is_complete is null
)

select * from bad_rows
