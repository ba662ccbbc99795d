import { accountColumns, scoreColumns } from "../config/columns.ts";
import type { FieldMapping } from "../config/schema.ts";
import { isPlainName } from "../dialect/names.ts";
import { plural } from "../plural.ts";
import { pathsOfMapping } from "../preview/mapped-paths.ts";
import { measureDefinitions } from "../scoring/measures.ts";
import { nameOf } from "./candidates.ts";
import { byFrequency, type Column, type Columns } from "./columns.ts";
import type { Candidate, DraftField } from "./draft-types.ts";
import { quoted } from "./fit-field.ts";
import { customPaths } from "./keys.ts";

const mostAttributes = 6;
const mostWords = 12;

/** Columns with a few words each, by which accounts can be compared. */
export function attributesOf(
  candidate: Candidate,
  mappings: Readonly<Record<string, FieldMapping>>,
): Readonly<Record<string, DraftField>> {
  const { columns, attributes, custom, isKnown } = candidate;
  const used = new Set(
    Object.values(mappings)
      .flatMap(pathsOfMapping)
      .map((path) => path.toLowerCase()),
  );
  const own = isKnown ? customPaths(columns, custom) : [...columns.byPath.values()].map(({ path }) => path);
  const free = own.filter((path) => !used.has(path.toLowerCase()) && hasFewWords(columns, path));
  const named = [
    ...Object.entries(attributes),
    ...free.map((path): [string, string] => [nameOf(path.split(".").at(-1) ?? path), path]),
  ];
  const taken = new Set([
    ...Object.keys(accountColumns),
    ...Object.keys(scoreColumns),
    ...measureDefinitions.map(({ name }) => name),
  ]);
  const chosen = named.flatMap(([name, path]): readonly [string, DraftField][] => {
    const column = columns.byPath.get(path.toLowerCase());
    if (column === undefined || column.filled === 0 || taken.has(name) || !isPlainName(name)) return [];
    taken.add(name);
    return [[name, { mapping: column.path, evidence: wordsOf(column, columns), questions: [] }]];
  });
  return Object.fromEntries(chosen.slice(0, mostAttributes));
}

function hasFewWords({ byPath, rows }: Columns, path: string): boolean {
  const { filled, values } = byPath.get(path.toLowerCase()) ?? {
    filled: 0,
    values: new Map<string, number>(),
  };
  const isWords = [...values.keys()].every((text) => text.length <= 40 && /\p{L}/u.test(text));
  return values.size >= 2 && values.size <= mostWords && filled * 2 >= rows && isWords;
}

const wordsOf = ({ values, filled }: Column, { rows }: Columns): string =>
  `${filled} of ${plural(rows, "row")}: ${byFrequency(values).slice(0, 3).map(quoted).join(", ")}${values.size > 3 ? ", …" : ""}`;
