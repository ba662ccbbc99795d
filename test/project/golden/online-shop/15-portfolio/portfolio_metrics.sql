-- Grain: one row per metric, dimension, dimension value, period and its start, as known at the end of as_of_date.
-- Kind: snapshot
-- Readers: public
-- Keep: every day
-- Section: Portfolio and revenue
-- Purpose: NPS, CSAT, churn, retention, revenue and other metrics by dimension and period.
-- Origin: lib/portfolio/portfolio-model.ts
-- metric varchar: the metric; docs/metrics.md has the formulas
-- dimension varchar: the dimension: all, plan, segment, region, band, owner or an attribute
-- dimension_value varchar: its value; all for the dimension all; (none) for accounts without a value
-- period varchar: month, last_12_months, last_180_days, last_90_days, last_28_days or day; there is a row for every month since the first run
-- period_start date: the first day of the period
-- period_end date: the last day of the period; as_of_date for the current month
-- value double: the value of the metric; null when reason says why
-- unit varchar: share (1 is all), ratio, points (-100 to 100), points squared, score (0 to 100), accounts, or currency (the reporting currency)
-- numerator double: the numerator; null for a count or sum, and when suppressed
-- denominator double: the denominator; null for a count or sum, and when suppressed
-- sample_size bigint: the number of accounts, churned accounts, answers, invitations or terms behind the value
-- ci_low double: the lower end of the 95 % confidence interval; null for a metric without one
-- ci_high double: the upper end of the 95 % confidence interval; null for a metric without one
-- is_suppressed boolean: true for a rate or mean with a sample_size below min_sample of the config
-- is_complete boolean: false for the current month before its last day, and for a month's renewals until the grace period of its terms is over
-- reason varchar: why value is null: empty_denominator, small_sample, too_little_history, no_gross_margin, no_churn or unknown_prices; a value with unknown_prices leaves out accounts whose price is unknown
with company as (
    select
        gross_margin,
        renewal_grace_days,
        cast(min_sample as double) as min_sample
    from settings
    where as_of_date = date '{{ as_of_date }}'
),

