import { plural } from "../plural.ts";
import type { Row } from "../warehouse/warehouse.ts";

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

const amount = (value: unknown): string => Math.round(Number(value)).toLocaleString("en-US");

/** Sentences that say what one row of an audit means; without a full stop. */
const sentenceFor: Readonly<Record<string, (row: Row) => string>> = {
  paying_accounts_are_exported: ({ source, stream, accounts, mrr }) =>
    `${plural(Number(accounts), "account")} with ${mrr === null ? "an unknown" : amount(mrr)} MRR of running ` +
    `subscriptions ${Number(accounts) === 1 ? "is" : "are"} no longer in ${String(source)}.${String(stream)}: ` +
    "is the export whole? Until then they stay accounts, with their last facts",
  measure_words_are_listed: ({ measure, unknown_word, accounts }) =>
    `the measure ${String(measure)} of ${plural(Number(accounts), "account")} is "${String(unknown_word)}", ` +
    "which its file does not list, and counts as missing",
  dimensions_have_one_spelling: ({ dimension, usual_value, dimension_value }) =>
    `the ${String(dimension)} "${String(usual_value)}" is also written "${String(dimension_value)}", and counted apart`,
  revenue_is_steady: ({ source, mrr_before, mrr, compared, jumps }) =>
    `the revenue of ${source === null ? "invoices" : `the subscriptions of ${String(source)}`} went from ` +
    `${amount(mrr_before)} to ${amount(mrr)} MRR` +
    (Number(jumps) === 0
      ? ""
      : `, as ${Number(jumps)} of ${plural(Number(compared), "price")} changed by more than a factor of 5`) +
    ": has the form or the unit of its numbers changed, such as 1.000 for 1000, or cents",
};

/** An audit with the number of rows that it found. */
export interface AuditFinding {
  readonly audit: string;
  readonly rows: number;
  /** What the first of the rows say, for audits whose rows make sentences. */
  readonly says?: string | undefined;
}

/** The rows of which a finding tells each. */
export const rowsTold = 3;

/** What the first rows of an audit say in words; undefined for an audit without sentences. */
export function saidBy(audit: string, rows: readonly Row[]): string | undefined {
  const sentence = sentenceFor[audit];
  if (sentence === undefined || rows.length === 0) return undefined;
  return rows.slice(0, rowsTold).map(sentence).join("; ");
}

/** What an audit found: `2 sources whose keys mostly match no account: see …`, or `3 rows`. */
export function foundWords({ audit, rows, says }: AuditFinding): string {
  if (says !== undefined) return rows > rowsTold ? `${says}; and ${rows - rowsTold} more` : says;
  const [one, several, about] = wordsFor[audit] ?? ["row", "rows", ""];
  return `${plural(rows, one, several)}${about}`;
}
