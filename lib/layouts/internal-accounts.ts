import { pathsOfMapping } from "../preview/mapped-paths.ts";
import type { Candidate } from "./draft-types.ts";
import { chosenMapping } from "./fit-field.ts";
import { sqlPath } from "./sql-path.ts";

const words = "(^|[^a-z])(test|demo|do not use|internal|dummy|sandbox)([^a-z]|$)";
const mostShare = 0.1;

/** Accounts that are tests by their names: none of the customers. */
export function internalField({ columns, fields, notes, ask }: Candidate): Partial<Candidate> {
  const mapping = fields.name === undefined ? undefined : chosenMapping(fields.name, columns);
  const path = mapping === undefined ? undefined : pathsOfMapping(mapping)[0];
  const column = path === undefined ? undefined : columns.byPath.get(path.toLowerCase());
  if (path === undefined || column === undefined || fields.is_internal !== undefined) return {};
  const pattern = new RegExp(words);
  const found = [...column.values.keys()].filter((name) => pattern.test(name.toLowerCase()));
  if (found.length === 0 || found.length > mostShare * column.values.size) return {};
  const listed = found
    .slice(0, 5)
    .map((name) => JSON.stringify(name))
    .join(", ");
  return {
    fields: { ...fields, is_internal: { sql: `regexp_like(lower(${sqlPath(column.path)}), '${words}')` } },
    notes: { ...notes, is_internal: `By their names: ${listed}.` },
    ask: [...ask, `Are ${listed} no customers, and all others real ones? is_internal decides`],
  };
}
