import picomatch from "picomatch";
import type { FieldMapping } from "../config/schema.ts";
import { companyName } from "../mapping/shipped/company-name.ts";
import type { Column, Columns } from "./columns.ts";
import { derivedColumns } from "./derived-columns.ts";
import { folded } from "./names.ts";

/** The ids that accounts have in one column of a file. */
export type Keys = ReadonlySet<string>;

/** How many of a column's values are among some accounts' ids. */
export interface Match {
  readonly path: string;
  /** Distinct values. */
  readonly matched: number;
  readonly distinct: number;
  /** Whether the path is an expression over columns. */
  readonly isExpression?: true;
}

/** A matched column as a field is mapped to it. */
export const mappingOf = ({ path, isExpression }: Match): FieldMapping =>
  isExpression === true ? { sql: path } : path;

/** A key in the forms in which other systems copy it: 1001.0 for 1001, 15 characters of Salesforce's 18. */
function formsOf(text: string): readonly string[] {
  const whole = text.replace(/^(-?\d+)\.0+$/, "$1");
  return /^[a-zA-Z0-9]{18}$/.test(whole) ? [whole, whole.slice(0, 15)] : [whole];
}

export const keysOf = ({ values }: Pick<Column, "values">): Keys =>
  new Set([...values.keys()].flatMap(formsOf));

/** The domains that accounts have, of their websites or email addresses. */
export const domainsOf = ({ values }: Pick<Column, "values">): Keys =>
  new Set([...values.keys()].flatMap((text) => domainOf(text) ?? []));

/** The names of companies, as they are compared. */
export const namesOf = ({ values }: Pick<Column, "values">): Keys =>
  new Set([...values.keys()].map(companyName).filter((name) => name !== ""));

const domainOf = (text: string): string | undefined =>
  /^(?:[a-z]+:\/\/)?(?:[^@/\s]+@)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:[:/?#].*)?$/.exec(
    text.toLowerCase(),
  )?.[1];

/** Fewer than half of the values are another kind of thing that happens to look alike. */
const fewest = 0.5;
/** Short numbers are among many other things' ids too, so the name must say whose they are. */
const namesAccounts =
  /(account|customer|client|compan|organi[sz]ation|org|tenant|workspace|kund|firm|external|salesforce|crm|group|no|nr|number|ref)/;

const mayName = (keys: Keys, path: string): boolean =>
  ![...keys].every((key) => /^\d{1,5}$/.test(key)) || namesAccounts.test(folded(path));

/** The column with the most values among the ids; undefined when no column has half of its own among them. */
export function matchKeys(
  columns: Columns,
  keys: Keys,
  paths: readonly string[] = allPaths(columns),
): Match | undefined {
  const matches = paths.flatMap((path): readonly (Match & { readonly rows: number })[] => {
    const column = columns.byPath.get(path.toLowerCase());
    if (column === undefined || !mayName(keys, path)) return [];
    return matchOf(column, (text) => formsOf(text).some((form) => keys.has(form)));
  });
  return best(matches);
}

/** The same for columns that only an expression reads. */
export function matchDerived(columns: Columns, keys: Keys): Match | undefined {
  const match = matchKeys(derivedColumns(columns), keys);
  return match === undefined ? undefined : { ...match, isExpression: true };
}

/** The same for domains. */
export const matchDomains = (columns: Columns, domains: Keys, paths?: readonly string[]): Match | undefined =>
  matchBy((text) => domains.has(domainOf(text) ?? ""), columns, paths);

/** The same for names of companies. */
export const matchNames = (columns: Columns, names: Keys, paths?: readonly string[]): Match | undefined =>
  matchBy((text) => names.has(companyName(text)), columns, paths);

function matchBy(
  isKnown: (text: string) => boolean,
  columns: Columns,
  paths: readonly string[] = allPaths(columns),
): Match | undefined {
  const matches = paths.flatMap((path) => {
    const column = columns.byPath.get(path.toLowerCase());
    return column === undefined ? [] : matchOf(column, isKnown);
  });
  return best(matches);
}

/** Keys that only match as the parts of a cell. */
export interface PartsMatch extends Match {
  readonly separator: string;
}

const separators = [";", ",", "|", "/"];

/** The column whose cells have several keys each, in some rows at least. */
export function matchParts(columns: Columns, keys: Keys): PartsMatch | undefined {
  const matches = [...columns.byPath.values()].flatMap((column) => {
    if (!mayName(keys, column.path)) return [];
    return separators.flatMap((separator) => {
      const known = (part: string) => formsOf(part).some((form) => keys.has(form));
      const cells = [...column.values].map(([text, count]) => ({ parts: partsOf(text, separator), count }));
      if (!cells.some(({ parts }) => parts.filter(known).length > 1)) return [];
      const values = new Map<string, number>();
      for (const { parts, count } of cells)
        for (const part of parts) values.set(part, (values.get(part) ?? 0) + count);
      return matchOf({ ...column, values }, known).map((match) => ({ ...match, separator }));
    });
  });
  return matches.toSorted((a, b) => b.rows - a.rows)[0];
}

/** The different parts of a cell, or the elements of a JSON list in it. */
function partsOf(text: string, separator: string): readonly string[] {
  const bare = /^\[[^[\]{}\\]*\]$/.test(text)
    ? text.slice(1, -1).replaceAll('"', "").split(",")
    : text.split(separator);
  return [...new Set(bare.map((part) => part.trim()))].filter((part) => part !== "");
}

/** The paths of columns that a customer of a product has named. */
export function customPaths(columns: Columns, globs: readonly string[]): readonly string[] {
  if (globs.length === 0) return [];
  const isCustom = picomatch([...globs], { nocase: true });
  return allPaths(columns).filter((path) => isCustom(path));
}

const allPaths = ({ byPath }: Columns): readonly string[] => [...byPath.values()].map(({ path }) => path);

function matchOf(
  { path, values }: Column,
  isKnown: (text: string) => boolean,
): readonly (Match & { readonly rows: number })[] {
  const known = [...values].filter(([text]) => isKnown(text));
  const isEnough = known.length >= Math.min(3, values.size) && known.length >= fewest * values.size;
  if (known.length === 0 || !isEnough) return [];
  return [
    {
      path,
      matched: known.length,
      distinct: values.size,
      rows: known.reduce((sum, [, count]) => sum + count, 0),
    },
  ];
}

const best = (matches: readonly (Match & { readonly rows: number })[]): Match | undefined =>
  matches.toSorted((a, b) => b.rows - a.rows || a.path.length - b.path.length)[0];
