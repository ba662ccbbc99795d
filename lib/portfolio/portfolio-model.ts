import { generatedModel } from "../models/generated.ts";
import type { Model } from "../models/model.ts";
import { text } from "../scoring/sql-text.ts";
import { dimensions, today } from "./cells.ts";
import { csatCells, csatName } from "./csat-cells.ts";
import { csatMetrics } from "./csat-metrics.ts";
import { dayCells } from "./day-cells.ts";
import { dayMetrics } from "./day-metrics.ts";
import { monthCells } from "./month-cells.ts";
import { monthMetrics } from "./month-metrics.ts";
import { header } from "./portfolio-header.ts";
import { renewalCells } from "./renewal-cells.ts";
import { renewalMetrics } from "./renewal-metrics.ts";
import { unpivot } from "./unpivot.ts";
import { yearCells } from "./year-cells.ts";
import { yearMetrics } from "./year-metrics.ts";

const renewalNames = renewalMetrics.metrics.map(({ name }) => text(name)).join(", ");

const select = `with ${[dimensions, monthCells, renewalCells, yearCells, dayCells, csatCells].join(",\n\n")},

counted as (
    ${unpivot(monthMetrics, "month_cells")}
    union all
    ${unpivot(renewalMetrics, "renewal_cells")}
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
        judged.*,
        coalesce(reason = 'small_sample', false) as is_suppressed,
        value is not null and coalesce(reason = 'unknown_prices', true) as has_value,
        case
            when period <> 'month' then true
            when metric in (${renewalNames})
                then date_diff('day', last_day_of_month(period_start), ${today}) >= company.renewal_grace_days
            else last_day_of_month(period_start) <= ${today}
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
`;

/** portfolio_metrics: its SQL is made from the definitions of the metrics, as is docs/metrics.md. */
export const portfolioModel: Model = generatedModel({
  table: "portfolio_metrics",
  stage: { number: 15, name: "portfolio" },
  ...{ header, select },
  origin: "lib/portfolio/portfolio-model.ts",
});
