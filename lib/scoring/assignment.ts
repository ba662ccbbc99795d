import type { Scorecard } from "../config/schema.ts";
import { text } from "./sql-text.ts";

/** The SQL of the scorecard of an account: the first whose predicate holds; the last is for all that are left. */
export function assignment(scorecards: readonly Scorecard[]): string {
  const last = text(scorecards.at(-1)?.name ?? "");
  const choices = scorecards
    .slice(0, -1)
    .flatMap((card) =>
      card.applies_to === undefined ? [] : [`when (${card.applies_to}) then ${text(card.name)}`],
    );
  if (choices.length === 0) return `cast(${last} as varchar)`;
  return `case
            ${choices.join("\n            ")}
            else ${last}
        end`;
}
