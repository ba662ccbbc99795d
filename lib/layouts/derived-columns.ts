import { stepSql } from "../mapping/cells/json-path.ts";
import type { Column, Columns } from "./columns.ts";
import { sqlPath } from "./sql-path.ts";

const mostLevels = 3;
/** A name that a path of `json_extract_scalar` may have in quotes. */
const anyName = /^[^"'\\[\]]+$/;

/** Each stream asks for those of all accounts, which may be many. */
const known = new WeakMap<Columns, Columns>();

/**
 * Columns that only an expression reads, which is their path: the first of several ids in a cell, and the members of
 * an object or the first of a list that a cell has as JSON.
 */
export function derivedColumns(columns: Columns): Columns {
  const derived = known.get(columns) ?? derive(columns);
  known.set(columns, derived);
  return derived;
}

function derive({ rows, byPath }: Columns): Columns {
  const derived = new Map<string, Map<string, number>>();
  const add = (sql: string, text: string, count: number): void => {
    const values = derived.get(sql) ?? new Map<string, number>();
    derived.set(sql, values.set(text, (values.get(text) ?? 0) + count));
  };
  for (const { path, values } of byPath.values()) {
    const isList = [...values.keys()].some((text) => text.includes(";"));
    if (!isList && ![...values.keys()].some((text) => /^[{[]/.test(text))) continue;
    const cell = sqlPath(path);
    for (const [text, count] of values) {
      const first = text.split(";")[0] ?? "";
      if (isList && first !== "") add(`split_part(${cell}, ';', 1)`, first, count);
      for (const [steps, scalar] of scalarsOf(jsonIn(text)))
        add(`json_extract_scalar(${cell}, '$${steps}')`, scalar, count);
    }
  }
  const columns = [...derived].map(([path, values]): [string, Column] => {
    const filled = [...values.values()].reduce((sum, count) => sum + count, 0);
    return [path.toLowerCase(), { path, filled, values }];
  });
  return { rows, byPath: new Map(columns) };
}

function jsonIn(text: string): unknown {
  if (!/^[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The texts and numbers in an object or list, by the steps that lead to them. */
function scalarsOf(value: unknown, steps = "", level = 0): readonly (readonly [string, string])[] {
  if (typeof value === "string" || typeof value === "number")
    return value === "" ? [] : [[steps, String(value)]];
  if (typeof value !== "object" || value === null || level === mostLevels) return [];
  const members: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.slice(0, 1).map((each) => [stepSql(0), each])
    : Object.entries(value)
        .filter(([name]) => anyName.test(name))
        .map(([name, each]) => [stepSql(name), each]);
  return members.flatMap(([step, each]) => scalarsOf(each, `${steps}${step}`, level + 1));
}
