import type { Row, Value } from "../lib/warehouse/warehouse.ts";

const text = (value: Value | undefined): string =>
  value === null || value === undefined ? "" : String(value);

/** Rows as aligned columns for a terminal: numbers right-aligned, null as blank. */
export function formatTable(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => text(row[name]).length)));
  const isNumber = names.map((name) =>
    rows.every((row) => row[name] === null || typeof row[name] === "number" || typeof row[name] === "bigint"),
  );
  const cells = (values: readonly string[]) =>
    values
      .map((value, index) => {
        const width = widths[index] ?? 0;
        return isNumber[index] === true ? value.padStart(width) : value.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [cells(names), rule, ...rows.map((row) => cells(names.map((name) => text(row[name]))))].join("\n");
}
