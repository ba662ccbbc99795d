import type { EntityField } from "../../entities.ts";
import { nullKeys } from "../../words/usual-nulls.ts";
import { literal } from "../text.ts";

/**
 * Fields with the id of an account, a contact or a record; they need one form, so that ids of different
 * sources match.
 */
const keyFields: ReadonlySet<string> = new Set([
  ...["account_id", "parent_account_id", "merged_into", "other_source", "other_account_id"],
  ...["account_link_id", "subscription_id", "invoice_id", "ticket_id", "response_id", "invitation_id"],
  ...["touchpoint_id", "contact_id", "release_id", "intervention_id", "alert_id", "exchange_rate_id"],
  ...["event_id", "user_id", "domain"],
]);

/** Whether the values of a field are kept in the form of {@link formedKey}. */
export const isKey = ({ name }: Pick<EntityField, "name">): boolean => keyFields.has(name);

/** A pattern of blanks of any alphabet, control characters, and such that show nothing: a byte order mark, zero-width ones. */
export const unseen = String.raw`[\p{Z}\p{Cc}\p{Cf}]*`;

/** A number that a tool has made of a whole one. */
const wholeNumber = `(?s)^${unseen}(-?[0-9]+)[.]0+${unseen}$`;
const seen = `(?s)^${unseen}(.*?)${unseen}$`;

/**
 * The one form in which a name of an account or of a record (an SQL expression, a text) is kept and compared:
 * nothing unseen around it, Unicode's composed form, and 1001 for 1001.0. Nearly every key has that form already,
 * which is seen without a pattern.
 */
export function formedKey(text: string): string {
  const hasForm = [
    `${text} between '!' and '}'`,
    `substr(${text}, -1) between '!' and '~'`,
    `${text} not like '%.%0'`,
    `normalize(${text}) = ${text}`,
  ].join(" and ");
  return [
    "case",
    `    when ${hasForm} then ${text}`,
    `    else coalesce(nullif(${groupOf(text, wholeNumber)}, ''), ${groupOf(`normalize(${text})`, seen)})`,
    "end",
  ].join("\n");
}

/** The key in a text that {@link formedKey} has given; null when nothing is left, or a word for nothing. */
export const keyIn = (formed: string): string =>
  `case when ${formed} not in ('', ${nullKeys.map(literal).join(", ")}) then ${formed} end`;

const groupOf = (text: string, pattern: string): string => `regexp_extract(${text}, ${literal(pattern)}, 1)`;
