-- Grain: one row per metric, dimension and dimension value.
-- Kind: snapshot
-- Readers: internal
-- metric varchar: the metric; csat_ and the best rating of the scale for CSAT: csat_5, csat_10
-- dimension varchar: the dimension by which accounts are grouped
-- dimension_value varchar: its value on as_of_date
-- period varchar: day, last_28_days, last_90_days or last_180_days
-- period_start date: the first day of the period
-- period_end date: as_of_date
-- unit varchar: as in portfolio_metrics
-- is_rate boolean: whether it is a rate or a mean, which min_sample suppresses
-- value double: the metric, whatever it rests on
-- numerator double: the dividend of a rate
-- denominator double: its divisor
-- sample_size double: the accounts, answers or invitations that it rests on
-- left_out double: accounts of unknown price that it leaves out
-- ci_low double: the lower end of its 95 % interval
-- ci_high double: the upper end of its 95 % interval
-- absence varchar: null: the customers alone decide
-- is_complete boolean: true
with shown_values as (
    select
        dimension,
        dimension_value
    from shown_dimensions
    where as_of_date = date '{{ as_of_date }}'
),

customer_dimensions as (
    select
        account_id,
        dimension,
        dimension_value
    from account_dimensions
    where as_of_date = date '{{ as_of_date }}'
        and dimension in (select dimension from shown_values)
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
        customers.seats > 0 and active_users.active_users is not null as is_used_by_seats,
        customers.days_to_renewal between 0 and 90 as is_renewing,
        known_scores.band in ('red', 'yellow') as is_at_risk,
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
    left join customer_facts on customer_facts.account_id = placed_values.account_id
),

