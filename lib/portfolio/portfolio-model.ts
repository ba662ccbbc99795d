import { formatHeader } from "../models/header.ts";
import type { Model } from "../models/model.ts";
import { lines } from "../scoring/sql-text.ts";
import { csatMetrics } from "./csat-metrics.ts";
import { dayMetrics } from "./day-metrics.ts";
import type { MetricFamily } from "./metric.ts";
import { monthFacts, monthMetrics } from "./month-metrics.ts";
import { header } from "./portfolio-header.ts";
import { unpivot } from "./unpivot.ts";
import { yearMetrics } from "./year-metrics.ts";

/** A dimension with more values, such as an account's own number, tells accounts apart and not groups of them. */
export const mostValuesOfDimension = 500;

const today = "date '{{ as_of_date }}'";
const onDay = `where as_of_date = ${today}`;
const thisMonth = `date_trunc('month', ${today})`;
const yearEnd = `case
            when last_day_of_month(${today}) = ${today} then ${today}
            else cast(${thisMonth} - interval '1' day as date)
        end`;

const columns = header.columns.map(({ name }) => name);
const monthColumns = Object.keys(monthFacts);
const nothing = Object.entries(monthFacts).map(([name, type]) => `cast(null as ${type}) as ${name}`);
const sumsOf = ({ sums }: MetricFamily): readonly string[] =>
  Object.entries(sums).map(([name, sql]) => `${sql} as ${name}`);
const placeIn = (dimensions: string): string =>
  `case when shown_dimensions.dimension = 'all' then 'all' else coalesce(${dimensions}.dimension_value, '(none)') end`;

/** What the accounts are told apart by on D; of a company without customers, nothing but `all`. */
const dimensions = `company as (
    select
        gross_margin,
        cast(min_sample as double) as min_sample
    from settings
    ${onDay}
),

customer_dimensions as (
    select
        account_id,
        dimension,
        dimension_value
    from account_dimensions
    ${onDay}
),

dimension_values as (
    select
        dimension,
        dimension_value
    from customer_dimensions
    union
    select
        'all' as dimension,
        'all' as dimension_value
    from company
),

shown_dimensions as (
    select dimension
    from dimension_values
    group by dimension
    having count(*) <= ${mostValuesOfDimension}
),

shown_values as (
    select
        dimension_values.dimension,
        dimension_values.dimension_value
    from dimension_values
    inner join shown_dimensions on shown_dimensions.dimension = dimension_values.dimension
)`;

/** A month that is over is counted once, by the first run after it, and carried from then on. */
const months = `carried_metrics as (
    select
        ${lines(columns)}
    from history_portfolio_metrics
    where as_of_date = date '{{ previous_date }}' and period = 'month' and is_complete
),

-- Test and own accounts have revenue, perhaps, but are nobody's customers.
internal_accounts as (
    select account_id
    from accounts
    ${onDay} and lifecycle = 'internal'
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
        end_mrr,
        cast(null as boolean) as is_term,
        cast(null as boolean) as is_renewed,
        cast(null as decimal(18,2)) as arr
    from account_months
    ${onDay}
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
    select month
    from movements
    union
    select ${thisMonth} as month
    from company
),

open_months as (
    select known_months.month
    from known_months
    left join finished_months on finished_months.month = known_months.month
    where finished_months.month is null
),

due_terms as (
    select
        account_key,
        due_on,
        is_renewed,
        arr
    from renewals
    ${onDay}
    union all
    select
        account_key,
        due_on,
        is_renewed,
        arr
    from history_renewals
    where as_of_date >= date_trunc('month', date '{{ previous_date }}')
),

identity as (
    select
        account_key,
        account_id
    from account_identity
    ${onDay} and account_id is not null
),

real_accounts as (
    select account_id
    from accounts
    ${onDay} and lifecycle <> 'internal'
),

terms as (
    select
        identity.account_id,
        date_trunc('month', due_terms.due_on) as month,
        cast(null as boolean) as was_customer,
        cast(null as boolean) as is_customer,
        cast(null as boolean) as is_priced,
        cast(null as decimal(18,2)) as start_mrr,
        cast(null as decimal(18,2)) as new,
        cast(null as decimal(18,2)) as reactivated,
        cast(null as decimal(18,2)) as expansion,
        cast(null as decimal(18,2)) as contraction,
        cast(null as decimal(18,2)) as churned,
        cast(null as decimal(18,2)) as fx,
        cast(null as decimal(18,2)) as reassigned,
        cast(null as decimal(18,2)) as end_mrr,
        true as is_term,
        due_terms.is_renewed,
        due_terms.arr
    from due_terms
    inner join identity on identity.account_key = due_terms.account_key
    left join internal_accounts on internal_accounts.account_id = identity.account_id
    where internal_accounts.account_id is null
),

month_facts as (
    select *
    from movements
    union all
    select *
    from terms
),

starting_dimensions as (
    select
        account_id,
        month,
        dimension,
        dimension_value
    from month_dimensions
    ${onDay}
),

-- Values on D without an account in the month have a cell, too.
placed_month_facts as (
    select
        ${lines([
          "shown_dimensions.dimension",
          `${placeIn("starting_dimensions")} as dimension_value`,
          ...["month", ...monthColumns].map((column) => `month_facts.${column}`),
        ])}
    from month_facts
    inner join open_months on open_months.month = month_facts.month
    cross join shown_dimensions
    left join starting_dimensions
        on
            starting_dimensions.account_id = month_facts.account_id
            and starting_dimensions.month = month_facts.month
            and starting_dimensions.dimension = shown_dimensions.dimension
    union all
    select
        ${lines(["shown_values.dimension", "shown_values.dimension_value", "open_months.month", ...nothing])}
    from shown_values
    cross join open_months
    where open_months.month = ${thisMonth}
),

month_sums as (
    select
        ${lines(["dimension", "dimension_value", "month", ...sumsOf(monthMetrics)])}
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
            when last_day_of_month(month_sums.month) < ${today} then last_day_of_month(month_sums.month)
            else ${today}
        end as period_end,
        company.gross_margin
    from month_sums
    cross join company
)`;

