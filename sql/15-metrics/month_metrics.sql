-- Grain: one row per metric, dimension, dimension value and month that is still to be counted.
-- Kind: snapshot
-- Readers: internal
-- metric varchar: the metric
-- dimension varchar: the dimension by which accounts are grouped
-- dimension_value varchar: its value when the month began
-- period varchar: month
-- period_start date: the first day of the month
-- period_end date: its last day; as_of_date while it is not over
-- unit varchar: as in portfolio_metrics
-- is_rate boolean: whether it is a rate or a mean, which min_sample suppresses
-- value double: the metric, whatever it rests on
-- numerator double: the dividend of a rate
-- denominator double: its divisor
-- sample_size double: the accounts or terms that it rests on
-- left_out double: accounts or terms of unknown price that it leaves out
-- ci_low double: the lower end of its 95 % interval
-- ci_high double: the upper end of its 95 % interval
-- absence varchar: why there can be no value; null when there can
-- is_complete boolean: whether the month is over; of renewals: whether the grace of its terms is
with company as (
    select
        gross_margin,
        renewal_grace_days
    from settings
    where as_of_date = date '{{ as_of_date }}'
),

shown_values as (
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
        month,
        dimension,
        dimension_value
    from month_dimensions
    where as_of_date = date '{{ as_of_date }}'
),

-- Test and internal accounts may have revenue, but are not customers.
internal_accounts as (
    select account_id
    from accounts
    where as_of_date = date '{{ as_of_date }}' and lifecycle = 'internal'
),

-- A month is counted once when it is over, its renewals once when their grace is: portfolio_metrics carries them on.
published_months as (
    select
        period_start as month,
        bool_or(is_complete) as is_counted,
        bool_or(metric = 'renewal_rate') as has_renewals,
        bool_or(metric = 'renewal_rate' and is_complete) as has_counted_renewals
    from history_portfolio_metrics
    where as_of_date = date '{{ previous_date }}' and period = 'month'
    group by period_start
),

-- This run may be the one to finish the month of the run before; a first run has its own month only.
first_month as (
    select
        case
            when date '{{ previous_date }}' = date '0001-01-01' then date_trunc('month', date '{{ as_of_date }}')
            else date_trunc('month', date '{{ previous_date }}')
        end as month
),

known_months as (
    select months.month
    from first_month
    cross join unnest(
        sequence(first_month.month, date_trunc('month', date '{{ as_of_date }}'), interval '1' month)
    ) as months (month)
),

open_months as (
    select known_months.month
    from known_months
    left join published_months on published_months.month = known_months.month
    where not coalesce(published_months.is_counted, false)
),

account_movements as (
    select
        account_id,
        month,
        was_customer,
        is_customer,
        case
            when start_mrr is not null and end_mrr is not null then true
            when was_customer or is_customer then false
        end as is_priced,
        start_mrr,
        new,
        reactivated,
        expansion,
        contraction,
        churned,
        fx,
        reassigned,
        end_mrr
    from account_months
    where as_of_date = date '{{ as_of_date }}'
),

movements as (
    select account_movements.*
    from account_movements
    left join internal_accounts on internal_accounts.account_id = account_movements.account_id
    where internal_accounts.account_id is null
),

