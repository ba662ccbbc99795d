import { lensColumn, lensColumns, scoreColumns } from "../config/columns.ts";
import type { Config } from "../config/schema.ts";
import { lensesOf } from "../scoring/lenses.ts";

/** Rules compare values rounded to 9 decimals; account_inputs has its measures rounded already. */
const scores = Object.entries(scoreColumns)
  .filter(([name]) => name !== "scorecard")
  .map(([name, type]) => (type === "double" ? `round(${name}, 9) as ${name}` : name));

/**
 * The CTEs that end in `facts`: one row per scored account with the columns of account_inputs, the scorecard
 * among them, of scores, and of the score of each lens. What rules and routes may name.
 */
export function factsCtes(config: Pick<Config, "scorecards">): string {
  const lenses = lensesOf(config).map(({ name }) => name);
  return `inputs as (
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

${lenses.map((lens) => `${lensCte(lens)},\n\n`).join("")}facts as (
    select *
    from scored
    inner join inputs on inputs.account_id = scored.scored_account_id${lenses.map(lensJoin).join("")}
)`;
}

/** Below the coverage floor, the score of a lens is unknown to rules. */
function lensCte(lens: string): string {
  const columns = Object.entries(lensColumns).map(([column, type]) => {
    const value = type === "double" ? `round(${column}, 9)` : column;
    return `case when band <> 'insufficient_data' then ${value} end as ${lensColumn(lens, column)}`;
  });
  return `${lens}_scored as (
    select
        account_id as ${lens}_account_id,
        ${columns.join(",\n        ")}
    from lens_scores
    where as_of_date = date '{{ as_of_date }}' and lens = '${lens}'
)`;
}

const lensJoin = (lens: string): string =>
  `\n    left join ${lens}_scored on ${lens}_scored.${lens}_account_id = scored.scored_account_id`;
