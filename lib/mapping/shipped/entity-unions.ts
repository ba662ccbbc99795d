import { type Entity, type EntityField, entities, entityNames } from "../../entities.ts";
import type { ColumnType } from "../../models/model.ts";
import { hasAccountKey } from "../staged/staged-columns.ts";
import { stagedTable } from "../staged/staged-models.ts";
import { stateEntities, unionOf } from "../staged/state-entities.ts";

/** Entities whose tables have a grain or a name of their own. */
const others: readonly string[] = ["accounts", "account_links", "exchange_rates"];

/** The entities of which `sql/5-entities/<entity>.sql` gives one row a record. */
export const factEntities: readonly Entity[] = stateEntities.filter(({ name }) => !others.includes(name));

export const dateTypes: readonly ColumnType[] = ["date", "timestamp(3)"];

/** The dates that a fact has only once they have come. */
export const comingDates = ({ fields }: Entity): readonly EntityField[] =>
  fields.filter(({ name, type, isAhead }) => dateTypes.includes(type) && !isAhead && name !== "updated_at");

const hasComments = ({ fields }: Entity): boolean => fields.some(({ heldIn }) => heldIn === "comments");
const dayOf = ({ name, type }: EntityField): string => (type === "date" ? name : `cast(${name} as date)`);

/** The account keys that the facts name and named before, as far as they have begun by as_of_date. */
const accountKeys = (): string =>
  unionOf(
    factEntities.filter(hasAccountKey),
    ({ name, fields }) => `    select source, account_key, former_account_key
    from ${name}_records
    where as_of_date = date '{{ as_of_date }}'
        and known_on <= date '{{ as_of_date }}'
        and deleted_on is null${fields
          .filter(({ isBegin }) => isBegin)
          .map((field) => `\n        and ${dayOf(field)} <= date '{{ as_of_date }}'`)
          .join("")}`,
    "union",
  );

const factKeys = (): string =>
  unionOf(
    factEntities,
    ({ name, key }) => `    select
        '${name}' as table_name,
        source || ' ' || ${key} as row_key
    from ${name}
    where as_of_date = date '{{ as_of_date }}'`,
  );

const futureFacts = (): string =>
  unionOf(
    factEntities.filter((entity) => comingDates(entity).length > 0),
    (entity) => `    select
        '${entity.name}' as table_name,
        ${entity.key} as row_key
    from ${entity.name}
    where as_of_date = date '{{ as_of_date }}'
        and (${comingDates(entity)
          .map((field) => `${dayOf(field)} > date '{{ as_of_date }}'`)
          .join(" or ")})`,
  );

/** The facts that texts of `comments` belong to. */
const commentedFacts = (): string =>
  unionOf(factEntities.filter(hasComments), (entity) => {
    const begin = entity.fields.find(({ isBegin }) => isBegin);
    return `    select
        '${entity.name}' as entity,
        source,
        ${entity.key} as record_id,
        account_id,
        ${begin === undefined ? "cast(null as date)" : dayOf(begin)} as written_on
    from ${entity.name}
    where as_of_date = date '{{ as_of_date }}'`;
  });

/** The staged rows of every entity, with their common columns. */
const stagedRows = (): string =>
  unionOf(
    entityNames.map((name) => entities[name]),
    (entity) => `    select
        source,
        stream,
        '${entity.name}' as entity,
        load_id,
        landed_on,
        extracted_at,
        position,
        record_id,
        is_outline,
        reject_reason,
        reject_payload,
        cell_problems,
        ${hasAccountKey(entity) || entity.name === "accounts" ? "account_key" : "cast(null as varchar) as account_key"}
    from ${stagedTable(entity.name)}
    where as_of_date = date '{{ as_of_date }}'`,
  );

/** One SELECT for each entity, by the names under which the SQL of `sql/` asks for them. */
export const entityUnions: Readonly<Record<string, string>> = {
  staged_rows: stagedRows(),
  account_keys: accountKeys(),
  fact_keys: factKeys(),
  future_facts: futureFacts(),
  commented_facts: commentedFacts(),
};
