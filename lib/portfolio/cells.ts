import type { MetricFamily } from "./metric.ts";

export const today = "date '{{ as_of_date }}'";
export const onDay = `where as_of_date = ${today}`;
export const thisMonth = `date_trunc('month', ${today})`;

/** The columns of a cell that are counted from its accounts. */
export const sumsOf = ({ sums }: MetricFamily): readonly string[] =>
  Object.entries(sums).map(([name, sql]) => `${sql} as ${name}`);

/** The value of a dimension for an account that may have none, `from` a CTE that is joined by account and dimension. */
export const placeIn = (from: string): string =>
  `case when dimension_names.dimension = 'all' then 'all' else coalesce(${from}.dimension_value, '(none)') end`;

/** CTEs: the settings, the customers' dimension values on D, and the dimensions to show. */
export const dimensions = `company as (
    select
        gross_margin,
        renewal_grace_days,
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

shown_values as (
    select
        dimension,
        dimension_value
    from shown_dimensions
    ${onDay}
),

dimension_names as (
    select distinct dimension
    from shown_values
)`;
