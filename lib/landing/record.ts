import { hash } from "node:crypto";
import { parseDateExpression } from "../config/date-expression.ts";
import { dateReader } from "../config/date-format.ts";
import type { FieldMapping, Stream } from "../config/schema.ts";
import { entities } from "../entities.ts";
import { pathInRecord, pathOfEach } from "../record-path.ts";
import type { MappedColumns } from "./formats/columns.ts";
import { otherDomain } from "./other-domain.ts";

/** The text at a path of a record; null when it is missing or empty. */
export type PathValue = string | null;

/** The fields stored beside a record's payload. */
export interface RecordEnvelope {
  readonly recordId: string | null;
  readonly updatedAt: string | null;
  /** The account's internet domain in its other form, if it has one. */
  readonly otherDomain: string | null;
  /** The date the record lands on. */
  readonly landedOn: string;
}

/** Which of the wanted values are a record's id and time of change, where its envelope has nothing else. */
export interface CopiedValues {
  readonly recordId: number;
  /** -1 for none. */
  readonly updatedAt: number;
}

export interface EnvelopeReader {
  /** Undefined where more is to do than to copy values. */
  readonly copied: CopiedValues | undefined;
  /** Whether {@link read} looks at the payload, or at the values alone. */
  readonly needsPayload: boolean;
  /** The paths whose values {@link EnvelopeReader.read} wants, in this order. */
  readonly paths: readonly string[];
  read(payload: string, values: readonly PathValue[], file: string): RecordEnvelope;
}

const firstDate = "1970-01-01";

/**
 * How the records of a stream get their ids and dates. The id is the value at the path of the entity's key;
 * if that is not mapped, the parts of its key, if it has any; otherwise a hash of the content. An event's
 * hash includes its file, so that equal rows of two files are two events, and a file that has grown repeats
 * its events. A record whose elements are rows has the id that `record` names. The record lands on the date of `backdate`, if that is readable and between 1970 and
 * `landedOn`, otherwise on `landedOn`.
 */
export function envelopeReader(stream: Stream, landedOn: string): EnvelopeReader {
  const paths: string[] = [];
  const atPath = (path: string): number => {
    if (!paths.includes(path)) paths.push(path);
    return paths.indexOf(path);
  };
  const at = (field: string): number | undefined => {
    const path = landedPath(stream, pathOf(stream.fields[field]));
    return path === undefined ? undefined : atPath(path);
  };
  const key = keyPathOf(stream);
  const recordId = key === undefined ? undefined : atPath(key);
  const nameOf = recordName(stream, { keyAt: recordId, at });
  const updatedAt = at("updated_at");
  const domain = stream.entity === "accounts" ? at("domain") : undefined;
  const dateOf = recordDate(stream, atPath);
  const isCopied = domain === undefined && stream.backdate === undefined;
  return {
    paths,
    copied: recordId !== undefined && isCopied ? { recordId, updatedAt: updatedAt ?? -1 } : undefined,
    needsPayload: nameOf === byContent || nameOf === byFileAndContent,
    read(payload, values, file) {
      const date = dateOf(values);
      return {
        recordId: nameOf(payload, values, file),
        updatedAt: updatedAt === undefined ? null : (values[updatedAt] ?? null),
        otherDomain: domain === undefined ? null : otherDomain(values[domain] ?? null),
        landedOn: date !== undefined && date >= firstDate && date <= landedOn ? date : landedOn,
      };
    },
  };
}

/** The time zone of the times that date a record; a field that is a date keeps the day that the export shows. */
export function datingZone({ backdate, timezone, entity, fields }: Stream): string | undefined {
  const dating = typeof backdate === "string" ? fields[backdate] : backdate;
  if (dating === undefined || (typeof dating === "object" && "sql" in dating)) return undefined;
  const field = entities[entity].fields.find(({ name }) => name === backdate);
  return field?.type === "date" ? undefined : timezone;
}

/** The date that `backdate` names in a record. */
function recordDate(
  stream: Stream,
  atPath: (path: string) => number,
): (values: readonly PathValue[]) => string | undefined {
  const { backdate, fields } = stream;
  const dating = typeof backdate === "string" ? fields[backdate] : backdate;
  if (typeof dating === "object" && "sql" in dating) {
    const expression = parseDateExpression(dating.sql);
    const places = new Map(expression.paths.map((path) => [path, atPath(landedPath(stream, path) ?? path)]));
    return (values) => expression.dateOf((path) => values[places.get(path) ?? -1] ?? null);
  }
  const path = landedPath(stream, pathOf(dating));
  if (path === undefined) return () => undefined;
  const [place, read] = [atPath(path), dateReader(formatOf(dating), datingZone(stream))];
  return (values) => {
    const text = values[place] ?? null;
    return text === null ? undefined : read(text);
  };
}

