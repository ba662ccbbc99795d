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

/** An audit with the number of rows that it found. */
export interface AuditFinding {
  readonly audit: string;
  readonly rows: number;
}

/** What an audit found: `2 sources whose keys mostly match no account: see …`, or `3 rows`. */
export function foundWords({ audit, rows }: AuditFinding): string {
  const [one, several, about] = wordsFor[audit] ?? ["row", "rows", ""];
  return `${plural(rows, one, several)}${about}`;
}
