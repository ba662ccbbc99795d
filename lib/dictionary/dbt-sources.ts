import { stringify } from "yaml";
import type { Column } from "../models/model.ts";
import { asOfDateColumn, bySection, hasCurrent, type PublishedTable } from "./published-tables.ts";

/** A day is published on the next day, so the newest is between one and two days old. */
const freshness = {
  warn_after: { count: 3, period: "day" },
  error_after: { count: 5, period: "day" },
} as const;

/**
 * The published tables as a dbt source: a `sources.yml` (docs.getdbt.com/reference/source-properties), with the
 * freshness of `as_of_date` in the form that dbt 1.10 and later require.
 *
 * @param schema their database: the Glue database on AWS, `main` in the DuckDB file
 */
export function dbtSources(
  tables: readonly PublishedTable[],
  { schema }: { readonly schema: string },
): string {
  const described = bySection(tables).flatMap(({ tables: ofSection }) =>
    ofSection.flatMap((table) => {
      const own = dbtTable(table);
      const newest = {
        ...own,
        name: `${table.name}_current`,
        description: `The newest day of ${table.name}.`,
      };
      return hasCurrent(table) ? [own, newest] : [own];
    }),
  );
  const source = {
    name: "bellwether",
    description:
      "Tables that Bellwether publishes each day. Each as_of_date of a snapshot holds the full state: filter on one.",
    schema,
    config: { freshness, loaded_at_field: "cast(as_of_date as timestamp)" },
    tables: described,
  };
  return stringify({ version: 2, sources: [source] }, { lineWidth: 110, aliasDuplicateObjects: false });
}

function dbtTable({ name, purpose, grain, kind, columns }: PublishedTable) {
  const hasDays = kind !== "replaced";
  return {
    name,
    description: `${purpose} Grain: ${grain.replace(/\.$/, "")}. Kind: ${kind}.`,
    ...(hasDays ? {} : { config: { freshness: null } }),
    columns: (hasDays ? [...columns, asOfDateColumn] : columns).map(dbtColumn),
  };
}

const dbtColumn = ({ name, type, comment }: Column) => ({ name, description: comment, data_type: type });
