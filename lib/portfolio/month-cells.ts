import { lines } from "../scoring/sql-text.ts";
import { onDay, placeIn, sumsOf, thisMonth, today } from "./cells.ts";
import { monthFacts, monthMetrics } from "./month-metrics.ts";
import { header } from "./portfolio-header.ts";

const columns = header.columns.map(({ name }) => name);
const facts = Object.keys(monthFacts);
const noFacts = Object.entries(monthFacts).map(([name, type]) => `cast(null as ${type}) as ${name}`);

/**
 * CTEs up to `month_cells`, and `carried_metrics`: a month that is over is counted once, by the first run that
 * finds it over, and carried from then on.
 */
export const monthCells = `carried_metrics as (
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
    select distinct month
    from account_months
    ${onDay}
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
        cast(null as decimal(28,10)) as start_mrr,
        cast(null as decimal(28,10)) as new,
        cast(null as decimal(28,10)) as reactivated,
        cast(null as decimal(28,10)) as expansion,
        cast(null as decimal(28,10)) as contraction,
        cast(null as decimal(28,10)) as churned,
        cast(null as decimal(28,10)) as fx,
        cast(null as decimal(28,10)) as reassigned,
        cast(null as decimal(28,10)) as end_mrr,
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
          "dimension_names.dimension",
          `${placeIn("starting_dimensions")} as dimension_value`,
          ...["month", ...facts].map((column) => `month_facts.${column}`),
        ])}
    from month_facts
    inner join open_months on open_months.month = month_facts.month
    cross join dimension_names
    left join starting_dimensions
        on
            starting_dimensions.account_id = month_facts.account_id
            and starting_dimensions.month = month_facts.month
            and starting_dimensions.dimension = dimension_names.dimension
    union all
    select
        ${lines(["shown_values.dimension", "shown_values.dimension_value", `${thisMonth} as month`, ...noFacts])}
    from shown_values
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
