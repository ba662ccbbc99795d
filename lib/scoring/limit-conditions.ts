import type { Scorecard } from "../config/schema.ts";
import { limitsOf } from "./limits.ts";
import { text } from "./sql-text.ts";

/** The SQL by which caps and floors are looked up. */
interface LimitConditions {
  /**
   * For a SELECT named `conditions`: the predicates, each a column of its own over account_inputs alone, where no other
   * name can get in its way.
   */
  readonly columns: readonly string[];
  /**
   * The CTEs behind `conditions`, whose `scorecard` is the account's: `met_limits`, a row per account and limit of its
   * scorecard, with whether the condition holds (null when unknown), and `last_limits`, those of the run before.
   */
  readonly limitsCtes: string;
}

/** @param scorecard the column of the account's scorecard in `conditions` */
export function limitConditions(scorecards: readonly Scorecard[], scorecard: string): LimitConditions {
  const limits = scorecards
    .flatMap((card) => limitsOf(card).map((limit) => ({ ...limit, card: text(card.name) })))
    .map((limit, index) => ({ ...limit, column: `limit_${index + 1}` }));
  const choices = limits.map(
    ({ card, position, column }) =>
      `when limits.scorecard = ${card} and limits.position = ${position} then conditions.${column}`,
  );
  return {
    columns: limits.map(
      ({ card, when, column }) => `case when ${scorecard} = ${card} then (${when}) end as ${column}`,
    ),
    limitsCtes: ctesOf(choices),
  };
}

function ctesOf(choices: readonly string[]): string {
  const isMet =
    choices.length === 0
      ? "cast(null as boolean)"
      : `case
            ${choices.join("\n            ")}
        end`;
  return `limits as (
    select
        scorecard,
        limit_name,
        kind,
        position,
        points
    from scorecard_limits
    where as_of_date = date '{{ as_of_date }}'
),

last_limits as (
    select
        account_id,
        scorecard,
        limit_name,
        kind,
        holds
    from history_account_limits
    where as_of_date = date '{{ previous_date }}'
),

met_limits as (
    select
        conditions.account_id,
        limits.scorecard,
        limits.limit_name,
        limits.kind,
        limits.points,
        ${isMet} as is_met
    from conditions
    inner join limits on limits.scorecard = conditions.scorecard
)`;
}
