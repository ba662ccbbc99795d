-- The portfolio, in total and by every dimension, equals the sum of its accounts and their movements.
-- Severity: error
with published as (
    select
        metric,
        dimension,
        dimension_value,
        period,
        period_start,
        value
    from portfolio_metrics
    where as_of_date = date '{{ as_of_date }}'
),

-- Complete months stay as first computed.
finished_months as (
    select distinct period_start
    from history_portfolio_metrics
    where as_of_date = date '{{ previous_date }}' and period = 'month' and is_complete
),

internal_accounts as (
    select account_id
    from accounts
    where as_of_date = date '{{ as_of_date }}' and lifecycle = 'internal'
),

every_movement as (
    select
        account_id,
        month,
        was_customer,
        is_customer,
        start_mrr,
        end_mrr - fx - reassigned as kept_mrr,
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

account_movements as (
    select every_movement.*
    from every_movement
    left join internal_accounts on internal_accounts.account_id = every_movement.account_id
    where internal_accounts.account_id is null
),

month_totals as (
    select
        account_movements.month,
        sum(start_mrr) as mrr_start,
        sum(new) as mrr_new,
        sum(reactivated) as mrr_reactivated,
        sum(expansion) as mrr_expansion,
        sum(contraction) as mrr_contraction,
        sum(churned) as mrr_churned,
        sum(fx) as mrr_fx,
        sum(reassigned) as mrr_reassigned,
        sum(end_mrr) as mrr_end,
        sum(case when kept_mrr < start_mrr then kept_mrr else start_mrr end) as kept_at_most,
        sum(kept_mrr) filter (where new = 0 and reactivated = 0) as kept
    from account_movements
    where start_mrr is not null and end_mrr is not null
    group by account_movements.month
),

customer_churn as (
    select
        month,
        cast(count(*) filter (where not is_customer) as double) / nullif(cast(count(*) as double), 0) as churn
    from account_movements
    where was_customer
    group by month
),

customers as (
    select
        account_id,
        arr
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

customer_totals as (
    select
        count(*) as accounts,
        sum(every_movement.end_mrr) filter (where customers.arr is not null) as mrr,
        cast(12 * sum(every_movement.end_mrr) filter (where customers.arr is not null) as decimal(38,2)) as arr
    from customers
    left join every_movement
        on
            every_movement.account_id = customers.account_id
            and every_movement.month = date_trunc('month', date '{{ as_of_date }}')
),

totals as (
    select
        names.metric,
        month_totals.month as period_start,
        cast(
            case names.metric
                when 'mrr_start' then mrr_start
                when 'mrr_new' then mrr_new
                when 'mrr_reactivated' then mrr_reactivated
                when 'mrr_expansion' then mrr_expansion
                when 'mrr_contraction' then mrr_contraction
                when 'mrr_churned' then mrr_churned
                when 'mrr_fx' then mrr_fx
                when 'mrr_reassigned' then mrr_reassigned
                when 'mrr_end' then mrr_end
            end as double
        ) as value
    from month_totals
    cross join (
        values
            ('mrr_start'),
            ('mrr_new'),
            ('mrr_reactivated'),
            ('mrr_expansion'),
            ('mrr_contraction'),
            ('mrr_churned'),
            ('mrr_fx'),
            ('mrr_reassigned'),
            ('mrr_end')
    ) as names (metric)
    union all
    select
        names.metric,
        date '{{ as_of_date }}' as period_start,
        cast(
            case names.metric when 'accounts' then accounts when 'mrr' then mrr when 'arr' then arr end as double
        ) as value
    from customer_totals
    cross join (values ('accounts'), ('mrr'), ('arr')) as names (metric)
),

rates as (
    select
        names.metric,
        month_totals.month as period_start,
        case names.metric
            when 'grr' then cast(kept_at_most as double) / nullif(cast(mrr_start as double), 0)
            when 'nrr' then cast(kept as double) / nullif(cast(mrr_start as double), 0)
            when 'logo_churn' then customer_churn.churn
        end as value
    from month_totals
    inner join customer_churn on customer_churn.month = month_totals.month
    cross join (values ('grr'), ('nrr'), ('logo_churn')) as names (metric)
),

published_totals as (
    select
        published.metric,
        published.dimension,
        published.period_start,
        count(*) as cells,
        sum(published.value) as value
    from published
    inner join (select distinct metric from totals) as summed on summed.metric = published.metric
    group by
        published.metric,
        published.dimension,
        published.period_start
),

dimensions as (
    select distinct dimension
    from published
    where period = 'day'
),

expected_totals as (
    select
        totals.metric,
        dimensions.dimension,
        totals.period_start,
        totals.value
    from totals
    cross join dimensions
),

bad_rows as (
    select
        expected_totals.metric,
        expected_totals.dimension,
        expected_totals.period_start,
        expected_totals.value as expected,
        published_totals.value as found
    from expected_totals
    left join published_totals
        on
            published_totals.metric = expected_totals.metric
            and published_totals.dimension = expected_totals.dimension
            and published_totals.period_start = expected_totals.period_start
    left join finished_months on finished_months.period_start = expected_totals.period_start
    where
        finished_months.period_start is null
        -- The ARR of each cell is rounded to the cent.
        and abs(coalesce(published_totals.value, 0) - coalesce(expected_totals.value, 0))
            > case when expected_totals.metric = 'arr' then 0.005 * (1 + coalesce(published_totals.cells, 0)) else 0.005 end
    union all
    select
        rates.metric,
        published.dimension,
        rates.period_start,
        rates.value as expected,
        published.value as found
    from rates
    inner join published
        on
            published.metric = rates.metric
            and published.dimension = 'all'
            and published.period = 'month'
            and published.period_start = rates.period_start
    left join finished_months on finished_months.period_start = rates.period_start
    where finished_months.period_start is null and abs(published.value - rates.value) > 1e-9
)

select * from bad_rows