-- Values on D without an account in the month have a cell, too, and so has a month without any account.
placed_movements as (
    select
        dimension_names.dimension,
        case
            when dimension_names.dimension = 'all' then 'all'
            else coalesce(starting_dimensions.dimension_value, '(none)')
        end as dimension_value,
        movements.month,
        movements.was_customer,
        movements.is_customer,
        movements.is_priced,
        movements.start_mrr,
        movements.new,
        movements.reactivated,
        movements.expansion,
        movements.contraction,
        movements.churned,
        movements.fx,
        movements.reassigned,
        movements.end_mrr
    from movements
    inner join open_months on open_months.month = movements.month
    cross join dimension_names
    left join starting_dimensions
        on
            starting_dimensions.account_id = movements.account_id
            and starting_dimensions.month = movements.month
            and starting_dimensions.dimension = dimension_names.dimension
    union all
    select
        shown_values.dimension,
        shown_values.dimension_value,
        open_months.month,
        cast(null as boolean) as was_customer,
        cast(null as boolean) as is_customer,
        cast(null as boolean) as is_priced,
        cast(null as decimal(28,10)) as start_mrr,
        cast(null as decimal(28,10)) as new,
        cast(null as decimal(28,10)) as reactivated,
        cast(null as decimal(28,10)) as expansion,
        cast(null as decimal(28,10)) as contraction,
        cast(null as decimal(28,10)) as churned,
        cast(null as decimal(28,10)) as fx,
        cast(null as decimal(28,10)) as reassigned,
        cast(null as decimal(28,10)) as end_mrr
    from shown_values
    cross join open_months
    where open_months.month = date_trunc('month', date '{{ as_of_date }}') or shown_values.dimension = 'all'
),

month_cells as (
    select
        dimension,
        dimension_value,
        month,
        cast(count(*) filter (where was_customer) as double) as customers,
        cast(count(*) filter (where was_customer and not is_customer) as double) as lost,
        cast(count(*) filter (where is_priced) as double) as priced,
        cast(count(*) filter (where not is_priced) as double) as unpriced,
        cast(count(*) filter (where was_customer and is_priced) as double) as priced_customers,
        cast(count(*) filter (where was_customer and not is_priced) as double) as unpriced_customers,
        coalesce(cast(sum(start_mrr) filter (where was_customer and is_priced) as double), 0) as customer_mrr,
        coalesce(cast(sum(start_mrr) filter (where is_priced) as double), 0) as mrr_start,
        coalesce(cast(sum(new) filter (where is_priced) as double), 0) as mrr_new,
        coalesce(cast(sum(reactivated) filter (where is_priced) as double), 0) as mrr_reactivated,
        coalesce(cast(sum(expansion) filter (where is_priced) as double), 0) as mrr_expansion,
        coalesce(cast(sum(contraction) filter (where is_priced) as double), 0) as mrr_contraction,
        coalesce(cast(sum(churned) filter (where is_priced) as double), 0) as mrr_churned,
        coalesce(cast(sum(fx) filter (where is_priced) as double), 0) as mrr_fx,
        coalesce(cast(sum(reassigned) filter (where is_priced) as double), 0) as mrr_reassigned,
        coalesce(cast(sum(end_mrr) filter (where is_priced) as double), 0) as mrr_end
    from placed_movements
    group by
        dimension,
        dimension_value,
        month
),

rated_cells as (
    select
        month_cells.*,
        lost / nullif(customers, 0) as churn,
        -- With customers taken to stay 60 months at most, at least a sixtieth of them leaves in a month.
        case
            when lost / nullif(customers, 0) < 1e0 / 60 then 1e0 / 60
            else lost / nullif(customers, 0)
        end as capped_churn,
        mrr_start - mrr_contraction - mrr_churned as mrr_kept,
        mrr_start + mrr_expansion - mrr_contraction - mrr_churned as mrr_retained,
        mrr_churned + mrr_contraction as mrr_lost,
        mrr_churned + mrr_contraction - mrr_expansion as mrr_net_lost,
        mrr_new + mrr_reactivated + mrr_expansion as mrr_gained,
        -- The margin that a customer brings in the month.
        company.gross_margin * customer_mrr / nullif(priced_customers, 0) as margin,
        case
            when company.gross_margin is null then 'no_gross_margin'
            when priced_customers = 0 and unpriced_customers > 0 then 'unknown_prices'
        end as margin_absence
    from month_cells
    cross join company
),

