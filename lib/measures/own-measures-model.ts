import { generatedModel } from "../models/generated.ts";
import type { Model } from "../models/model.ts";
import { text } from "../scoring/sql-text.ts";
import { withTryCasts } from "./guard-measure.ts";
import type { OwnMeasure } from "./own-measure.ts";

const header = {
  grain: "one row per scored account and measure defined by the project, as known at the end of as_of_date.",
  kind: "snapshot",
  readers: "internal",
  columns: [
    { name: "account_id", type: "varchar", comment: "the account" },
    { name: "measure", type: "varchar", comment: "the measure, by the name of its file" },
    { name: "value", type: "double", comment: "the measure's value; null when absence has a reason" },
    {
      name: "unknown_word",
      type: "varchar",
      comment: "of a measure of words: the word that it gives and does not list; null otherwise",
    },
    { name: "sample_size", type: "bigint", comment: "the number of facts behind the value" },
    {
      name: "absence",
      type: "varchar",
      comment:
        "not_applicable when the measure has no row or no finite value for the account; unreadable when it gives a word that it does not list; null when there is a value",
    },
    {
      name: "observed_at",
      type: "timestamp(3)",
      comment: "when the value was observed, as returned by the measure; null when it does not return it",
    },
  ],
} as const;

/** own_measures: the family of the measures in the project's folder `measures/`, one query for all of them. */
export function ownMeasuresModel(measures: readonly OwnMeasure[]): Model {
  const select = `with scored_accounts as (
    select account_id
    from accounts
    where as_of_date = date '{{ as_of_date }}' and is_scored
),

measure_names as (
    ${namesOf(measures)}
),

given_values as (
    ${measures.length === 0 ? noValues : measures.map(valuesOf).join("\n    union all\n    ")}
),

own_measures as (
    select
        scored_accounts.account_id,
        measure_names.measure,
        case when is_finite(given_values.value) then given_values.value end as value,
        given_values.unknown_word,
        coalesce(given_values.sample_size, 0) as sample_size,
        case
            when is_finite(given_values.value) then null
            when given_values.unknown_word is not null then 'unreadable'
            else 'not_applicable'
        end as absence,
        given_values.observed_at
    from scored_accounts
    cross join measure_names
    left join given_values
        on
            given_values.account_id = scored_accounts.account_id
            and given_values.measure = measure_names.measure
)

select * from own_measures
`;
  const stage = { number: 7, name: "measure-families" };
  const origin = measures.length === 0 ? "measures/*.sql" : measures.map(({ file }) => file).join(", ");
  return generatedModel({ table: "own_measures", stage, header, select, origin });
}

const noValues = `select
        account_id,
        cast(null as varchar) as measure,
        cast(null as double) as value,
        cast(null as varchar) as unknown_word,
        cast(null as bigint) as sample_size,
        cast(null as timestamp(3)) as observed_at
    from scored_accounts
    where false`;

function namesOf(measures: readonly OwnMeasure[]): string {
  if (measures.length === 0)
    return "select cast(null as varchar) as measure from scored_accounts where false";
  const rows = measures.map(({ definition }) => `(${text(definition.name)})`);
  return `select measure from (values ${rows.join(", ")}) as names (measure)`;
}

const valuesOf = (measure: OwnMeasure): string => `select
        account_id,
        ${text(measure.definition.name)} as measure,
        ${valueSql(measure)},
        sample_size,
        observed_at
    from (
${withTryCasts(measure).trimEnd()}
) as given`;

/** A word is its place among the listed ones, in any case. */
function valueSql({ definition: { words } }: OwnMeasure): string {
  if (words === undefined) return "value,\n        cast(null as varchar) as unknown_word";
  const listed = words.map((word) => text(word.toLowerCase()));
  const places = listed.map((word, index) => `when ${word} then ${index + 1}`).join(" ");
  return [
    `cast(case lower(trim(word)) ${places} end as double) as value`,
    `case when lower(trim(word)) not in (${listed.join(", ")}, '') then trim(word) end as unknown_word`,
  ].join(",\n        ");
}