const years = `year_accounts as (
    select
        account_id,
        start_mrr,
        end_mrr_at_start_rates as end_mrr,
        was_customer,
        is_customer
    from account_years
    ${onDay}
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
    ${onDay}
),

placed_year_facts as (
    select
        shown_dimensions.dimension,
        ${placeIn("year_start_dimensions")} as dimension_value,
        year_accounts.start_mrr,
        year_accounts.end_mrr,
        year_accounts.was_customer,
        year_accounts.is_customer
    from year_accounts
    cross join shown_dimensions
    left join year_start_dimensions
        on
            year_start_dimensions.account_id = year_accounts.account_id
            and year_start_dimensions.dimension = shown_dimensions.dimension
    union all
    select
        dimension,
        dimension_value,
        cast(null as decimal(18,2)) as start_mrr,
        cast(null as decimal(18,2)) as end_mrr,
        cast(null as boolean) as was_customer,
        cast(null as boolean) as is_customer
    from shown_values
),

year_sums as (
    select
        ${lines(["dimension", "dimension_value", ...sumsOf(yearMetrics)])}
    from placed_year_facts
    group by
        dimension,
        dimension_value
),

year_cells as (
    select
        year_sums.*,
        cast(date_trunc('month', ${yearEnd}) - interval '11' month as date) as period_start,
        ${yearEnd} as period_end,
        year_cohort.cohort_accounts
    from year_sums
    cross join year_cohort
)`;

const days = `customers as (
    select
        account_id,
        mrr,
        seats,
        days_to_renewal
    from accounts
    ${onDay} and is_scored
),

known_scores as (
    select
        account_id,
        band,
        case when band <> 'insufficient_data' then score end as score
    from scores
    ${onDay}
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
    ${onDay}
),

active_users as (
    select
        account_id,
        value as active_users
    from measures
    ${onDay} and measure = 'active_users_28d' and status in ('ok', 'held')
),

customer_facts as (
    select
        customers.account_id,
        customers.mrr,
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
    inner join shown_dimensions on shown_dimensions.dimension = placed_values.dimension
    left join customer_facts on customer_facts.account_id = placed_values.account_id
),

day_cells as (
    select
        ${lines(["dimension", "dimension_value", ...sumsOf(dayMetrics)])}
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
    ${onDay}
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
    inner join shown_dimensions on shown_dimensions.dimension = customer_dimensions.dimension
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
        ${lines(["dimension", "dimension_value", "scale_max", ...sumsOf(csatMetrics)])}
    from placed_csat
    group by
        dimension,
        dimension_value,
        scale_max
)`;

const csatName = `metrics.metric || '_' || case
            when cells.scale_max = round(cells.scale_max)
                then cast(cast(round(cells.scale_max) as bigint) as varchar)
            else cast(cast(cells.scale_max as decimal(18,2)) as varchar)
        end`;

const sql = `${formatHeader(header)}
with ${[dimensions, months, years, days].join(",\n\n")},

counted as (
    ${unpivot(monthMetrics, "month_cells")}
    union all
    ${unpivot(yearMetrics, "year_cells")}
    union all
    ${unpivot(dayMetrics, "day_cells")}
    union all
    ${unpivot(csatMetrics, "csat_cells", csatName)}
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
        *,
        coalesce(reason = 'small_sample', false) as is_suppressed,
        value is not null and coalesce(reason = 'unknown_prices', true) as has_value
    from judged
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
        period <> 'month' or last_day_of_month(period_start) <= ${today} as is_complete,
        reason
    from shown
    union all
    select *
    from carried_metrics
)

select * from portfolio_metrics
`;

/** portfolio_metrics: its SQL is made from the definitions of the metrics, as is docs/metrics.md. */
export const portfolioModel: Model = {
  table: "portfolio_metrics",
  stage: { number: 15, name: "portfolio" },
  ...header,
  sql,
  origin: "lib/portfolio/portfolio-model.ts",
};