-- A UNION of a SELECT per metric would, on Athena, count the cells once per metric.
revenue_metrics as (
    select
        metrics.metric,
        cells.dimension,
        cells.dimension_value,
        cells.month,
        metrics.unit,
        metrics.is_rate,
        case metrics.metric
            when 'logo_churn' then churn
            when 'logo_churn_annualised' then 1 - power(1 - churn, 12)
            when 'grr' then mrr_kept / nullif(mrr_start, 0)
            when 'nrr' then mrr_retained / nullif(mrr_start, 0)
            when 'gross_mrr_churn' then mrr_lost / nullif(mrr_start, 0)
            when 'net_mrr_churn' then mrr_net_lost / nullif(mrr_start, 0)
            when 'quick_ratio' then mrr_gained / nullif(mrr_lost, 0)
            when 'mrr_start' then mrr_start
            when 'mrr_new' then mrr_new
            when 'mrr_reactivated' then mrr_reactivated
            when 'mrr_expansion' then mrr_expansion
            when 'mrr_contraction' then mrr_contraction
            when 'mrr_churned' then mrr_churned
            when 'mrr_fx' then mrr_fx
            when 'mrr_reassigned' then mrr_reassigned
            when 'mrr_end' then mrr_end
            when 'arpa' then customer_mrr / nullif(priced_customers, 0)
            when 'cltv' then margin / nullif(churn, 0)
            when 'cltv_capped_60m' then margin / nullif(capped_churn, 0)
        end as value,
        case metrics.metric
            when 'logo_churn' then lost
            when 'logo_churn_annualised' then lost
            when 'grr' then mrr_kept
            when 'nrr' then mrr_retained
            when 'gross_mrr_churn' then mrr_lost
            when 'net_mrr_churn' then mrr_net_lost
            when 'quick_ratio' then mrr_gained
            when 'arpa' then customer_mrr
            when 'cltv' then margin
            when 'cltv_capped_60m' then margin
        end as numerator,
        case metrics.metric
            when 'logo_churn' then customers
            when 'logo_churn_annualised' then customers
            when 'grr' then mrr_start
            when 'nrr' then mrr_start
            when 'gross_mrr_churn' then mrr_start
            when 'net_mrr_churn' then mrr_start
            when 'quick_ratio' then mrr_lost
            when 'arpa' then priced_customers
            when 'cltv' then churn
            when 'cltv_capped_60m' then capped_churn
        end as denominator,
        -- A customer's months are one by its churn; a lifetime rests on those that left, however many stayed.
        case metrics.rests_on
            when 'customers' then customers
            when 'priced customers' then priced_customers
            when 'priced accounts' then priced
            when 'lost customers' then lost
            when 'lost customers or the cap' then case when churn < 1e0 / 60 then priced_customers else lost end
        end as sample_size,
        case metrics.rests_on
            when 'priced customers' then unpriced_customers
            when 'priced accounts' then unpriced
            when 'lost customers' then unpriced_customers
            when 'lost customers or the cap' then unpriced_customers
        end as left_out,
        -- An interval is that of the customers that were lost, or is converted from it.
        case when metrics.has_interval then lost end as hits,
        case when metrics.has_interval then customers end as trials,
        case metrics.metric
            when 'cltv' then coalesce(margin_absence, case when customers > 0 and lost = 0 then 'no_churn' end)
            when 'cltv_capped_60m' then margin_absence
        end as absence,
        last_day_of_month(cells.month) <= date '{{ as_of_date }}' as is_complete
    from rated_cells as cells
    cross join (
        values
            ('logo_churn', 'share', true, true, 'customers'),
            ('logo_churn_annualised', 'share', true, true, 'customers'),
            ('grr', 'share', true, false, 'priced customers'),
            ('nrr', 'share', true, false, 'priced customers'),
            ('gross_mrr_churn', 'share', true, false, 'priced customers'),
            ('net_mrr_churn', 'share', true, false, 'priced customers'),
            ('quick_ratio', 'ratio', true, false, 'priced accounts'),
            ('mrr_start', 'currency', false, false, 'priced accounts'),
            ('mrr_new', 'currency', false, false, 'priced accounts'),
            ('mrr_reactivated', 'currency', false, false, 'priced accounts'),
            ('mrr_expansion', 'currency', false, false, 'priced accounts'),
            ('mrr_contraction', 'currency', false, false, 'priced accounts'),
            ('mrr_churned', 'currency', false, false, 'priced accounts'),
            ('mrr_fx', 'currency', false, false, 'priced accounts'),
            ('mrr_reassigned', 'currency', false, false, 'priced accounts'),
            ('mrr_end', 'currency', false, false, 'priced accounts'),
            ('arpa', 'currency', true, false, 'priced customers'),
            ('cltv', 'currency', true, true, 'lost customers'),
            ('cltv_capped_60m', 'currency', true, true, 'lost customers or the cap')
    ) as metrics (metric, unit, is_rate, has_interval, rests_on)
),

