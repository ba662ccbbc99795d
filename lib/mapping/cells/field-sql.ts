import { type NumberFormat, numberFormat } from "../../config/number-format.ts";
import type { FieldMapping } from "../../config/schema.ts";
import type { Bounds, EntityField } from "../../entities.ts";
import type { ColumnType } from "../../models/model.ts";
import type { Each } from "../../record-path.ts";
import { usualNulls } from "../../words/usual-nulls.ts";
import { foldWord, meaningOf } from "../../words/vocabulary.ts";
import { indented, literal } from "../text.ts";
import { castOf, wordFor } from "./cast-sql.ts";
import { lostCharacter } from "./cell-problems.ts";
import { extraction, listExtraction, type PathStart } from "./json-path.ts";
import { formedKey, isKey, keyIn } from "./key-sql.ts";
import { plainNumber } from "./number-sql.ts";
import { isOneOf } from "./one-of.ts";
import { plainText } from "./plain-text-sql.ts";
import { foldedSql, meaningSql } from "./words-sql.ts";
import { instantSql, isClockSql } from "./zoned-sql.ts";

/**
 * How a field is read from a record in steps, each an SQL expression over the columns of the previous one: the text
 * in the record, the text of the value, of some fields one more, and the value.
 */
export interface FieldSql {
  readonly name: string;
  readonly type: ColumnType;
  /** Over `readable`: the text in the record; undefined for a field without a path. */
  readonly said: string | undefined;
  /** Over `<name>_said`: blank becomes null, and words become their meanings. */
  readonly text: string;
  /** A step before the value, if the field needs one. */
  readonly step: Step | undefined;
  /** Over `<name>_text`, or that and the column of the step. */
  readonly value: string;
  /** The possible flaws, over all columns; the first that holds counts. */
  readonly flaws: readonly Flaw[];
  /** Holds for a row that the mapping filters out: a required field has a word that is mapped to null. */
  readonly filter?: string;
  /** Whether a flaw in this field rejects the row; otherwise the cell becomes null and the row counts. */
  readonly isEssential: boolean;
  /** Over all columns: the value, or null when it is out of bounds. */
  readonly meaning: string;
  readonly isImmutable: boolean;
  /** Whether the value is the last day of something, and the field the day after it. */
  readonly isInclusive: boolean;
}

/** Over `<name>_text`: the form of a key, the time that a clock shows, or a number in plain digits. */
export interface Step {
  readonly column: string;
  readonly sql: string;
}

/** One way in which a cell can be wrong. */
export interface Flaw {
  /** An SQL condition that holds for a wrong cell. */
  readonly when: string;
  /** `missing`, `unknown word`, `out of bounds`, … */
  readonly reason: string;
  /** The column with the text of the cell; undefined where nothing is told. */
  readonly said: string | undefined;
}

export interface FieldContext extends PathStart {
  /** Whether the field is the record's id. */
  readonly namesRecord?: boolean;
  /** The stream's own texts for no value. */
  readonly nulls?: readonly string[] | undefined;
  /** The time zone of times without an offset. */
  readonly timezone?: string | undefined;
}

/**
 * The SQL of a mapped field; an unmapped field is null and never a flaw. Required fields, the key, and fields
 * whose empty cell has a meaning are essential.
 */
export function fieldSql(
  field: EntityField,
  mapping: FieldMapping | undefined,
  { namesRecord = false, nulls = [], timezone, each }: FieldContext = {},
): FieldSql {
  const sql = {
    ...mappedSql(field, mapping, { nulls, each }),
    ...zonedSql(field, mapping, timezone),
    ...numberSql(field, mapping),
  };
  const { name, bounds, ruledOut, hasDefault = false } = field;
  const isEssential = isNeeded(field) || namesRecord || hasDefault;
  if (bounds === undefined || mapping === undefined) return { ...sql, isEssential, meaning: name };
  const isOutside = outside(name, bounds);
  const invalid = [
    { when: isOutside, reason: "out of bounds" },
    ...(ruledOut === undefined ? [] : [ruledOut]),
  ];
  return {
    ...sql,
    flaws: [...sql.flaws, ...invalid.map((each) => ({ ...each, said: `${name}_text` }))],
    isEssential,
    meaning: isEssential ? name : `case when not (${isOutside}) then ${name} end`,
  };
}

/** Whether a row without a value is rejected. */
const isNeeded = ({ isRequired, mayBeEmpty }: EntityField): boolean => isRequired && mayBeEmpty !== true;

function outside(name: string, { moreThan, from, to }: Bounds): string {
  const limits = [
    ...(moreThan === undefined ? [] : [`${name} <= ${moreThan}`]),
    ...(from === undefined ? [] : [`${name} < ${from}`]),
    ...(to === undefined ? [] : [`${name} > ${to}`]),
  ];
  return limits.join(" or ");
}

