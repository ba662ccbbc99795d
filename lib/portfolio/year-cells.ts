import { lines } from "../scoring/sql-text.ts";
import { onDay, placeIn, sumsOf, thisMonth, today } from "./cells.ts";
import { yearMetrics } from "./year-metrics.ts";

const yearEnd = `case
            when last_day_of_month(${today}) = ${today} then ${today}
            else cast(${thisMonth} - interval '1' day as date)
        end`;

/** CTEs up to `year_cells`: the 12 months that end with the last complete one. */
export const yearCells = `year_accounts as (
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
        dimension_names.dimension,
        ${placeIn("year_start_dimensions")} as dimension_value,
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