known_terms as (
    select
        account_id,
        date_trunc('month', due_on) as month,
        is_billing_period,
        is_renewed,
        is_decided,
        cast(12 * exact_mrr as decimal(28,10)) as arr
    from due_terms
    where as_of_date = date '{{ as_of_date }}' and due_on <= date '{{ as_of_date }}' and account_id is not null
),

terms as (
    select known_terms.*
    from known_terms
    left join internal_accounts on internal_accounts.account_id = known_terms.account_id
    where internal_accounts.account_id is null
),

-- Months in which nothing comes due are there, too.
renewal_months as (
    select month
    from known_months
    union
    select month
    from known_terms
    union
    select month
    from published_months
    where has_renewals
),

open_renewal_months as (
    select renewal_months.month
    from renewal_months
    left join published_months on published_months.month = renewal_months.month
    where not coalesce(published_months.has_counted_renewals, false)
),

-- Values on D without a term in the month have a cell, too.
placed_terms as (
    select
        dimension_names.dimension,
        case
            when dimension_names.dimension = 'all' then 'all'
            else coalesce(starting_dimensions.dimension_value, '(none)')
        end as dimension_value,
        terms.month,
        terms.is_billing_period,
        terms.is_renewed,
        terms.is_decided,
        terms.arr
    from terms
    inner join open_renewal_months on open_renewal_months.month = terms.month
    cross join dimension_names
    left join starting_dimensions
        on
            starting_dimensions.account_id = terms.account_id
            and starting_dimensions.month = terms.month
            and starting_dimensions.dimension = dimension_names.dimension
    union all
    select
        shown_values.dimension,
        shown_values.dimension_value,
        open_renewal_months.month,
        cast(null as boolean) as is_billing_period,
        cast(null as boolean) as is_renewed,
        cast(null as boolean) as is_decided,
        cast(null as decimal(28,10)) as arr
    from shown_values
    cross join open_renewal_months
),

term_cells as (
    select
        dimension,
        dimension_value,
        month,
        cast(count(*) filter (where not is_billing_period) as double) as terms,
        cast(count(*) filter (where not is_billing_period and is_renewed) as double) as terms_renewed,
        cast(count(*) filter (where not is_billing_period and not is_decided) as double) as terms_undecided,
        cast(count(*) filter (where not is_billing_period and arr is not null) as double) as priced_terms,
        cast(count(*) filter (where not is_billing_period and arr is null) as double) as unpriced_terms,
        coalesce(cast(sum(arr) filter (where not is_billing_period) as double), 0) as arr_due,
        coalesce(cast(sum(arr) filter (where not is_billing_period and is_renewed) as double), 0) as arr_renewed,
        cast(count(*) filter (where is_billing_period) as double) as billing_periods,
        cast(count(*) filter (where is_billing_period and is_renewed) as double) as billing_periods_renewed
    from placed_terms
    group by
        dimension,
        dimension_value,
        month
),

