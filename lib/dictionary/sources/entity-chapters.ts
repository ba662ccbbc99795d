import {
  type Bounds,
  type Entity,
  type EntityField,
  type EntityName,
  entities,
  entityNames,
} from "../../entities.ts";
import type { ColumnType } from "../../models/model.ts";
import { type Vocabulary, wordsOf } from "../../words/vocabulary.ts";
import { markdownTable } from "./markdown.ts";

/** One record of each entity, and what its source usually is. */
const abouts: Readonly<Record<EntityName, string>> = {
  accounts:
    "A customer company, usually of the CRM. The accounts of the first source that has any are the ones that are scored; those of later sources are matched to them.",
  account_links:
    "A key of another source and the account that it belongs to, where no id and no domain says so: a column of the CRM, or a sheet.",
  subscriptions:
    "A priced subscription, of billing or the CRM's contracts. Map its price by `amount` with `interval`, by `arr` or by `mrr`.",
  invoices: "An invoice or a credit note, of billing.",
  tickets: "A support request, of the help desk.",
  survey_invitations: "A survey that was sent, answered or not: response rates need them.",
  survey_responses: "One rating of one survey, of the survey tool or the help desk.",
  touchpoints:
    "A contact of customer success with the account: a call, a meeting, a review, with its rating of the account if there is one.",
  contacts: "A person at the account. Their name and address are in the table `people` alone.",
  feature_releases: "The day from which a feature was available, to compare usage before and after.",
  overrides:
    "A score that a person sets in place of the calculated one, until a day. The latest of an account counts; `bellwether override` writes such rows.",
  interventions: "What customer success did about an account, and its outcome.",
  exchange_rates: "The value of a currency in the reporting currency, from a day on.",
  usage: "Use of the product: an event each, or counts per day, user and feature.",
};

/** A chapter for each entity: its fields, and the words that they know. */
export const entityChapters = (): string => entityNames.map((name) => chapterOf(entities[name])).join("\n");

function chapterOf({ name, kind, key, keyParts, fields }: Entity): string {
  const parts = keyParts === undefined ? "" : `, or else ${keyParts.map(code).join(" and ")} together`;
  const identity =
    kind === "events"
      ? `Events: a record with the same ${code(key)} counts once, and is never changed. Mode \`append\`.`
      : `Records are the same if they have the same ${code(key)}${parts}; the newest version counts. Mode \`full\` or \`upsert\`.`;
  const rows = fields.map((field) => [code(field.name), typeOf(field), requiredOf(field), meaningOf(field)]);
  return [
    `### \`${name}\``,
    "",
    abouts[name],
    "",
    identity,
    "",
    markdownTable(["field", "type", "required", "meaning"], rows),
    ...fields.flatMap(({ name: field, words }) => (words === undefined ? [] : [knownWords(field, words)])),
  ].join("\n");
}

const types: Readonly<Record<ColumnType, string>> = {
  varchar: "text",
  bigint: "whole number",
  integer: "whole number",
  double: "number",
  boolean: "true or false",
  date: "date",
  "timestamp(3)": "time",
  "decimal(18,2)": "amount",
  "decimal(28,10)": "amount, exact",
};

function typeOf({ type, words, isList, bounds }: EntityField): string {
  if (words !== undefined) return "known word";
  if (isList === true) return "list";
  return bounds === undefined ? types[type] : `${types[type]}, ${boundsOf(bounds)}`;
}

const amount = new Intl.NumberFormat("en-US", { notation: "compact", compactDisplay: "long" });

function boundsOf({ moreThan, from, to }: Bounds): string {
  const least =
    moreThan === undefined
      ? from === undefined
        ? ""
        : amount.format(from)
      : `more than ${amount.format(moreThan)}`;
  return to === undefined ? `from ${least}` : `${least} to ${amount.format(to)}`;
}

const requiredOf = ({ isRequired, hasDefault }: EntityField): string =>
  isRequired ? "yes" : hasDefault === true ? "1 when empty" : "";

const meaningOf = ({ comment, heldIn }: EntityField): string =>
  heldIn === undefined ? comment : `${comment} (in the table \`${heldIn}\` alone)`;

function knownWords(field: string, vocabulary: Vocabulary): string {
  const rows = Object.entries(vocabulary.meanings).map(([meaning, words]) => {
    const others = wordsOf(meaning, words).filter((word) => word !== meaning);
    const phrases = (words.phrases ?? []).map((phrase) => `… ${phrase} …`);
    return [code(meaning), listed([...others, ...phrases])];
  });
  const table = markdownTable(["value", "also read as it"], rows);
  return `\n<details><summary>Known words of <code>${field}</code></summary>\n\n${table}\n\n</details>\n`;
}

/** Intervals are written in hundreds of ways that are alike: every 12 months, per 12 mths. */
const mostWords = 30;

const listed = (words: readonly string[]): string =>
  words.length <= mostWords
    ? words.join(", ")
    : `${words.slice(0, mostWords).join(", ")}, and ${words.length - mostWords} more like these`;

const code = (text: string): string => `\`${text}\``;
