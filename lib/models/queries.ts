import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sqlDirectory } from "./load.ts";

const queryNames = [
  "change_reasons",
  "lint_bands",
  "lint_measures",
  "lint_pairs",
  "listed_alerts",
  "open_alerts",
  "peer_values",
  "reject_reasons",
  "stream_counts",
  "top_drivers",
  "unmatched_keys",
] as const;

export type QueryName = (typeof queryNames)[number];

/**
 * A SELECT of published tables that alerts or `status` read and no table keeps. Its only placeholders are `as_of_date`
 * and `since`, the first of the days whose runs it counts.
 */
export interface Query {
  readonly name: QueryName;
  readonly sql: string;
  readonly origin: string;
}

export type Queries = Readonly<Record<QueryName, Query>>;

/** Every query in `queries/` of a folder tree; line 1 states its grain. */
export async function loadQueries(directory: string = sqlDirectory): Promise<Queries> {
  const queries = await Promise.all(
    queryNames.map(async (name): Promise<[QueryName, Query]> => {
      const sql = await readFile(join(directory, "queries", `${name}.sql`), "utf8");
      return [name, { name, sql, origin: `sql/queries/${name}.sql` }];
    }),
  );
  return Object.fromEntries(queries) as Record<QueryName, Query>;
}

/** A query's SQL for a published day, or for all days since another. Both are dates as `YYYY-MM-DD`. */
export const queryOn = ({ sql }: Query, asOfDate: string, since: string = asOfDate): string =>
  sql.replaceAll("{{ as_of_date }}", asOfDate).replaceAll("{{ since }}", since);