type NameOf = (payload: string, values: readonly PathValue[], file: string) => string | null;

const digest = (text: string) => hash("sha256", text, "hex").slice(0, 32);
/** Of the text as a JSON string, as all versions have hashed it: ids of records stay as they were. */
const byContent: NameOf = (payload) => digest(JSON.stringify(payload));
const byFileAndContent: NameOf = (payload, _, file) => digest(`${file}\n${JSON.stringify(payload)}`);

/** The path of what names the records of a stream; undefined where no path does. */
export function keyPathOf(stream: Named & Pick<Stream, "record">): string | undefined {
  const { entity, fields, each, record } = stream;
  const own = pathOf(fields[entities[entity].key]);
  if (each === undefined) return own;
  return record ?? (typeof each === "string" ? undefined : landedPath(stream, own));
}

/** The part of a mapping that says how its records are named. */
type Named = Pick<Stream, "entity" | "fields" | "each">;

/** The path in a record that a path of the mapping means; undefined in an element, which landing does not read. */
export const landedPath = ({ each }: Pick<Stream, "each">, path: string | undefined): string | undefined =>
  each === undefined || path === undefined ? path : pathInRecord(path, each);

/** Whether a stream has events without ids, so that the file is part of their identity. */
function isNamedByFile({ entity, fields }: Named): boolean {
  const { key, kind } = entities[entity];
  return kind === "events" && fields[key] === undefined;
}

function recordName(
  stream: Stream,
  { keyAt, at }: { readonly keyAt: number | undefined; readonly at: (field: string) => number | undefined },
): NameOf {
  const { key, keyParts = [] } = entities[stream.entity];
  if (keyAt !== undefined) return (_, values) => values[keyAt] ?? null;
  if (isNamedByFile(stream)) return byFileAndContent;
  if (keyParts.length === 0 || stream.fields[key] !== undefined) return byContent;
  const parts = keyParts.flatMap((field) => textOf(stream.fields[field], at(field)) ?? []);
  if (parts.length < keyParts.length) return byContent;
  return (_, values) => {
    const texts = parts.map((part) => part(values));
    return texts.includes(null) ? null : texts.join(":");
  };
}

function textOf(
  mapping: FieldMapping | undefined,
  index: number | undefined,
): ((values: readonly PathValue[]) => PathValue) | undefined {
  if (index !== undefined) return (values) => values[index] ?? null;
  if (typeof mapping === "object" && "value" in mapping) return () => String(mapping.value);
  return undefined;
}

function pathOf(mapping: FieldMapping | undefined): string | undefined {
  if (typeof mapping === "string") return mapping;
  return mapping !== undefined && "field" in mapping ? mapping.field : undefined;
}

function formatOf(mapping: FieldMapping | undefined): string | undefined {
  return typeof mapping === "object" && "field" in mapping ? mapping.format : undefined;
}

/** The columns that a stream's mapping needs in a file with columns. */
export function mappedColumns(stream: Stream): MappedColumns {
  const { fields, attributes, backdate, where, each, record } = stream;
  const mappings = Object.values(fields);
  const dated = typeof backdate === "object" ? [backdate] : [];
  const paths = [...[...mappings, ...dated].map(pathOf), ...Object.values(attributes)];
  const mentioned = [
    ...[...mappings, ...dated].flatMap((mapping) =>
      typeof mapping === "object" && "sql" in mapping ? namesIn(mapping.sql) : [],
    ),
    ...namesIn(where ?? ""),
  ];
  const landed = (path: string | undefined) => landedPath(stream, path);
  return {
    required: [each === undefined ? each : pathOfEach(each), record, ...paths.map(landed)].filter(
      (path) => path !== undefined,
    ),
    mentioned: mentioned.map(landed).filter((name) => name !== undefined),
  };
}

/** Names in an expression, and its words too: to read it as SQL is not for landing. */
const namesIn = (sql: string): string[] =>
  [...sql.matchAll(/"((?:[^"]|"")*)"|[A-Za-z_][A-Za-z0-9_]*/g)].map(
    ([word, quoted]) => quoted?.replaceAll('""', '"') ?? word,
  );
