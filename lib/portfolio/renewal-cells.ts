import { lines } from "../scoring/sql-text.ts";
import { onDay, placeIn, sumsOf, thisMonth, today } from "./cells.ts";
import { renewalMetrics } from "./renewal-metrics.ts";

/**
 * CTEs up to `renewal_cells`, after those of the months: each run recomputes a month's terms until the grace
 * period of the last of them is over, and then carries them forward.
 */
export const renewalCells = `finished_renewal_months as (
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
    ${onDay} and due_on <= ${today} and account_id is not null
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
        ${placeIn("starting_dimensions")} as dimension_value,
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
        ${lines(["placed_terms.dimension", "placed_terms.dimension_value", "placed_terms.month", ...sumsOf(renewalMetrics)])}
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
            when month = ${thisMonth} then ${today}
            else last_day_of_month(month)
        end as period_end
    from renewal_sums
)`;
