import type { MetricFamily } from "./metric.ts";

export const today = "date '{{ as_of_date }}'";
export const onDay = `where as_of_date = ${today}`;
export const thisMonth = `date_trunc('month', ${today})`;

/** A dimension with more values, such as an account's own number, tells accounts apart and not groups of them. */
export const mostValuesOfDimension = 500;

/** The columns of a cell that are counted from its accounts. */
export const sumsOf = ({ sums }: MetricFamily): readonly string[] =>
  Object.entries(sums).map(([name, sql]) => `${sql} as ${name}`);

/** The value of a dimension for an account that may have none, `from` a CTE that is joined by account and dimension. */
export const placeIn = (from: string): string =>
  `case when shown_dimensions.dimension = 'all' then 'all' else coalesce(${from}.dimension_value, '(none)') end`;

/** CTEs: what the accounts are told apart by on D; of a company without customers, nothing but `all`. */
export const dimensions = `company as (
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
