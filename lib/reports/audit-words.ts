import { plural } from "../plural.ts";

/** More specific words for the findings of some audits. */
const wordsFor: Readonly<Record<string, readonly [one: string, several: string, about: string]>> = {
  conditions_can_be_answered: [
    "condition that fails",
    "conditions that fail",
    " on an account's values: see the table condition_problems",
  ],
  keys_match_accounts: [
    "source",
    "sources",
    " whose keys mostly match no account: see the table identity_quality",
  ],
  ratings_are_on_their_scale: [
    "kind",
    "kinds",
    " of rating outside their scale: see the table survey_responses",
  ],
};

/** The line for the rows that an audit of severity warn found. */
export const warningLine = ({ audit, rows }: { readonly audit: string; readonly rows: number }): string => {
  const [one, several, about] = wordsFor[audit] ?? ["row", "rows", ""];
  return `Warning: the audit ${audit} found ${plural(rows, one, several)}${about}.`;
};