function mappedSql(
  field: EntityField,
  mapping: FieldMapping | undefined,
  { nulls, each }: PathStart & { readonly nulls: readonly string[] },
): Omit<FieldSql, "isEssential" | "meaning"> {
  const { name, type, isRequired, isList } = field;
  const missing = { when: isNothing(field), reason: "missing", said: undefined };
  const flaws = isNeeded(field) ? [missing] : [];
  const base = {
    ...{ name, type, flaws, isImmutable: isImmutable(mapping), isInclusive: isInclusive(mapping) },
    step:
      isKey(field) && mapping !== undefined
        ? { column: `${name}_formed`, sql: formedKey(`${name}_text`) }
        : undefined,
  };
  if (mapping === undefined) return { ...base, ...unmappedSql(field, each) };
  const given = typeof mapping === "string" ? { field: mapping } : mapping;
  if ("value" in given) return { ...base, said: undefined, ...constantSql(given.value, field) };
  if ("sql" in given) {
    const failed = { when: `${name}_said is null`, reason: "expression failed", said: undefined };
    return {
      ...base,
      said: given.sql,
      text: saidText(field, nulls),
      value: valueSql(field),
      flaws: [failed, ...flaws, ...unreadable(field)],
    };
  }
  return {
    ...base,
    said: isList ? listExtraction(given.field, { each }) : extraction(given.field, { each }),
    text: isKey(field) && isAsSaid(given, nulls) ? `${name}_said` : textSql(field, given, nulls),
    value: valueSql(field, given.format),
    flaws: [...unknownWord(field, given, nulls), ...flaws, ...unreadable(field)],
    ...(isRequired ? leftOut(field, given) : {}),
  };
}

/** Null, or an unambiguous word that must not be missed: other words are no flaws in an unmapped field. */
function unmappedSql(
  { name, type, words, unmapped }: EntityField,
  each: Each | undefined,
): Pick<FieldSql, "said" | "text" | "value"> {
  if (unmapped === undefined || words === undefined)
    return { said: undefined, text: "cast(null as varchar)", value: `cast(null as ${type})` };
  const { path, meanings } = unmapped;
  const known = Object.entries(words.meanings).filter(([meaning]) => meanings.includes(meaning));
  return {
    said:
      typeof each !== "string"
        ? extraction(path)
        : `coalesce(${extraction(path)}, ${extraction(`^${path}`, { each })})`,
    text: foldedSql(`${name}_said`),
    value: meaningSql(`${name}_text`, { meanings: Object.fromEntries(known) }),
  };
}

const nothing = "cast(null as varchar)";
const foldedNulls = [...new Set(usualNulls.map(foldWord))];

/** The text of a cell that no `values` of the mapping settle. */
function saidText({ name, type, words }: EntityField, nulls: readonly string[]): string {
  const said = `${name}_said`;
  const text = words === undefined ? blankAsNull(said, type) : foldedSql(said);
  if (nulls.length === 0) return text;
  return [
    "case",
    `    when coalesce(trim(${said}) not in (${textsOf(nulls)}), true) then ${indented(text, 1)}`,
    "end",
  ].join("\n");
}

const textsOf = (words: readonly string[]): string => words.map((word) => literal(word.trim())).join(", ");

function valueSql(field: EntityField, format?: string): string {
  if (isKey(field)) return keyIn(`${field.name}_formed`);
  const text = `${field.name}_text`;
  if (field.type === "varchar" && field.words === undefined && field.isProse !== true) return plainText(text);
  return field.words === undefined ? castOf(text, field.type, format) : meaningSql(text, field.words);
}

/** Texts in which nothing can be read, of a field that is more than text: by these a cell is empty. */
const isNullText = ({ words }: EntityField, text: string): string =>
  `coalesce(${words === undefined ? isOneOf(`lower(${text})`, usualNulls) : isOneOf(text, foldedNulls)}, true)`;

/**
 * Whether the cell is empty. Only few cells have no value, and a CASE looks up the usual nulls only for
 * those.
 */
function isNothing(field: EntityField): string {
  const { name, type, words } = field;
  // Of a key nothing may be left once it has the form of keys.
  if (isKey(field)) return `${name} is null`;
  if (type === "varchar" && words === undefined) return `${name} is null`;
  return `case when ${name} is null then ${isNullText(field, `${name}_text`)} else false end`;
}

/** A timestamp of a time zone: the clock where the text has no offset, and the instant itself where it has one. */
function zonedSql(
  { name, type }: EntityField,
  mapping: FieldMapping | undefined,
  timezone: string | undefined,
): Partial<Pick<FieldSql, "step" | "value">> {
  if (type !== "timestamp(3)" || mapping === undefined || timezone === undefined) return {};
  const format = typeof mapping === "object" && "format" in mapping ? mapping.format : undefined;
  const [text, clock] = [`${name}_text`, `${name}_clock`];
  const isClock = isClockSql(text, format);
  if (isClock === undefined) return {};
  const instant = indented(instantSql(clock, timezone), 1);
  return {
    step: { column: clock, sql: castOf(text, type, format) },
    value: ["case", `    when ${isClock} then ${instant}`, `    else ${clock}`, "end"].join("\n"),
  };
}

