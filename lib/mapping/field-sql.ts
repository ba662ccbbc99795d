import type { FieldMapping } from "../config/schema.ts";
import type { Bounds, EntityField } from "../entities.ts";
import type { ColumnType } from "../models/model.ts";
import { castOf, wordFor } from "./cast-sql.ts";
import { extraction, listExtraction } from "./json-path.ts";
import { isKey, keyOf } from "./key-sql.ts";
import { literal } from "./text.ts";

/**
 * How a field of the entity comes out of a record, in three steps, each an SQL expression over the columns of
 * the step before: what the record says, the text that stands for the value, and the value.
 */
export interface FieldSql {
  readonly name: string;
  readonly type: ColumnType;
  /** Over `payload`: what the record says; undefined for a field that no path fills. */
  readonly said: string | undefined;
  /** Over `<name>_said`: blank is null, words are what they mean. */
  readonly text: string;
  /** Over `<name>_text`. */
  readonly value: string;
  /** Over all of them: pairs of what is wrong and its reason, the first that holds is the row's. */
  readonly reasons: readonly { readonly when: string; readonly reason: string }[];
  readonly isImmutable: boolean;
  /** Whether the value is the last day of something, and the field the day after it. */
  readonly isInclusive: boolean;
}

/** What a mapping says to SQL; a field that is not mapped is null, and never a reason. */
export function fieldSql(field: EntityField, mapping: FieldMapping | undefined): FieldSql {
  const sql = mappedSql(field, mapping);
  const { name, bounds } = field;
  if (bounds === undefined || mapping === undefined) return sql;
  return {
    ...sql,
    reasons: [...sql.reasons, { when: outside(name, bounds), reason: `out of bounds: ${name}` }],
  };
}

function outside(name: string, { moreThan, from, to }: Bounds): string {
  const limits = [
    ...(moreThan === undefined ? [] : [`${name} <= ${moreThan}`]),
    ...(from === undefined ? [] : [`${name} < ${from}`]),
    ...(to === undefined ? [] : [`${name} > ${to}`]),
  ];
  return limits.join(" or ");
}

function mappedSql(field: EntityField, mapping: FieldMapping | undefined): FieldSql {
  const { name, type, isRequired, isList } = field;
  const reasons: { when: string; reason: string }[] = [];
  // Of a key nothing may be left once it has the form of keys.
  const isMissing = isKey(field) ? `${name} is null` : `${name}_text is null`;
  if (isRequired) reasons.push({ when: isMissing, reason: `missing ${name}` });
  const base = { name, type, reasons, isImmutable: isImmutable(mapping), isInclusive: isInclusive(mapping) };
  if (mapping === undefined)
    return { ...base, said: undefined, text: "cast(null as varchar)", value: `cast(null as ${type})` };
  const given = typeof mapping === "string" ? { field: mapping } : mapping;
  if ("value" in given) return { ...base, said: undefined, ...constantSql(given.value, field) };
  const notA = {
    when: `${name}_text is not null and ${name} is null`,
    reason: `not a ${wordFor[type]}: ${name}`,
  };
  if ("sql" in given) {
    const failed = { when: `${name}_said is null`, reason: `expression failed: ${name}` };
    return {
      ...base,
      said: given.sql,
      text: blankAsNull(`${name}_said`, type),
      value: isKey(field) ? keyOf(`${name}_text`) : castOf(`${name}_text`, type),
      reasons: [failed, ...reasons, ...(type === "varchar" ? [] : [notA])],
    };
  }
  const { values, format } = given;
  const unknown = { when: unknownWord(`${name}_said`, values ?? {}), reason: `unknown word: ${name}` };
  return {
    ...base,
    said: isList ? listExtraction(given.field) : extraction(given.field),
    text: isKey(field) && isAsSaid(given) ? `${name}_said` : textSql(`${name}_said`, type, given),
    value: isKey(field) ? keyOf(`${name}_text`) : castOf(`${name}_text`, type, format),
    reasons: [...(values === undefined ? [] : [unknown]), ...reasons, ...(type === "varchar" ? [] : [notA])],
  };
}

const isInclusive = (mapping: FieldMapping | undefined): boolean =>
  typeof mapping === "object" && "inclusive" in mapping && mapping.inclusive === true;

const isImmutable = (mapping: FieldMapping | undefined): boolean =>
  typeof mapping === "object" &&
  ("value" in mapping || ("immutable" in mapping && mapping.immutable === true));

/** A config's own constant is read once, as it would be in a record. */
function constantSql(value: string | number | boolean, { name, type }: EntityField) {
  return { text: literal(String(value)), value: castOf(`${name}_text`, type) };
}

const blankAsNull = (text: string, type: ColumnType): string =>
  type === "varchar" ? `case when trim(${text}) <> '' then ${text} end` : `nullif(trim(${text}), '')`;

type PathMapping = Extract<FieldMapping, { field: string }>;

/** The form of keys says by itself when nothing is there. */
const isAsSaid = ({ values, default: fallback }: PathMapping): boolean =>
  values === undefined && fallback === undefined;

function textSql(said: string, type: ColumnType, { values, default: fallback }: PathMapping): string {
  const blank = blankAsNull(said, type);
  const cases = Object.entries(values ?? {}).map(([word, meaning]) => {
    const text = meaning === null ? "cast(null as varchar)" : literal(String(meaning));
    return `    when trim(${said}) = ${literal(word.trim())} then ${text}`;
  });
  const meaning = cases.length === 0 ? blank : ["case", ...cases, "end"].join("\n");
  if (fallback === undefined) return meaning;
  return [
    "case",
    `    when ${blank} is null then ${literal(String(fallback))}`,
    `    else ${meaning.replaceAll("\n", "\n    ")}`,
    "end",
  ].join("\n");
}

const unknownWord = (said: string, values: Readonly<Record<string, unknown>>): string =>
  `trim(${said}) not in (${["", ...Object.keys(values)].map((word) => literal(word.trim())).join(", ")})`;
