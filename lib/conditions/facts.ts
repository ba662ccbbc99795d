import { scoreColumns } from "../config/columns.ts";

/** Rules compare values rounded to 9 decimals; account_inputs has its measures rounded already. */
const scores = Object.entries(scoreColumns)
  .filter(([name]) => name !== "scorecard")
  .map(([name, type]) => (type === "double" ? `round(${name}, 9) as ${name}` : name));

/**
 * The CTEs that end in `facts`: one row per scored account with the columns of account_inputs, the scorecard
 * among them, and of scores. What rules and routes may name.
 */
export const factsCtes = `inputs as (
    select *
    from account_inputs
    where as_of_date = date '{{ as_of_date }}'
),

scored as (
    select
        account_id as scored_account_id,
        ${scores.join(",\n        ")}
    from scores
    where as_of_date = date '{{ as_of_date }}'
),

facts as (
    select *
    from scored
    inner join inputs on inputs.account_id = scored.scored_account_id
)`;
