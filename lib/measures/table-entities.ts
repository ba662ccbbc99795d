import { type EntityName, entityNames } from "../entities.ts";

/** Lookup tables of nearly every measure: they count only for a measure that reads nothing else. */
const lookups = new Set(["accounts", "account_links"]);

/** Tables that are named otherwise than the entity they hold. */
const entityOfTable: Readonly<Record<string, EntityName>> = {
  account_attributes: "accounts",
  account_identity: "accounts",
  due_terms: "subscriptions",
  people: "contacts",
  renewals: "subscriptions",
};

/**
 * The entities that a measure is counted from, by the tables it reads: when one of their streams goes stale, its
 * last value is held. Accounts, their attributes and identity are looked up by nearly all, as the measures of
 * Bellwether do: they count only when nothing else is read.
 */
export function entitiesOf(tables: Iterable<string>): readonly EntityName[] {
  const found = new Set([...tables].flatMap((table) => entityOf(table) ?? []));
  const counted = [...found].filter((entity) => !lookups.has(entity)).toSorted();
  return counted.length > 0 ? counted : ["accounts"];
}

function entityOf(table: string): EntityName | undefined {
  const name = table
    .replace(/^history_/, "")
    .replace(/^staged_/, "")
    .replace(/_records$/, "");
  if (name.startsWith("usage_")) return "usage";
  return entityNames.find((entity) => entity === name) ?? entityOfTable[name];
}
