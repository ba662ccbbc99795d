import type { Config } from "../config/schema.ts";
import { limitsOf } from "./limits.ts";
import { text } from "./sql-text.ts";

/** The SQL by which caps and floors are looked up. */
interface LimitConditions {
  /**
   * For a SELECT named `conditions`: the predicates, each a column of its own over account_inputs alone, where no other
   * name can get in its way.
   */
  readonly columns: readonly string[];
  /** For a join of `conditions` and `limits`: whether the condition of the limit holds; null when unknown. */
  readonly isMet: string;
}

/** @param scorecard the column of the account's scorecard in `conditions` */
export function limitConditions(scorecards: Config["scorecards"], scorecard: string): LimitConditions {
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
    isMet:
      choices.length === 0
        ? "cast(null as boolean)"
        : `case
            ${choices.join("\n            ")}
        end`,
  };
}
