import { lines } from "../scoring/sql-text.ts";
import { onDay, sumsOf } from "./cells.ts";
import { csatMetrics } from "./csat-metrics.ts";

/** CTEs up to `csat_cells`: a cell for each scale in use, and always for the scale of 5. */
export const csatCells = `csat as (
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
        ${lines(["dimension", "dimension_value", "scale_max", ...sumsOf(csatMetrics)])}
    from placed_csat
    group by
        dimension,
        dimension_value,
        scale_max
)`;

/** The name of a cell's metric: csat_5. */
export const csatName = `metrics.metric || '_' || case
            when cells.scale_max = round(cells.scale_max)
                then cast(cast(round(cells.scale_max) as bigint) as varchar)
            else cast(cast(cells.scale_max as decimal(18,2)) as varchar)
        end`;
