import { accountColumns } from "../config/columns.ts";
import type { Config } from "../config/schema.ts";
import { generatedModel } from "../models/generated.ts";
import type { Column, Model } from "../models/model.ts";
import { assignment } from "./assignment.ts";
import { mainScorecards } from "./lenses.ts";
import type { MeasureDefinition } from "./measures.ts";
import { lines, name, text } from "./sql-text.ts";

/**
 * account_inputs: what predicates see of a scored account, in one row: the columns of accounts, its attributes,
 * its measures by name (rounded to 9 decimals, as everything that is compared), and the scorecard it gets.
 */
export function accountInputsModel(
  { sources, scorecards }: Pick<Config, "sources" | "scorecards">,
  definitions: readonly MeasureDefinition[],
): Model {
  const attributes = attributeNames(sources);
  const measures = definitions.map((definition) => definition.name);
  const accounts = Object.keys(accountColumns);
  const header = {
    grain: "one row per scored account, as known at the end of as_of_date.",
    kind: "snapshot",
    readers: "public",
    section: "Accounts and their health",
    purpose:
      "The columns that conditions of scorecards and alerts read: accounts, attributes and measures, one column each.",
    columns: columnsOf(attributes, definitions),
  } as const;
  const attributeValues = [
    "account_id",
    ...attributes.map((a) => `max(case when attribute = ${text(a)} then value end) as ${name(a)}`),
  ];
  const measureValues = [
    "account_id",
    ...measures.map((m) => `round(max(case when measure = ${text(m)} then value end), 9) as ${m}`),
  ];
  const words = new Map(definitions.map((definition) => [definition.name, definition.words]));
  const inputs = [
    ...accounts.map((column) => `scored_accounts.${column}`),
    ...attributes.map((attribute) => `attribute_values.${name(attribute)}`),
    ...measures.map((measure) => inputOf(measure, words.get(measure))),
  ];
  const select = `with scored_accounts as (
    select
        ${lines(accounts)}
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

attribute_values as (
    select
        ${lines(attributeValues)}
    from account_attributes
    where as_of_date = date '{{ as_of_date }}'
    group by account_id
),

measure_values as (
    select
        ${lines(measureValues)}
    from measures
    where as_of_date = date '{{ as_of_date }}' and status in ('ok', 'held')
    group by account_id
),

inputs as (
    select
        ${lines(inputs)}
    from scored_accounts
    left join attribute_values on attribute_values.account_id = scored_accounts.account_id
    left join measure_values on measure_values.account_id = scored_accounts.account_id
),

account_inputs as (
    select
        *,
        ${assignment(mainScorecards({ scorecards }))} as scorecard
    from inputs
)

select * from account_inputs
`;
  const stage = { number: 9, name: "assignment" };
  const origin = "bellwether.yaml: scorecards";
  return generatedModel({ table: "account_inputs", stage, header, select, origin });
}

/** A measure's value; or the word, of a measure of words. */
function inputOf(measure: string, words: readonly string[] | undefined): string {
  const value = `measure_values.${measure}`;
  if (words === undefined) return value;
  const cases = words.map((word, index) => `when ${index + 1} then ${text(word)}`).join(" ");
  return `case ${value} ${cases} end as ${measure}`;
}

/** The distinct attributes of the accounts streams. */
function attributeNames(sources: Config["sources"]): string[] {
  const streams = sources.flatMap((source) => Object.values(source.streams));
  const accounts = streams.filter(({ entity }) => entity === "accounts");
  return [...new Set(accounts.flatMap(({ attributes }) => Object.keys(attributes)))].toSorted();
}

function columnsOf(attributes: readonly string[], definitions: readonly MeasureDefinition[]): Column[] {
  return [
    ...Object.entries(accountColumns).map(([column, type]) => ({
      name: column,
      type,
      comment: "see accounts",
    })),
    ...attributes.map((attribute) => ({
      name: attribute,
      type: "varchar" as const,
      comment: "an attribute of the account",
    })),
    ...definitions.map(({ name: measure, description, words }) => ({
      name: measure,
      type: words === undefined ? ("double" as const) : ("varchar" as const),
      comment: description,
    })),
    { name: "scorecard", type: "varchar", comment: "the first scorecard of the config that applies" },
  ];
}
