import type { Config } from "../config/schema.ts";
import { formatHeader } from "../models/header.ts";
import type { Column, Model } from "../models/model.ts";
import { literal } from "./text.ts";

const columns: readonly Column[] = [
  { name: "account_id", type: "varchar", comment: "the account, as the first accounts source names it" },
  { name: "attribute", type: "varchar", comment: "the attribute, as the config names it" },
  { name: "value", type: "varchar", comment: "its value, in the source's words" },
];

/** `account_attributes`: the further columns of accounts that the config asks for, one row each. */
export function attributesModel({ sources }: Pick<Config, "sources">): Model {
  const streams = sources.flatMap(({ streams }) => Object.values(streams));
  const names = [...new Set(streams.flatMap(({ attributes }) => Object.keys(attributes)))].toSorted();
  const grain = "one row per account and attribute that it has, as known at the end of as_of_date.";
  const header = formatHeader({ grain, kind: "snapshot", columns });
  return {
    table: "account_attributes",
    stage: { number: 6, name: "accounts" },
    grain,
    kind: "snapshot",
    columns,
    sql: `${header}\n${names.length === 0 ? emptySql : attributesSql(names)}\n`,
    origin: "bellwether.yaml: attributes of its streams",
  };
}

const emptySql = `with account_attributes as (
    select
        cast(null as varchar) as account_id,
        cast(null as varchar) as attribute,
        cast(null as varchar) as value
    where false
)
select * from account_attributes`;

function attributesSql(names: readonly string[]): string {
  const cases = names.map(
    (name) =>
      `            when ${literal(name)} then json_extract_scalar(attributes, ${literal(`$.${name}`)})`,
  );
  return `with records as (
    select
        account_key,
        attributes
    from accounts_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null
        and attributes is not null
),
identity as (
    select
        account_key,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
        and account_id is not null
        and merged_into is null
),
attributes as (
    select
        identity.account_id,
        names.attribute,
        records.account_key,
        case names.attribute
${cases.join("\n")}
        end as value
    from records
    inner join identity
        on records.account_key = identity.account_key
    cross join (values ${names.map((name) => `(${literal(name)})`).join(", ")}) as names (attribute)
),
-- An attribute that several sources tell is the one of the first key.
account_attributes as (
    select
        account_id,
        attribute,
        min_by(value, account_key) as value
    from attributes
    where value is not null
    group by account_id, attribute
)
select * from account_attributes`;
}