customer_dimensions as (
    select
        account_id,
        dimension,
        dimension_value
    from account_dimensions
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

-- Test and own accounts have revenue, perhaps, but are nobody's customers.
internal_accounts as (
    select account_id
    from accounts
    where as_of_date = date '{{ as_of_date }}' and lifecycle = 'internal'
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

finished_months as (
    select distinct period_start as month
    from carried_metrics
),

known_months as (
    select months.month
    from unnest(sequence(case
            when date '{{ previous_date }}' = date '0001-01-01' then date_trunc('month', date '{{ as_of_date }}')
            else date_trunc('month', date '{{ previous_date }}')
        end, date_trunc('month', date '{{ as_of_date }}'), interval '1' month)) as months (month)
),

open_months as (
    select known_months.month
    from known_months
    left join finished_months on finished_months.month = known_months.month
    where finished_months.month is null
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

-- Values on D without an account in the month have a cell, too, and so has a month without any account.
placed_month_facts as (
    select
        dimension_names.dimension,
        case when dimension_names.dimension = 'all' then 'all' else coalesce(starting_dimensions.dimension_value, '(none)') end as dimension_value,
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

month_sums as (
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
    from placed_month_facts
    group by
        dimension,
        dimension_value,
        month
),

month_cells as (
    select
        month_sums.*,
        month_sums.month as period_start,
        case
            when last_day_of_month(month_sums.month) < date '{{ as_of_date }}' then last_day_of_month(month_sums.month)
            else date '{{ as_of_date }}'
        end as period_end,
        company.gross_margin
    from month_sums
    cross join company
),

finished_renewal_months as (
    select distinct period_start as month
    from carried_metrics
    where metric = 'renewal_rate'
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

renewal_months as (
    select month
    from known_months
    union
    select month
    from known_terms
    union
    select period_start as month
    from history_portfolio_metrics
    where as_of_date = date '{{ previous_date }}' and metric = 'renewal_rate' and not is_complete
),

open_renewal_months as (
    select renewal_months.month
    from renewal_months
    left join finished_renewal_months on finished_renewal_months.month = renewal_months.month
    where finished_renewal_months.month is null
),

-- Values on D without a term in the month have a cell, too.
placed_terms as (
    select
        dimension_names.dimension,
        case when dimension_names.dimension = 'all' then 'all' else coalesce(starting_dimensions.dimension_value, '(none)') end as dimension_value,
        terms.month,
        terms.is_billing_period,
        terms.is_renewed,
        terms.is_decided,
        terms.arr
    from terms
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

renewal_sums as (
    select
        placed_terms.dimension,
        placed_terms.dimension_value,
        placed_terms.month,
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
    inner join open_renewal_months on open_renewal_months.month = placed_terms.month
    group by
        placed_terms.dimension,
        placed_terms.dimension_value,
        placed_terms.month
),

renewal_cells as (
    select
        *,
        month as period_start,
        case
            when month = date_trunc('month', date '{{ as_of_date }}') then date '{{ as_of_date }}'
            else last_day_of_month(month)
        end as period_end
    from renewal_sums
),

year_accounts as (
    select
        account_id,
        start_mrr,
        end_mrr_at_start_rates as end_mrr,
        was_customer,
        is_customer
    from account_years
    where as_of_date = date '{{ as_of_date }}'
),

year_cohort as (
    select count(*) as cohort_accounts
    from year_accounts
),

year_start_dimensions as (
    select
        account_id,
        dimension,
        dimension_value
    from year_dimensions
    where as_of_date = date '{{ as_of_date }}'
),

placed_year_facts as (
    select
        dimension_names.dimension,
        case when dimension_names.dimension = 'all' then 'all' else coalesce(year_start_dimensions.dimension_value, '(none)') end as dimension_value,
        year_accounts.start_mrr,
        year_accounts.end_mrr,
        year_accounts.was_customer,
        year_accounts.is_customer
    from year_accounts
    cross join dimension_names
    left join year_start_dimensions
        on
            year_start_dimensions.account_id = year_accounts.account_id
            and year_start_dimensions.dimension = dimension_names.dimension
    union all
    select
        dimension,
        dimension_value,
        cast(null as decimal(28,10)) as start_mrr,
        cast(null as decimal(28,10)) as end_mrr,
        cast(null as boolean) as was_customer,
        cast(null as boolean) as is_customer
    from shown_values
),

year_sums as (
    select
        dimension,
        dimension_value,
        cast(count(*) filter (where was_customer) as double) as customers,
        cast(count(*) filter (where was_customer and not is_customer) as double) as lost,
        cast(count(*) filter (where was_customer and start_mrr is not null and end_mrr is not null) as double) as priced_customers,
        cast(count(*) filter (where was_customer and not (start_mrr is not null and end_mrr is not null)) as double) as unpriced_customers,
        coalesce(cast(sum(start_mrr) filter (where start_mrr is not null and end_mrr is not null) as double), 0) as start,
        coalesce(cast(sum(case when end_mrr < start_mrr then end_mrr else start_mrr end) filter (where start_mrr is not null and end_mrr is not null) as double), 0) as kept,
        coalesce(cast(sum(end_mrr) filter (where start_mrr is not null and end_mrr is not null and start_mrr > 0) as double), 0) as after
    from placed_year_facts
    group by
        dimension,
        dimension_value
),

year_cells as (
    select
        year_sums.*,
        cast(date_trunc('month', case
            when last_day_of_month(date '{{ as_of_date }}') = date '{{ as_of_date }}' then date '{{ as_of_date }}'
            else cast(date_trunc('month', date '{{ as_of_date }}') - interval '1' day as date)
        end) - interval '11' month as date) as period_start,
        case
            when last_day_of_month(date '{{ as_of_date }}') = date '{{ as_of_date }}' then date '{{ as_of_date }}'
            else cast(date_trunc('month', date '{{ as_of_date }}') - interval '1' day as date)
        end as period_end,
        year_cohort.cohort_accounts
    from year_sums
    cross join year_cohort
),

customers as (
    select
        account_id,
        arr,
        seats,
        days_to_renewal
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

-- What accounts.mrr was rounded from: cents lost account by account would add up.
exact_revenue as (
    select
        account_id,
        end_mrr
    from account_months
    where as_of_date = date '{{ as_of_date }}' and month = date_trunc('month', date '{{ as_of_date }}')
),

known_scores as (
    select
        account_id,
        band,
        case when band <> 'insufficient_data' then score end as score
    from scores
    where as_of_date = date '{{ as_of_date }}'
),

feedback as (
    select
        account_id,
        answers,
        promoters,
        detractors,
        invitations,
        answered_invitations
    from account_feedback
    where as_of_date = date '{{ as_of_date }}'
),

active_users as (
    select
        account_id,
        value as active_users
    from measures
    where as_of_date = date '{{ as_of_date }}' and measure = 'active_users_28d' and status in ('ok', 'held')
),

customer_facts as (
    select
        customers.account_id,
        case when customers.arr is not null then exact_revenue.end_mrr end as mrr,
        customers.seats,
        customers.days_to_renewal,
        known_scores.band,
        known_scores.score,
        feedback.answers,
        feedback.promoters,
        feedback.detractors,
        feedback.invitations,
        feedback.answered_invitations,
        active_users.active_users
    from customers
    left join exact_revenue on exact_revenue.account_id = customers.account_id
    left join known_scores on known_scores.account_id = customers.account_id
    left join feedback on feedback.account_id = customers.account_id
    left join active_users on active_users.account_id = customers.account_id
),

-- A value's own row has no account, and nothing to count.
placed_values as (
    select
        dimension,
        dimension_value,
        account_id
    from customer_dimensions
    union all
    select
        dimension,
        dimension_value,
        cast(null as varchar) as account_id
    from shown_values
),

placed_customers as (
    select
        placed_values.dimension,
        placed_values.dimension_value,
        customer_facts.*
    from placed_values
    inner join dimension_names on dimension_names.dimension = placed_values.dimension
    left join customer_facts on customer_facts.account_id = placed_values.account_id
),

day_cells as (
    select
        dimension,
        dimension_value,
        cast(count(*) filter (where account_id is not null) as double) as accounts,
        cast(count(*) filter (where mrr is not null) as double) as priced,
        cast(count(*) filter (where account_id is not null and mrr is null) as double) as unpriced,
        coalesce(cast(sum(mrr) filter (where account_id is not null) as double), 0) as mrr,
        cast(count(*) filter (where band in ('red', 'yellow')) as double) as at_risk,
        cast(count(*) filter (where band in ('red', 'yellow') and mrr is not null) as double) as priced_at_risk,
        cast(count(*) filter (where band in ('red', 'yellow') and mrr is null) as double) as unpriced_at_risk,
        coalesce(cast(sum(mrr) filter (where band in ('red', 'yellow')) as double), 0) as mrr_at_risk,
        cast(count(*) filter (where days_to_renewal between 0 and 90 and mrr is not null) as double) as priced_renewing,
        cast(count(*) filter (where days_to_renewal between 0 and 90 and mrr is null) as double) as unpriced_renewing,
        coalesce(cast(sum(mrr) filter (where days_to_renewal between 0 and 90) as double), 0) as mrr_renewing,
        cast(count(*) filter (where days_to_renewal between 0 and 90 and band in ('red', 'yellow') and mrr is not null) as double) as priced_renewing_at_risk,
        cast(count(*) filter (where days_to_renewal between 0 and 90 and band in ('red', 'yellow') and mrr is null) as double) as unpriced_renewing_at_risk,
        coalesce(cast(sum(mrr) filter (where days_to_renewal between 0 and 90 and band in ('red', 'yellow')) as double), 0) as mrr_renewing_at_risk,
        cast(count(*) filter (where score is not null) as double) as scored,
        coalesce(cast(sum(score) filter (where account_id is not null) as double), 0) as score_sum,
        coalesce(cast(sum(answers) filter (where account_id is not null) as double), 0) as answers,
        coalesce(cast(sum(promoters) filter (where account_id is not null) as double), 0) as promoters,
        coalesce(cast(sum(detractors) filter (where account_id is not null) as double), 0) as detractors,
        coalesce(cast(sum(invitations) filter (where account_id is not null) as double), 0) as invitations,
        coalesce(cast(sum(answered_invitations) filter (where account_id is not null) as double), 0) as answered_invitations,
        cast(count(*) filter (where seats > 0 and active_users is not null) as double) as accounts_with_seats,
        coalesce(cast(sum(seats) filter (where seats > 0 and active_users is not null) as double), 0) as used_seats,
        coalesce(cast(sum(active_users) filter (where seats > 0 and active_users is not null) as double), 0) as active_users
    from placed_customers
    group by
        dimension,
        dimension_value
),

csat as (
    select
        account_id,
        round(scale_max, 2) as scale_max,
        answers,
        positive_answers
    from account_csat
    where as_of_date = date '{{ as_of_date }}'
),

scales as (
    select scale_max
    from csat
    union
    select 5e0 as scale_max
    from company
),

placed_csat as (
    select
        customer_dimensions.dimension,
        customer_dimensions.dimension_value,
        csat.scale_max,
        csat.answers,
        csat.positive_answers
    from csat
    inner join customer_dimensions on customer_dimensions.account_id = csat.account_id
    inner join dimension_names on dimension_names.dimension = customer_dimensions.dimension
    union all
    select
        shown_values.dimension,
        shown_values.dimension_value,
        scales.scale_max,
        cast(null as bigint) as answers,
        cast(null as bigint) as positive_answers
    from shown_values
    cross join scales
),

csat_cells as (
    select
        dimension,
        dimension_value,
        scale_max,
        coalesce(cast(sum(positive_answers) as double), 0) as positive,
        coalesce(cast(sum(answers) as double), 0) as answers
    from placed_csat
    group by
        dimension,
        dimension_value,
        scale_max
),

counted as (
    select
        metrics.metric as metric,
        cells.dimension,
        cells.dimension_value,
        metrics.period,
        case metrics.period
            when 'month' then cells.period_start
        end as period_start,
        case metrics.period
            when 'month' then cells.period_end
        end as period_end,
        metrics.unit,
        metrics.is_rate,
        case metrics.metric
            when 'logo_churn' then (lost) / nullif(customers, 0)
            when 'logo_churn_annualised' then 1 - power(1 - (lost / nullif(customers, 0)), 12)
            when 'grr' then (mrr_start - mrr_contraction - mrr_churned) / nullif(mrr_start, 0)
            when 'nrr' then (mrr_start + mrr_expansion - mrr_contraction - mrr_churned) / nullif(mrr_start, 0)
            when 'gross_mrr_churn' then (mrr_churned + mrr_contraction) / nullif(mrr_start, 0)
            when 'net_mrr_churn' then (mrr_churned + mrr_contraction - mrr_expansion) / nullif(mrr_start, 0)
            when 'quick_ratio' then (mrr_new + mrr_reactivated + mrr_expansion) / nullif(mrr_churned + mrr_contraction, 0)
            when 'mrr_start' then case when priced > 0 or unpriced = 0 then mrr_start end
            when 'mrr_new' then case when priced > 0 or unpriced = 0 then mrr_new end
            when 'mrr_reactivated' then case when priced > 0 or unpriced = 0 then mrr_reactivated end
            when 'mrr_expansion' then case when priced > 0 or unpriced = 0 then mrr_expansion end
            when 'mrr_contraction' then case when priced > 0 or unpriced = 0 then mrr_contraction end
            when 'mrr_churned' then case when priced > 0 or unpriced = 0 then mrr_churned end
            when 'mrr_fx' then case when priced > 0 or unpriced = 0 then mrr_fx end
            when 'mrr_reassigned' then case when priced > 0 or unpriced = 0 then mrr_reassigned end
            when 'mrr_end' then case when priced > 0 or unpriced = 0 then mrr_end end
            when 'arpa' then (customer_mrr) / nullif(priced_customers, 0)
            when 'cltv' then (gross_margin * customer_mrr / nullif(priced_customers, 0)) / nullif(lost / nullif(customers, 0), 0)
            when 'cltv_capped_60m' then (gross_margin * customer_mrr / nullif(priced_customers, 0)) / nullif(case when lost / nullif(customers, 0) < 1e0 / 60 then 1e0 / 60 else lost / nullif(customers, 0) end, 0)
        end as value,
        case metrics.metric
            when 'logo_churn' then lost
            when 'logo_churn_annualised' then lost
            when 'grr' then mrr_start - mrr_contraction - mrr_churned
            when 'nrr' then mrr_start + mrr_expansion - mrr_contraction - mrr_churned
            when 'gross_mrr_churn' then mrr_churned + mrr_contraction
            when 'net_mrr_churn' then mrr_churned + mrr_contraction - mrr_expansion
            when 'quick_ratio' then mrr_new + mrr_reactivated + mrr_expansion
            when 'arpa' then customer_mrr
            when 'cltv' then gross_margin * customer_mrr / nullif(priced_customers, 0)
            when 'cltv_capped_60m' then gross_margin * customer_mrr / nullif(priced_customers, 0)
        end as numerator,
        case metrics.metric
            when 'logo_churn' then customers
            when 'logo_churn_annualised' then customers
            when 'grr' then mrr_start
            when 'nrr' then mrr_start
            when 'gross_mrr_churn' then mrr_start
            when 'net_mrr_churn' then mrr_start
            when 'quick_ratio' then mrr_churned + mrr_contraction
            when 'arpa' then priced_customers
            when 'cltv' then lost / nullif(customers, 0)
            when 'cltv_capped_60m' then case when lost / nullif(customers, 0) < 1e0 / 60 then 1e0 / 60 else lost / nullif(customers, 0) end
        end as denominator,
        case metrics.metric
            when 'logo_churn' then customers
            when 'logo_churn_annualised' then customers
            when 'grr' then priced_customers
            when 'nrr' then priced_customers
            when 'gross_mrr_churn' then priced_customers
            when 'net_mrr_churn' then priced_customers
            when 'quick_ratio' then priced
            when 'mrr_start' then priced
            when 'mrr_new' then priced
            when 'mrr_reactivated' then priced
            when 'mrr_expansion' then priced
            when 'mrr_contraction' then priced
            when 'mrr_churned' then priced
            when 'mrr_fx' then priced
            when 'mrr_reassigned' then priced
            when 'mrr_end' then priced
            when 'arpa' then priced_customers
            when 'cltv' then lost
            when 'cltv_capped_60m' then case when lost / nullif(customers, 0) < 1e0 / 60 then priced_customers else lost end
        end as sample_size,
        case metrics.metric
            when 'grr' then unpriced_customers
            when 'nrr' then unpriced_customers
            when 'gross_mrr_churn' then unpriced_customers
            when 'net_mrr_churn' then unpriced_customers
            when 'quick_ratio' then unpriced
            when 'mrr_start' then unpriced
            when 'mrr_new' then unpriced
            when 'mrr_reactivated' then unpriced
            when 'mrr_expansion' then unpriced
            when 'mrr_contraction' then unpriced
            when 'mrr_churned' then unpriced
            when 'mrr_fx' then unpriced
            when 'mrr_reassigned' then unpriced
            when 'mrr_end' then unpriced
            when 'arpa' then unpriced_customers
            when 'cltv' then unpriced_customers
            when 'cltv_capped_60m' then unpriced_customers
        end as left_out,
        case metrics.metric
            when 'logo_churn' then case when lost > 0 then (lost + 3.8414588206941236e0 / 2 - 1.959963984540054e0 * sqrt((lost) * (customers - lost) / nullif(customers, 0) + 3.8414588206941236e0 / 4)) / nullif(customers + 3.8414588206941236e0, 0) when customers > 0 then 0e0 end
            when 'logo_churn_annualised' then 1 - power(1 - (case when lost > 0 then (lost + 3.8414588206941236e0 / 2 - 1.959963984540054e0 * sqrt((lost) * (customers - lost) / nullif(customers, 0) + 3.8414588206941236e0 / 4)) / nullif(customers + 3.8414588206941236e0, 0) when customers > 0 then 0e0 end), 12)
            when 'cltv' then gross_margin * customer_mrr / nullif(priced_customers, 0) / nullif(case when lost < customers then (lost + 3.8414588206941236e0 / 2 + 1.959963984540054e0 * sqrt((lost) * (customers - lost) / nullif(customers, 0) + 3.8414588206941236e0 / 4)) / nullif(customers + 3.8414588206941236e0, 0) when customers > 0 then 1e0 end, 0)
            when 'cltv_capped_60m' then gross_margin * customer_mrr / nullif(priced_customers, 0) / nullif(case when case when lost < customers then (lost + 3.8414588206941236e0 / 2 + 1.959963984540054e0 * sqrt((lost) * (customers - lost) / nullif(customers, 0) + 3.8414588206941236e0 / 4)) / nullif(customers + 3.8414588206941236e0, 0) when customers > 0 then 1e0 end < 1e0 / 60 then 1e0 / 60 else case when lost < customers then (lost + 3.8414588206941236e0 / 2 + 1.959963984540054e0 * sqrt((lost) * (customers - lost) / nullif(customers, 0) + 3.8414588206941236e0 / 4)) / nullif(customers + 3.8414588206941236e0, 0) when customers > 0 then 1e0 end end, 0)
        end as ci_low,
        case metrics.metric
            when 'logo_churn' then case when lost < customers then (lost + 3.8414588206941236e0 / 2 + 1.959963984540054e0 * sqrt((lost) * (customers - lost) / nullif(customers, 0) + 3.8414588206941236e0 / 4)) / nullif(customers + 3.8414588206941236e0, 0) when customers > 0 then 1e0 end
            when 'logo_churn_annualised' then 1 - power(1 - (case when lost < customers then (lost + 3.8414588206941236e0 / 2 + 1.959963984540054e0 * sqrt((lost) * (customers - lost) / nullif(customers, 0) + 3.8414588206941236e0 / 4)) / nullif(customers + 3.8414588206941236e0, 0) when customers > 0 then 1e0 end), 12)
            when 'cltv' then gross_margin * customer_mrr / nullif(priced_customers, 0) / nullif(case when lost > 0 then (lost + 3.8414588206941236e0 / 2 - 1.959963984540054e0 * sqrt((lost) * (customers - lost) / nullif(customers, 0) + 3.8414588206941236e0 / 4)) / nullif(customers + 3.8414588206941236e0, 0) when customers > 0 then 0e0 end, 0)
            when 'cltv_capped_60m' then gross_margin * customer_mrr / nullif(priced_customers, 0) / nullif(case when case when lost > 0 then (lost + 3.8414588206941236e0 / 2 - 1.959963984540054e0 * sqrt((lost) * (customers - lost) / nullif(customers, 0) + 3.8414588206941236e0 / 4)) / nullif(customers + 3.8414588206941236e0, 0) when customers > 0 then 0e0 end < 1e0 / 60 then 1e0 / 60 else case when lost > 0 then (lost + 3.8414588206941236e0 / 2 - 1.959963984540054e0 * sqrt((lost) * (customers - lost) / nullif(customers, 0) + 3.8414588206941236e0 / 4)) / nullif(customers + 3.8414588206941236e0, 0) when customers > 0 then 0e0 end end, 0)
        end as ci_high,
        case metrics.metric
            when 'cltv' then case when gross_margin is null then 'no_gross_margin' when priced_customers = 0 and unpriced_customers > 0 then 'unknown_prices' when customers > 0 and lost = 0 then 'no_churn' end
            when 'cltv_capped_60m' then case when gross_margin is null then 'no_gross_margin' when priced_customers = 0 and unpriced_customers > 0 then 'unknown_prices' end
        end as absence,
        cast(null as varchar) as emptiness
    from month_cells as cells
    cross join (
        values
            ('logo_churn', 'share', 'month', true),
            ('logo_churn_annualised', 'share', 'month', true),
            ('grr', 'share', 'month', true),
            ('nrr', 'share', 'month', true),
            ('gross_mrr_churn', 'share', 'month', true),
            ('net_mrr_churn', 'share', 'month', true),
            ('quick_ratio', 'ratio', 'month', true),
            ('mrr_start', 'currency', 'month', false),
            ('mrr_new', 'currency', 'month', false),
            ('mrr_reactivated', 'currency', 'month', false),
            ('mrr_expansion', 'currency', 'month', false),
            ('mrr_contraction', 'currency', 'month', false),
            ('mrr_churned', 'currency', 'month', false),
            ('mrr_fx', 'currency', 'month', false),
            ('mrr_reassigned', 'currency', 'month', false),
            ('mrr_end', 'currency', 'month', false),
            ('arpa', 'currency', 'month', true),
            ('cltv', 'currency', 'month', true),
            ('cltv_capped_60m', 'currency', 'month', true)
    ) as metrics (metric, unit, period, is_rate)
    union all
    select
        metrics.metric as metric,
        cells.dimension,
        cells.dimension_value,
        metrics.period,
        case metrics.period
            when 'month' then cells.period_start
        end as period_start,
        case metrics.period
            when 'month' then cells.period_end
        end as period_end,
        metrics.unit,
        metrics.is_rate,
        case metrics.metric
            when 'renewal_rate' then (terms_renewed) / nullif(terms, 0)
            when 'renewal_rate_arr' then (arr_renewed) / nullif(arr_due, 0)
            when 'terms_undecided' then terms_undecided
            when 'billing_period_renewal_rate' then (billing_periods_renewed) / nullif(billing_periods, 0)
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
        case metrics.metric
            when 'renewal_rate_arr' then unpriced_terms
        end as left_out,
        case metrics.metric
            when 'renewal_rate' then case when terms_renewed > 0 then (terms_renewed + 3.8414588206941236e0 / 2 - 1.959963984540054e0 * sqrt((terms_renewed) * (terms - terms_renewed) / nullif(terms, 0) + 3.8414588206941236e0 / 4)) / nullif(terms + 3.8414588206941236e0, 0) when terms > 0 then 0e0 end
            when 'billing_period_renewal_rate' then case when billing_periods_renewed > 0 then (billing_periods_renewed + 3.8414588206941236e0 / 2 - 1.959963984540054e0 * sqrt((billing_periods_renewed) * (billing_periods - billing_periods_renewed) / nullif(billing_periods, 0) + 3.8414588206941236e0 / 4)) / nullif(billing_periods + 3.8414588206941236e0, 0) when billing_periods > 0 then 0e0 end
        end as ci_low,
        case metrics.metric
            when 'renewal_rate' then case when terms_renewed < terms then (terms_renewed + 3.8414588206941236e0 / 2 + 1.959963984540054e0 * sqrt((terms_renewed) * (terms - terms_renewed) / nullif(terms, 0) + 3.8414588206941236e0 / 4)) / nullif(terms + 3.8414588206941236e0, 0) when terms > 0 then 1e0 end
            when 'billing_period_renewal_rate' then case when billing_periods_renewed < billing_periods then (billing_periods_renewed + 3.8414588206941236e0 / 2 + 1.959963984540054e0 * sqrt((billing_periods_renewed) * (billing_periods - billing_periods_renewed) / nullif(billing_periods, 0) + 3.8414588206941236e0 / 4)) / nullif(billing_periods + 3.8414588206941236e0, 0) when billing_periods > 0 then 1e0 end
        end as ci_high,
        cast(null as varchar) as absence,
        cast(null as varchar) as emptiness
    from renewal_cells as cells
    cross join (
        values
            ('renewal_rate', 'share', 'month', true),
            ('renewal_rate_arr', 'share', 'month', true),
            ('terms_undecided', 'terms', 'month', false),
            ('billing_period_renewal_rate', 'share', 'month', true)
    ) as metrics (metric, unit, period, is_rate)
    union all
    select
        metrics.metric as metric,
        cells.dimension,
        cells.dimension_value,
        metrics.period,
        case metrics.period
            when 'last_12_months' then cells.period_start
        end as period_start,
        case metrics.period
            when 'last_12_months' then cells.period_end
        end as period_end,
        metrics.unit,
        metrics.is_rate,
        case metrics.metric
            when 'logo_churn_12m' then (lost) / nullif(customers, 0)
            when 'grr_12m' then (kept) / nullif(start, 0)
            when 'nrr_12m' then (after) / nullif(start, 0)
        end as value,
        case metrics.metric
            when 'logo_churn_12m' then lost
            when 'grr_12m' then kept
            when 'nrr_12m' then after
        end as numerator,
        case metrics.metric
            when 'logo_churn_12m' then customers
            when 'grr_12m' then start
            when 'nrr_12m' then start
        end as denominator,
        case metrics.metric
            when 'logo_churn_12m' then customers
            when 'grr_12m' then priced_customers
            when 'nrr_12m' then priced_customers
        end as sample_size,
        case metrics.metric
            when 'logo_churn_12m' then 0
            when 'grr_12m' then unpriced_customers
            when 'nrr_12m' then unpriced_customers
        end as left_out,
        case metrics.metric
            when 'logo_churn_12m' then case when lost > 0 then (lost + 3.8414588206941236e0 / 2 - 1.959963984540054e0 * sqrt((lost) * (customers - lost) / nullif(customers, 0) + 3.8414588206941236e0 / 4)) / nullif(customers + 3.8414588206941236e0, 0) when customers > 0 then 0e0 end
        end as ci_low,
        case metrics.metric
            when 'logo_churn_12m' then case when lost < customers then (lost + 3.8414588206941236e0 / 2 + 1.959963984540054e0 * sqrt((lost) * (customers - lost) / nullif(customers, 0) + 3.8414588206941236e0 / 4)) / nullif(customers + 3.8414588206941236e0, 0) when customers > 0 then 1e0 end
        end as ci_high,
        case metrics.metric
            when 'logo_churn_12m' then case when cohort_accounts = 0 then 'too_little_history' end
            when 'grr_12m' then case when cohort_accounts = 0 then 'too_little_history' end
            when 'nrr_12m' then case when cohort_accounts = 0 then 'too_little_history' end
        end as absence,
        cast(null as varchar) as emptiness
    from year_cells as cells
    cross join (
        values
            ('logo_churn_12m', 'share', 'last_12_months', true),
            ('grr_12m', 'share', 'last_12_months', true),
            ('nrr_12m', 'share', 'last_12_months', true)
    ) as metrics (metric, unit, period, is_rate)
    union all
    select
        metrics.metric as metric,
        cells.dimension,
        cells.dimension_value,
        metrics.period,
        case metrics.period
            when 'day' then date '{{ as_of_date }}'
            when 'last_180_days' then cast(date '{{ as_of_date }}' - interval '179' day as date)
            when 'last_28_days' then cast(date '{{ as_of_date }}' - interval '27' day as date)
        end as period_start,
        case metrics.period
            when 'day' then date '{{ as_of_date }}'
            when 'last_180_days' then date '{{ as_of_date }}'
            when 'last_28_days' then date '{{ as_of_date }}'
        end as period_end,
        metrics.unit,
        metrics.is_rate,
        case metrics.metric
            when 'accounts' then accounts
            when 'mrr' then case when priced > 0 or unpriced = 0 then mrr end
            when 'arr' then case when priced > 0 or unpriced = 0 then round(12 * mrr, 2) end
            when 'accounts_at_risk' then at_risk
            when 'arr_at_risk' then case when priced_at_risk > 0 or unpriced_at_risk = 0 then round(12 * mrr_at_risk, 2) end
            when 'arr_renewing_90d' then case when priced_renewing > 0 or unpriced_renewing = 0 then round(12 * mrr_renewing, 2) end
            when 'arr_renewing_90d_at_risk' then case when priced_renewing_at_risk > 0 or unpriced_renewing_at_risk = 0 then round(12 * mrr_renewing_at_risk, 2) end
            when 'mean_score' then (score_sum) / nullif(scored, 0)
            when 'nps' then 100 * (promoters - detractors) / nullif(answers, 0)
            when 'nps_variance' then 10000 * ((promoters + detractors) / nullif(answers, 0) - power((promoters - detractors) / nullif(answers, 0), 2))
            when 'nps_standard_error' then 100 * sqrt(((promoters + detractors) / nullif(answers, 0) - power((promoters - detractors) / nullif(answers, 0), 2)) / nullif(answers, 0))
            when 'response_rate' then (answered_invitations) / nullif(invitations, 0)
            when 'adoption' then (active_users) / nullif(used_seats, 0)
        end as value,
        case metrics.metric
            when 'mean_score' then score_sum
            when 'nps' then promoters - detractors
            when 'response_rate' then answered_invitations
            when 'adoption' then active_users
        end as numerator,
        case metrics.metric
            when 'mean_score' then scored
            when 'nps' then answers
            when 'response_rate' then invitations
            when 'adoption' then used_seats
        end as denominator,
        case metrics.metric
            when 'accounts' then accounts
            when 'mrr' then priced
            when 'arr' then priced
            when 'accounts_at_risk' then accounts
            when 'arr_at_risk' then priced_at_risk
            when 'arr_renewing_90d' then priced_renewing
            when 'arr_renewing_90d_at_risk' then priced_renewing_at_risk
            when 'mean_score' then scored
            when 'nps' then answers
            when 'nps_variance' then answers
            when 'nps_standard_error' then answers
            when 'response_rate' then invitations
            when 'adoption' then accounts_with_seats
        end as sample_size,
        case metrics.metric
            when 'mrr' then unpriced
            when 'arr' then unpriced
            when 'arr_at_risk' then unpriced_at_risk
            when 'arr_renewing_90d' then unpriced_renewing
            when 'arr_renewing_90d_at_risk' then unpriced_renewing_at_risk
        end as left_out,
        case metrics.metric
            when 'nps' then case when (promoters - detractors) / nullif(answers + 3e0, 0) - 1.959963984540054e0 * sqrt(((promoters + detractors + 1.5e0) / nullif(answers + 3e0, 0) - power((promoters - detractors) / nullif(answers + 3e0, 0), 2)) / nullif(answers + 3e0, 0)) < -1 then -100e0 else 100 * ((promoters - detractors) / nullif(answers + 3e0, 0) - 1.959963984540054e0 * sqrt(((promoters + detractors + 1.5e0) / nullif(answers + 3e0, 0) - power((promoters - detractors) / nullif(answers + 3e0, 0), 2)) / nullif(answers + 3e0, 0))) end
            when 'response_rate' then case when answered_invitations > 0 then (answered_invitations + 3.8414588206941236e0 / 2 - 1.959963984540054e0 * sqrt((answered_invitations) * (invitations - answered_invitations) / nullif(invitations, 0) + 3.8414588206941236e0 / 4)) / nullif(invitations + 3.8414588206941236e0, 0) when invitations > 0 then 0e0 end
        end as ci_low,
        case metrics.metric
            when 'nps' then case when (promoters - detractors) / nullif(answers + 3e0, 0) + 1.959963984540054e0 * sqrt(((promoters + detractors + 1.5e0) / nullif(answers + 3e0, 0) - power((promoters - detractors) / nullif(answers + 3e0, 0), 2)) / nullif(answers + 3e0, 0)) > 1 then 100e0 else 100 * ((promoters - detractors) / nullif(answers + 3e0, 0) + 1.959963984540054e0 * sqrt(((promoters + detractors + 1.5e0) / nullif(answers + 3e0, 0) - power((promoters - detractors) / nullif(answers + 3e0, 0), 2)) / nullif(answers + 3e0, 0))) end
            when 'response_rate' then case when answered_invitations < invitations then (answered_invitations + 3.8414588206941236e0 / 2 + 1.959963984540054e0 * sqrt((answered_invitations) * (invitations - answered_invitations) / nullif(invitations, 0) + 3.8414588206941236e0 / 4)) / nullif(invitations + 3.8414588206941236e0, 0) when invitations > 0 then 1e0 end
        end as ci_high,
        cast(null as varchar) as absence,
        cast(null as varchar) as emptiness
    from day_cells as cells
    cross join (
        values
            ('accounts', 'accounts', 'day', false),
            ('mrr', 'currency', 'day', false),
            ('arr', 'currency', 'day', false),
            ('accounts_at_risk', 'accounts', 'day', false),
            ('arr_at_risk', 'currency', 'day', false),
            ('arr_renewing_90d', 'currency', 'day', false),
            ('arr_renewing_90d_at_risk', 'currency', 'day', false),
            ('mean_score', 'score', 'day', true),
            ('nps', 'points', 'last_180_days', true),
            ('nps_variance', 'points squared', 'last_180_days', true),
            ('nps_standard_error', 'points', 'last_180_days', true),
            ('response_rate', 'share', 'last_180_days', true),
            ('adoption', 'share', 'last_28_days', true)
    ) as metrics (metric, unit, period, is_rate)
    union all
    select
        metrics.metric || '_' || case
            when cells.scale_max = round(cells.scale_max)
                then cast(cast(round(cells.scale_max) as bigint) as varchar)
            else cast(cast(cells.scale_max as decimal(18,2)) as varchar)
        end as metric,
        cells.dimension,
        cells.dimension_value,
        metrics.period,
        case metrics.period
            when 'last_90_days' then cast(date '{{ as_of_date }}' - interval '89' day as date)
        end as period_start,
        case metrics.period
            when 'last_90_days' then date '{{ as_of_date }}'
        end as period_end,
        metrics.unit,
        metrics.is_rate,
        case metrics.metric
            when 'csat' then (positive) / nullif(answers, 0)
        end as value,
        case metrics.metric
            when 'csat' then positive
        end as numerator,
        case metrics.metric
            when 'csat' then answers
        end as denominator,
        case metrics.metric
            when 'csat' then answers
        end as sample_size,
        cast(null as double) as left_out,
        case metrics.metric
            when 'csat' then case when positive > 0 then (positive + 3.8414588206941236e0 / 2 - 1.959963984540054e0 * sqrt((positive) * (answers - positive) / nullif(answers, 0) + 3.8414588206941236e0 / 4)) / nullif(answers + 3.8414588206941236e0, 0) when answers > 0 then 0e0 end
        end as ci_low,
        case metrics.metric
            when 'csat' then case when positive < answers then (positive + 3.8414588206941236e0 / 2 + 1.959963984540054e0 * sqrt((positive) * (answers - positive) / nullif(answers, 0) + 3.8414588206941236e0 / 4)) / nullif(answers + 3.8414588206941236e0, 0) when answers > 0 then 1e0 end
        end as ci_high,
        cast(null as varchar) as absence,
        cast(null as varchar) as emptiness
    from csat_cells as cells
    cross join (
        values
            ('csat', 'share', 'last_90_days', true)
    ) as metrics (metric, unit, period, is_rate)
),

judged as (
    select
        counted.*,
        case
            when counted.absence is not null then counted.absence
            when counted.is_rate and counted.sample_size > 0 and counted.sample_size < company.min_sample
                then 'small_sample'
            when counted.value is null and counted.sample_size = 0 and counted.left_out > 0 then 'unknown_prices'
            when counted.value is null then coalesce(counted.emptiness, 'empty_denominator')
            when counted.left_out > 0 then 'unknown_prices'
        end as reason
    from counted
    cross join company
),

shown as (
    select
        judged.*,
        coalesce(reason = 'small_sample', false) as is_suppressed,
        value is not null and coalesce(reason = 'unknown_prices', true) as has_value,
        case
            when period <> 'month' then true
            when metric in ('renewal_rate', 'renewal_rate_arr', 'terms_undecided', 'billing_period_renewal_rate')
                then date_diff('day', last_day_of_month(period_start), date '{{ as_of_date }}') >= company.renewal_grace_days
            else last_day_of_month(period_start) <= date '{{ as_of_date }}'
        end as is_complete
    from judged
    cross join company
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
    from shown
    union all
    select *
    from carried_metrics
)

select * from portfolio_metrics