/** A number that the export writes in a form of its own. */
function numberSql(
  { name, type }: EntityField,
  mapping: FieldMapping | undefined,
): Partial<Pick<FieldSql, "step" | "value">> {
  const format = numberFormatOf(mapping);
  if (format === undefined) return {};
  const column = `${name}_plain`;
  return { step: { column, sql: plainNumber(`${name}_text`, format) }, value: castOf(column, type) };
}

const numberFormatOf = (mapping: FieldMapping | undefined): NumberFormat | undefined =>
  typeof mapping === "object" && "number" in mapping && mapping.number !== undefined
    ? numberFormat(mapping.number)
    : undefined;

/** A text that is not a value of the field's type, or an unknown word. Of a required field, what is not missing. */
function unreadable(field: EntityField): readonly Flaw[] {
  const { name, type, words } = field;
  const isTold = `case when ${name} is null then not ${isNullText(field, `${name}_text`)} else false end`;
  const when = isNeeded(field) ? `${name} is null` : isTold;
  if (words !== undefined) return [{ when, reason: "unknown word", said: `${name}_said` }];
  if (type === "varchar") return damaged(field);
  return [{ when, reason: `not a ${wordFor[type]}`, said: `${name}_text` }];
}

/** A text with U+FFFD for a character that a tool lost counts with what is left of it; a key is compared as it is. */
const damaged = (field: EntityField): readonly Flaw[] =>
  isKey(field) || isNeeded(field)
    ? []
    : [
        {
          when: `strpos(${field.name}_text, chr(65533)) > 0`,
          reason: lostCharacter,
          said: `${field.name}_text`,
        },
      ];

/** A word that is mapped to null in a required field: an offered rating is not an answer. */
function leftOut({ name }: EntityField, { values = {} }: PathMapping): Pick<FieldSql, "filter"> {
  const words = Object.entries(values).flatMap(([word, meaning]) => (meaning === null ? [word.trim()] : []));
  return words.length === 0 ? {} : { filter: `trim(${name}_said) in (${textsOf(words)})` };
}

/** In a field without known words, only the words of the mapping are valid. */
function unknownWord(
  { name, type, words }: EntityField,
  { values }: PathMapping,
  nulls: readonly string[],
): readonly Flaw[] {
  if (values === undefined || words !== undefined) return [];
  const known = textsOf(["", ...Object.keys(values), ...nulls]);
  const isUnknown = `trim(${name}_said) not in (${known})`;
  const isNull = type === "varchar" ? "" : ` and not ${isOneOf(`lower(trim(${name}_said))`, usualNulls)}`;
  return [{ when: `${isUnknown}${isNull}`, reason: "unknown word", said: `${name}_said` }];
}

const isInclusive = (mapping: FieldMapping | undefined): boolean =>
  typeof mapping === "object" && "inclusive" in mapping && mapping.inclusive === true;

export const isImmutable = (mapping: FieldMapping | undefined): boolean =>
  typeof mapping === "object" &&
  ("value" in mapping || ("immutable" in mapping && mapping.immutable === true));

/** A config's own constant is read once, as it would be in a record. */
const constantSql = (value: string | number | boolean, field: EntityField) => ({
  text: constantText(value, field),
  value: valueSql(field),
});

/** The config gives the meaning as text. */
const constantText = (value: string | number | boolean, { words }: EntityField): string =>
  literal(words === undefined ? String(value) : foldWord(meaningOf(words, String(value)) ?? String(value)));

const blankAsNull = (text: string, type: ColumnType): string =>
  type === "varchar" ? `case when trim(${text}) <> '' then ${text} end` : `nullif(trim(${text}), '')`;

type PathMapping = Extract<FieldMapping, { field: string }>;

/** The form of a key already shows that it is empty. */
const isAsSaid = ({ values, default: fallback }: PathMapping, nulls: readonly string[]): boolean =>
  values === undefined && fallback === undefined && nulls.length === 0;

/** First the mapping's own words, then the default of an empty cell, then the text of the cell. */
function textSql(field: EntityField, mapping: PathMapping, nulls: readonly string[]): string {
  const { values, default: fallback } = mapping;
  const said = `${field.name}_said`;
  const constant = (value: string | number | boolean): string => {
    const format = numberFormatOf(mapping);
    return format === undefined || typeof value !== "number"
      ? constantText(value, field)
      : literal(String(value).replace(".", format.decimal));
  };
  const settled = Object.entries(values ?? {}).map(([word, meaning]) => {
    const text = meaning === null ? nothing : constant(meaning);
    return `    when trim(${said}) = ${literal(word.trim())} then ${text}`;
  });
  const other = saidText(field, nulls);
  const isEmpty =
    field.type === "varchar" && field.words === undefined ? `${other} is null` : isNullText(field, other);
  const whenEmpty = fallback === undefined ? [] : [`    when ${isEmpty} then ${constant(fallback)}`];
  const unsettled =
    values === undefined || field.words !== undefined ? [`    else ${indented(other, 1)}`] : [];
  if (settled.length + whenEmpty.length === 0) return other;
  return ["case", ...settled, ...whenEmpty, ...unsettled, "end"].join("\n");
}
