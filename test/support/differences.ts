import type { Row, Value } from "../../lib/warehouse/warehouse.ts";

export interface ComparedColumn {
  readonly name: string;
  /** `double` columns are compared by their relative difference, all others exactly. */
  readonly type: string;
}

const mostRelativeDifference = 1e-9;
const mostShown = 5;

/**
 * The difference of two engines' rows, regardless of order: a few lines to read, or undefined if they are
 * equal. Doubles may differ by 1e-9 of their size.
 */
export function differences(
  columns: readonly ComparedColumn[],
  left: { readonly engine: string; readonly rows: readonly Row[] },
  right: { readonly engine: string; readonly rows: readonly Row[] },
): string | undefined {
  const ours = sorted(columns, left.rows);
  const theirs = sorted(columns, right.rows);
  if (ours.length !== theirs.length) {
    const only = [onlyIn(columns, left, right), onlyIn(columns, right, left)].flat().slice(0, mostShown);
    return [`${left.engine} gives ${ours.length} rows, ${right.engine} ${theirs.length}`, ...only].join("\n");
  }
  const lines = ours.flatMap((row, place) => {
    const other = theirs[place];
    const unequal = columns.filter(({ name, type }) => !isSame(type, row[name], other?.[name]));
    if (unequal.length === 0) return [];
    const values = unequal.map(
      ({ name }) =>
        `${name}: ${left.engine} ${shown(row[name])}, ${right.engine} ${shown(other?.[name] ?? null)}`,
    );
    return [`row ${describe(columns, row)}\n  ${values.join("\n  ")}`];
  });
  if (lines.length === 0) return undefined;
  return [`${lines.length} of ${ours.length} rows differ`, ...lines.slice(0, mostShown)].join("\n");
}

function isSame(type: string, one: Value | undefined, other: Value | undefined): boolean {
  if (type !== "double" || isAbsent(one) || isAbsent(other)) return exact(type, one) === exact(type, other);
  // DuckDB's driver writes NaN and infinities as text.
  const [left, right] = [Number(one), Number(other)];
  if (!Number.isFinite(left) || !Number.isFinite(right)) return Object.is(left, right);
  return Math.abs(left - right) <= mostRelativeDifference * Math.max(Math.abs(left), Math.abs(right));
}

const isAbsent = (value: Value | undefined): boolean => value === null || value === undefined;

/** Trailing zeros of a timestamp do not count. */
function exact(type: string, value: Value | undefined): Value {
  if (typeof value === "string" && type.startsWith("timestamp"))
    return value.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  // Its driver rounds what ours gives with all digits.
  return typeof value === "bigint" ? Number(value) : (value ?? null);
}

/** Sorts by the exact columns first, so that slightly different doubles do not misalign rows. */
function sorted(columns: readonly ComparedColumn[], rows: readonly Row[]): readonly Row[] {
  const keys = new Map(rows.map((row) => [row, keyOf(columns, row)]));
  const doubles = columns.filter(({ type }) => type === "double");
  return rows.toSorted((a, b) => {
    const [one, other] = [keys.get(a) ?? "", keys.get(b) ?? ""];
    if (one !== other) return one < other ? -1 : 1;
    for (const { name } of doubles) {
      const order = Number(a[name] ?? Number.NEGATIVE_INFINITY) - Number(b[name] ?? Number.NEGATIVE_INFINITY);
      if (order !== 0 && !Number.isNaN(order)) return order;
    }
    return 0;
  });
}

const keyOf = (columns: readonly ComparedColumn[], row: Row): string =>
  JSON.stringify(
    columns.filter(({ type }) => type !== "double").map(({ name, type }) => exact(type, row[name])),
  );

function onlyIn(
  columns: readonly ComparedColumn[],
  one: { readonly engine: string; readonly rows: readonly Row[] },
  other: { readonly rows: readonly Row[] },
): string[] {
  const known = new Set(other.rows.map((row) => keyOf(columns, row)));
  return one.rows
    .filter((row) => !known.has(keyOf(columns, row)))
    .map((row) => `only ${one.engine} gives ${describe(columns, row)}`);
}

const describe = (columns: readonly ComparedColumn[], row: Row): string =>
  columns
    .filter(({ name }) => row[name] !== null)
    .map(({ name }) => `${name}=${shown(row[name])}`)
    .join(" ");

const shown = (value: Value | undefined): string => (value === undefined ? "nothing" : String(value));
