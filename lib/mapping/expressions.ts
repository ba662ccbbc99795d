import type { FieldMapping, Source } from "../config/schema.ts";
import { checkFieldExpression } from "../dialect/expression.ts";
import { extraction } from "./json-path.ts";

/**
 * Sources whose fields' `{ sql }` reads the record: each path that an expression names is its extraction from
 * `payload`. The mapping's models are made from these, so that making them needs no SQL grammar.
 */
export function withReadExpressions(sources: readonly Source[]): Source[] {
  return sources.map((source) => ({
    ...source,
    streams: mapValues(source.streams, (stream) => ({
      ...stream,
      fields: mapValues(stream.fields, readExpression),
    })),
  }));
}

function readExpression(mapping: FieldMapping): FieldMapping {
  return typeof mapping === "object" && "sql" in mapping
    ? { ...mapping, sql: expressionSql(mapping.sql) }
    : mapping;
}

/** A mapping's expression over `payload`. */
function expressionSql(sql: string): string {
  const checked = checkFieldExpression(sql);
  if (checked.status === "refused")
    throw new Error(`the config let an expression pass that cannot be read: ${sql}`);
  let text = sql;
  for (const { path, start, stop } of checked.paths.toReversed())
    text = `${text.slice(0, start)}nullif(${extraction(path)}, '')${text.slice(stop)}`;
  return text;
}

const mapValues = <V, W>(record: Readonly<Record<string, V>>, change: (value: V) => W): Record<string, W> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
