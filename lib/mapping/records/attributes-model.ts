import type { Config } from "../../config/schema.ts";
import { generatedModel } from "../../models/generated.ts";
import type { Column, Model } from "../../models/model.ts";
import { literal } from "../text.ts";

const columns: readonly Column[] = [
  { name: "account_id", type: "varchar", comment: "the account's id in the first accounts source" },
  { name: "attribute", type: "varchar", comment: "the attribute, by its name in the config" },
  { name: "value", type: "varchar", comment: "its value, in the source's words" },
];

/** `account_attributes`: the further columns of accounts that the config asks for, one row each. */
export function attributesModel({ sources }: Pick<Config, "sources">): Model {
  const streams = sources.flatMap(({ streams }) => Object.values(streams));
  const names = [...new Set(streams.flatMap(({ attributes }) => Object.keys(attributes)))].toSorted();
  const grain = "one row per account and attribute with a value, as known at the end of as_of_date.";
  return generatedModel({
    table: "account_attributes",
    stage: { number: 6, name: "accounts" },
    header: {
      ...{ grain, kind: "snapshot", readers: "public", section: "Accounts and their health" },
      purpose: "Further attributes of accounts, as configured.",
      columns,
    },
    select: names.length === 0 ? emptySql : attributesSql(names),
    origin: "bellwether.yaml: attributes of its streams",
  });
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
        source,
        account_key,
        customer_since,
        attributes,
        deleted_on
    from accounts_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and coalesce(customer_since <= date '{{ as_of_date }}', true)
        and attributes is not null
),

account_streams as (
    select
        source,
        min(source_position) as source_position,
        min(min(source_position)) over () as first_position
    from streams
    where as_of_date = date '{{ as_of_date }}'
        and entity = 'accounts'
    group by source
),

identity as (
    select
        account_key,
        source_account_id,
        account_id
    from account_identity
    where as_of_date = date '{{ as_of_date }}'
        and account_id is not null
        and merged_into is null
),

told as (
    select
        identity.account_id,
        names.attribute,
        records.account_key,
        account_streams.source_position,
        case names.attribute
${cases.join("\n")}
        end as value
    from records
    inner join identity
        on identity.account_key = records.account_key
    inner join account_streams
        on account_streams.source = records.source
    cross join (values ${names.map((name) => `(${literal(name)})`).join(", ")}) as names (attribute)
    where records.deleted_on is null
        or (
            account_streams.source_position = account_streams.first_position
            and identity.source_account_id = identity.account_id
        )
),

-- If several sources have the attribute, the first one in the config wins.
ranked as (
    select
        *,
        row_number() over (
            partition by account_id, attribute
            order by source_position, account_key, value
        ) as place
    from told
    where value is not null
),

account_attributes as (
    select
        account_id,
        attribute,
        value
    from ranked
    where place = 1
)

select * from account_attributes`;
}
