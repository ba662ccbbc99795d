/** The columns of scores that alert rules and routes may name beside those of account_inputs. */
const roundedScores = [
  "raw_score",
  "computed_score",
  "score",
  "coverage",
  "previous_score",
  "change_0d",
  "change_1d",
  "change_7d",
  "change_30d",
];
const otherScores = ["config_version", "band", "measures_missing", "cap_rule", "trend", "is_stale"];

/**
 * The CTEs that end in `facts`: one row per scored account with the columns of account_inputs and scores on a
 * date (`YYYY-MM-DD` or its placeholder). Scores are rounded to 9 decimals, since that is what rules compare;
 * account_inputs has its measures rounded already.
 */
export function factsOn(asOfDate: string): string {
  const scores = [...roundedScores.map((name) => `round(${name}, 9) as ${name}`), ...otherScores];
  return `inputs as (
    select *
    from account_inputs
    where as_of_date = date '${asOfDate}'
),

scored as (
    select
        account_id as scored_account_id,
        ${scores.join(",\n        ")}
    from scores
    where as_of_date = date '${asOfDate}'
),

facts as (
    select *
    from scored
    inner join inputs on inputs.account_id = scored.scored_account_id
)`;
}
