import type { FieldMapping, Source, Stream } from "../../config/schema.ts";
import { guardFieldExpression } from "../../dialect/expression.ts";
import { mapValues } from "../../map-values.ts";
import { readText } from "./cast-sql.ts";
import { type PathStart, pathRead } from "./json-path.ts";

/**
 * Sources whose expressions read `readable`: of a field with `{ sql }`, the text of its result, empty for null,
 * and null when it fails; of `where`, whether it is true. The mapping's models are generated from these without
 * an SQL grammar.
 */
export function withReadExpressions(sources: readonly Source[]): Source[] {
  return sources.map((source) => ({
    ...source,
    streams: mapValues(source.streams, (stream) => ({
      ...stream,
      where: stream.where === undefined ? undefined : conditionSql(stream.where, stream),
      fields: mapValues(stream.fields, (mapping) => readExpression(mapping, stream)),
    })),
  }));
}

function readExpression(mapping: FieldMapping, stream: Stream): FieldMapping {
  return typeof mapping === "object" && "sql" in mapping
    ? { ...mapping, sql: expressionText(mapping.sql, stream) }
    : mapping;
}

/** Whether a condition is true over `readable`, and does not fail; never null. */
function conditionSql(condition: string, start: PathStart): string {
  const read = (path: string) => pathRead(path, start);
  const { kind } = guardFieldExpression(condition, read, readText);
  // The check accepts a text only if it is a path alone, which is read like a boolean field.
  const whole = kind === "text" ? `cast(${condition} as boolean)` : condition;
  const { sql, fails } = guardFieldExpression(whole, read, readText);
  const isTrue = `coalesce(${sql}, false)`;
  return fails === undefined ? isTrue : `(not ${fails} and ${isTrue})`;
}

/**
 * The text of an expression's result over `readable`: empty for null, and null when it fails. Its timestamps are
 * UTC, which the text says where a text without an offset would be read in another time zone.
 */
function expressionText(expression: string, stream: Stream): string {
  const { timezone } = stream;
  const read = (path: string) => pathRead(path, stream);
  const { sql, kind, fails } = guardFieldExpression(expression, read, readText);
  // Engines write a double as text in different ways; a decimal is written alike.
  const value = kind === "double" ? `try_cast(${sql} as decimal(38,10))` : sql;
  const unwritten = kind === "double" ? [`(${sql} is not null and ${value} is null)`] : [];
  const failures = [...(fails === undefined ? [] : [fails]), ...unwritten];
  const written = kind === "text" ? value : `cast(${value} as varchar)`;
  const text = kind === "timestamp" && timezone !== undefined ? `${written} || 'Z'` : written;
  const given = `coalesce(${text}, '')`;
  return failures.length === 0
    ? given
    : `case when ${failures.join(" or ")} then cast(null as varchar) else ${given} end`;
}