renewal_metrics as (
    select
        metrics.metric,
        cells.dimension,
        cells.dimension_value,
        cells.month,
        metrics.unit,
        metrics.is_rate,
        case metrics.metric
            when 'renewal_rate' then terms_renewed / nullif(terms, 0)
            when 'renewal_rate_arr' then arr_renewed / nullif(arr_due, 0)
            when 'terms_undecided' then terms_undecided
            when 'billing_period_renewal_rate' then billing_periods_renewed / nullif(billing_periods, 0)
        end as value,
        case metrics.metric
            when 'renewal_rate' then terms_renewed
            when 'renewal_rate_arr' then arr_renewed
            when 'billing_period_renewal_rate' then billing_periods_renewed
        end as numerator,
        case metrics.metric
            when 'renewal_rate' then terms
            when 'renewal_rate_arr' then arr_due
            when 'billing_period_renewal_rate' then billing_periods
        end as denominator,
        case metrics.metric
            when 'renewal_rate' then terms
            when 'renewal_rate_arr' then priced_terms
            when 'terms_undecided' then terms
            when 'billing_period_renewal_rate' then billing_periods
        end as sample_size,
        case metrics.metric when 'renewal_rate_arr' then unpriced_terms end as left_out,
        -- Counted terms, which have an interval: revenue has none.
        case metrics.metric
            when 'renewal_rate' then terms_renewed
            when 'billing_period_renewal_rate' then billing_periods_renewed
        end as hits,
        case metrics.metric
            when 'renewal_rate' then terms
            when 'billing_period_renewal_rate' then billing_periods
        end as trials,
        cast(null as varchar) as absence,
        date_diff('day', last_day_of_month(cells.month), date '{{ as_of_date }}') >= company.renewal_grace_days
            as is_complete
    from term_cells as cells
    cross join company
    cross join (
        values
            ('renewal_rate', 'share', true),
            ('renewal_rate_arr', 'share', true),
            ('terms_undecided', 'terms', false),
            ('billing_period_renewal_rate', 'share', true)
    ) as metrics (metric, unit, is_rate)
),

counted_metrics as (
    select *
    from revenue_metrics
    union all
    select *
    from renewal_metrics
),

-- Half the width of the Wilson score interval, before it is divided: docs/metrics.md has the source.
metric_spreads as (
    select
        counted_metrics.*,
        1.959963984540054e0 * sqrt(hits * (trials - hits) / nullif(trials, 0) + 3.8414588206941236e0 / 4) as spread
    from counted_metrics
),

-- At 0 and 1 the formula of Wilson gives the end but for its last bit.
metric_intervals as (
    select
        metric_spreads.*,
        case
            when hits > 0
                then (hits + 3.8414588206941236e0 / 2 - spread) / nullif(trials + 3.8414588206941236e0, 0)
            when trials > 0 then 0e0
        end as share_low,
        case
            when hits < trials
                then (hits + 3.8414588206941236e0 / 2 + spread) / nullif(trials + 3.8414588206941236e0, 0)
            when trials > 0 then 1e0
        end as share_high
    from metric_spreads
),

-- The more customers are lost, the shorter they live: the ends of a lifetime value are turned round.
month_metrics as (
    select
        metric,
        dimension,
        dimension_value,
        'month' as period,
        month as period_start,
        case
            when last_day_of_month(month) < date '{{ as_of_date }}' then last_day_of_month(month)
            else date '{{ as_of_date }}'
        end as period_end,
        unit,
        is_rate,
        value,
        numerator,
        denominator,
        sample_size,
        left_out,
        case metric
            when 'logo_churn' then share_low
            when 'logo_churn_annualised' then 1 - power(1 - share_low, 12)
            when 'cltv' then numerator / nullif(share_high, 0)
            when 'cltv_capped_60m'
                then numerator / nullif(case when share_high < 1e0 / 60 then 1e0 / 60 else share_high end, 0)
            when 'renewal_rate' then share_low
            when 'billing_period_renewal_rate' then share_low
        end as ci_low,
        case metric
            when 'logo_churn' then share_high
            when 'logo_churn_annualised' then 1 - power(1 - share_high, 12)
            when 'cltv' then numerator / nullif(share_low, 0)
            when 'cltv_capped_60m'
                then numerator / nullif(case when share_low < 1e0 / 60 then 1e0 / 60 else share_low end, 0)
            when 'renewal_rate' then share_high
            when 'billing_period_renewal_rate' then share_high
        end as ci_high,
        absence,
        is_complete
    from metric_intervals
)

select * from month_metrics