customer_cells as (
    select
        dimension,
        dimension_value,
        cast(count(account_id) as double) as accounts,
        cast(count(mrr) as double) as priced,
        cast(count(*) filter (where account_id is not null and mrr is null) as double) as unpriced,
        coalesce(cast(sum(mrr) as double), 0) as mrr,
        cast(count(*) filter (where is_at_risk) as double) as at_risk,
        cast(count(mrr) filter (where is_at_risk) as double) as priced_at_risk,
        cast(count(*) filter (where is_at_risk and mrr is null) as double) as unpriced_at_risk,
        coalesce(cast(sum(mrr) filter (where is_at_risk) as double), 0) as mrr_at_risk,
        cast(count(mrr) filter (where is_renewing) as double) as priced_renewing,
        cast(count(*) filter (where is_renewing and mrr is null) as double) as unpriced_renewing,
        coalesce(cast(sum(mrr) filter (where is_renewing) as double), 0) as mrr_renewing,
        cast(count(mrr) filter (where is_renewing and is_at_risk) as double) as priced_renewing_at_risk,
        cast(count(*) filter (where is_renewing and is_at_risk and mrr is null) as double) as unpriced_renewing_at_risk,
        coalesce(cast(sum(mrr) filter (where is_renewing and is_at_risk) as double), 0) as mrr_renewing_at_risk,
        cast(count(score) as double) as scored,
        coalesce(cast(sum(score) as double), 0) as score_sum,
        coalesce(cast(sum(answers) as double), 0) as answers,
        coalesce(cast(sum(promoters) as double), 0) as promoters,
        coalesce(cast(sum(detractors) as double), 0) as detractors,
        coalesce(cast(sum(invitations) as double), 0) as invitations,
        coalesce(cast(sum(answered_invitations) as double), 0) as answered_invitations,
        cast(count(*) filter (where is_used_by_seats) as double) as accounts_with_seats,
        coalesce(cast(sum(seats) filter (where is_used_by_seats) as double), 0) as used_seats,
        coalesce(cast(sum(active_users) filter (where is_used_by_seats) as double), 0) as active_users
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

-- No two scales are mixed; that of 5 is there before anyone answers.
scales as (
    select scale_max
    from csat
    union
    select 5e0 as scale_max
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
        coalesce(cast(sum(answers) as double), 0) as answers,
        coalesce(cast(sum(positive_answers) as double), 0) as positive
    from placed_csat
    group by
        dimension,
        dimension_value,
        scale_max
),

-- A promoter is 1, a detractor -1, any other answer 0. The adjusted Wald interval adds 3/4 of each, and 3 answers.
answered_cells as (
    select
        customer_cells.*,
        (promoters - detractors) / nullif(answers, 0) as net,
        (promoters + detractors) / nullif(answers, 0) as mean_square,
        (promoters - detractors) / nullif(answers + 3e0, 0) as adjusted_net,
        (promoters + detractors + 1.5e0) / nullif(answers + 3e0, 0) as adjusted_mean_square
    from customer_cells
),

-- ARR is rounded here, once: a month is no whole number of cents of most yearly prices.
-- A UNION of a SELECT per metric would, on Athena, count the cells once per metric.
customer_metrics as (
    select
        metrics.metric,
        cells.dimension,
        cells.dimension_value,
        metrics.period,
        case metrics.period
            when 'day' then date '{{ as_of_date }}'
            when 'last_28_days' then cast(date '{{ as_of_date }}' - interval '27' day as date)
            when 'last_180_days' then cast(date '{{ as_of_date }}' - interval '179' day as date)
        end as period_start,
        metrics.unit,
        metrics.is_rate,
        case metrics.metric
            when 'accounts' then accounts
            when 'mrr' then mrr
            when 'arr' then round(12 * mrr, 2)
            when 'accounts_at_risk' then at_risk
            when 'arr_at_risk' then round(12 * mrr_at_risk, 2)
            when 'arr_renewing_90d' then round(12 * mrr_renewing, 2)
            when 'arr_renewing_90d_at_risk' then round(12 * mrr_renewing_at_risk, 2)
            when 'mean_score' then score_sum / nullif(scored, 0)
            when 'nps' then 100 * (promoters - detractors) / nullif(answers, 0)
            when 'nps_variance' then 10000 * (mean_square - power(net, 2))
            when 'nps_standard_error' then 100 * sqrt((mean_square - power(net, 2)) / nullif(answers, 0))
            when 'response_rate' then answered_invitations / nullif(invitations, 0)
            when 'adoption' then active_users / nullif(used_seats, 0)
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
        case metrics.metric when 'nps' then adjusted_net end as nps_net,
        -- Half the width of the interval: docs/metrics.md has its source.
        case metrics.metric
            when 'nps'
                then
                    1.959963984540054e0
                    * sqrt((adjusted_mean_square - power(adjusted_net, 2)) / nullif(answers + 3e0, 0))
        end as nps_spread,
        case metrics.metric when 'response_rate' then answered_invitations end as hits,
        case metrics.metric when 'response_rate' then invitations end as trials
    from answered_cells as cells
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
),

rating_metrics as (
    select
        'csat_' || case
            when scale_max = round(scale_max) then cast(cast(round(scale_max) as bigint) as varchar)
            else cast(cast(scale_max as decimal(18,2)) as varchar)
        end as metric,
        dimension,
        dimension_value,
        'last_90_days' as period,
        cast(date '{{ as_of_date }}' - interval '89' day as date) as period_start,
        'share' as unit,
        true as is_rate,
        positive / nullif(answers, 0) as value,
        positive as numerator,
        answers as denominator,
        answers as sample_size,
        cast(null as double) as left_out,
        cast(null as double) as nps_net,
        cast(null as double) as nps_spread,
        positive as hits,
        answers as trials
    from csat_cells
),

counted_metrics as (
    select *
    from customer_metrics
    union all
    select *
    from rating_metrics
),

-- Half the width of the Wilson score interval, before it is divided: docs/metrics.md has the source.
metric_spreads as (
    select
        counted_metrics.*,
        1.959963984540054e0 * sqrt(hits * (trials - hits) / nullif(trials, 0) + 3.8414588206941236e0 / 4) as spread
    from counted_metrics
),

-- At 0 and 1 the formula of Wilson gives the end but for its last bit; an NPS goes from -100 to 100.
day_metrics as (
    select
        metric,
        dimension,
        dimension_value,
        period,
        period_start,
        date '{{ as_of_date }}' as period_end,
        unit,
        is_rate,
        value,
        numerator,
        denominator,
        sample_size,
        left_out,
        case
            when nps_net - nps_spread < -1 then -100e0
            when nps_spread is not null then 100 * (nps_net - nps_spread)
            when hits > 0
                then (hits + 3.8414588206941236e0 / 2 - spread) / nullif(trials + 3.8414588206941236e0, 0)
            when trials > 0 then 0e0
        end as ci_low,
        case
            when nps_net + nps_spread > 1 then 100e0
            when nps_spread is not null then 100 * (nps_net + nps_spread)
            when hits < trials
                then (hits + 3.8414588206941236e0 / 2 + spread) / nullif(trials + 3.8414588206941236e0, 0)
            when trials > 0 then 1e0
        end as ci_high,
        cast(null as varchar) as absence,
        true as is_complete
    from metric_spreads
)

select * from day_metrics
