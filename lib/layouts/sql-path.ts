import { checkFieldExpression } from "../dialect/expression.ts";
import { isPlainName } from "../dialect/names.ts";

/** A path as an SQL expression names it: quoted unless it is plain. */
export const sqlPath = (path: string): string =>
  path.split(".").every(isPlainName) ? path : `"${path.replaceAll('"', '""')}"`;

/** An expression with other SQL for each of its paths. */
export function rewrittenSql(sql: string, inSql: (path: string) => string): string {
  const checked = checkFieldExpression(sql);
  if (checked.status === "refused") throw new Error(`a draft has an expression that check refuses: ${sql}`);
  return checked.paths.reduceRight(
    (text, { path, start, stop }) => text.slice(0, start) + inSql(path) + text.slice(stop),
    sql,
  );
}
