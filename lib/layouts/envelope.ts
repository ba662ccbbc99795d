import type { FieldMapping } from "../config/schema.ts";
import { mapValues } from "../map-values.ts";
import type { Columns } from "./columns.ts";
import type { PresetStream } from "./preset.ts";
import { rewrittenSql, sqlPath } from "./sql-path.ts";

/** The object that Airbyte writes a record into, unless it is told to write its fields as columns. */
export const airbyteEnvelope = "_airbyte_data";

/** What is in the records' envelopes; undefined where they have none. */
export function unwrapped({ rows, byPath }: Columns, envelope: string): Columns | undefined {
  const prefix = `${envelope}.`;
  const within = [...byPath].filter(([key]) => key.startsWith(prefix));
  if (within.length === 0) return undefined;
  const unprefixed = within.map(
    ([key, column]) =>
      [key.slice(prefix.length), { ...column, path: column.path.slice(prefix.length) }] as const,
  );
  return { rows, byPath: new Map(unprefixed) };
}

/** Whether the records are JSON in one cell, whose members no path reaches. */
export const isSealed = ({ byPath }: Columns): boolean =>
  [...(byPath.get(airbyteEnvelope)?.values.keys() ?? [])].some((text) => text.startsWith("{"));

/** A stream whose paths lead into the envelope. */
export function wrapped(layout: PresetStream, envelope: string): PresetStream {
  const prefix = `${envelope}.`;
  const { stream, fields, attributes, custom, customers_by } = layout;
  const isOfElements = typeof stream.each === "string";
  const inside = isOfElements
    ? (path: string) => insideElement(path, prefix)
    : (path: string) => `${prefix}${path}`;
  const settings = {
    ...(stream.where === undefined
      ? {}
      : { where: [stream.where].flat().map((condition) => wrappedSql(condition, inside)) }),
    ...(isOfElements
      ? { each: `${prefix}${String(stream.each)}`, record: `${prefix}${String(stream.record)}` }
      : {}),
  };
  return {
    ...layout,
    stream: { ...stream, ...settings },
    fields: mapValues(fields, (candidates) =>
      Array.isArray(candidates)
        ? candidates.map((mapping) => wrappedMapping(mapping, inside))
        : wrappedMapping(candidates, inside),
    ),
    attributes: mapValues(attributes, inside),
    custom: custom.map(inside),
    customers_by: customers_by === undefined ? undefined : inside(customers_by),
  };
}

/** Paths of an element stay; only those of its record lead through the envelope. */
const insideElement = (path: string, prefix: string): string =>
  path.startsWith("^") ? `^${prefix}${path.slice(1)}` : path;

function wrappedMapping(mapping: FieldMapping, inside: (path: string) => string): FieldMapping {
  if (typeof mapping === "string") return inside(mapping);
  if ("field" in mapping) return { ...mapping, field: inside(mapping.field) };
  if ("sql" in mapping) return { ...mapping, sql: wrappedSql(mapping.sql, inside) };
  return mapping;
}

const wrappedSql = (sql: string, inside: (path: string) => string): string =>
  rewrittenSql(sql, (path) => sqlPath(inside(path)));
