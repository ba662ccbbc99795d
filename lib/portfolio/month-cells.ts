import { lines } from "../scoring/sql-text.ts";
import { onDay, placeIn, sumsOf, thisMonth, today } from "./cells.ts";
import { monthFacts, monthMetrics } from "./month-metrics.ts";
import { header } from "./portfolio-header.ts";

const columns = header.columns.map(({ name }) => name);
const facts = Object.keys(monthFacts);
const noFacts = Object.entries(monthFacts).map(([name, type]) => `cast(null as ${type}) as ${name}`);

/** The month of the previous run, which this run may close; on a first run its own month. */
const firstMonth = `case
            when date '{{ previous_date }}' = date '0001-01-01' then ${thisMonth}
            else date_trunc('month', date '{{ previous_date }}')
        end`;

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
        end_mrr
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
    select months.month
    from unnest(sequence(${firstMonth}, ${thisMonth}, interval '1' month)) as months (month)
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
    ${onDay}
),

-- Values on D without an account in the month have a cell, too, and so has a month without any account.
placed_month_facts as (
    select
        ${lines([
          "dimension_names.dimension",
          `${placeIn("starting_dimensions")} as dimension_value`,
          ...["month", ...facts].map((column) => `movements.${column}`),
        ])}
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
        ${lines(["shown_values.dimension", "shown_values.dimension_value", "open_months.month", ...noFacts])}
    from shown_values
    cross join open_months
    where open_months.month = ${thisMonth} or shown_values.dimension = 'all'
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
