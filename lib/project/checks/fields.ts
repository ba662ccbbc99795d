import { parseDateExpression, UnreadableDateExpression } from "../../config/date-expression.ts";
import { InvalidDateFormat, parseDateFormat, utcDateOf } from "../../config/date-format.ts";
import { numberExamples, numberFormat } from "../../config/number-format.ts";
import type { FieldMapping } from "../../config/schema.ts";
import { type CheckedFieldExpression, checkFieldExpression } from "../../dialect/expression.ts";
import { type Bounds, type EntityField, entities } from "../../entities.ts";
import { hasAccountKey } from "../../mapping/staged/staged-columns.ts";
import type { ColumnType } from "../../models/model.ts";
import { nearest } from "../../nearest.ts";
import { meaningOf, meaningsOf } from "../../words/vocabulary.ts";
import type { NamedStream, Part } from "../parts.ts";
import { type Finding, oneOf, type Path } from "../problem.ts";
import { expressionFindings } from "./predicates.ts";

/**
 * A stream's fields: all of its entity, the required ones there or in a stream that is joined, each filled with what
 * fits its type.
 */
export function fieldFindings(
  { path, value: stream }: Part<NamedStream>,
  joined: readonly NamedStream[],
): readonly Finding[] {
  const { fields, key } = entities[stream.entity];
  const names = fields.map(({ name }) => name);
  // Records that belong to an account wait for what a joined stream gives; links and rates are whole in one row.
  const isGiven = hasAccountKey(entities[stream.entity]);
  const isNeeded = ({ name, isRequired }: EntityField) =>
    stream.join === undefined
      ? isRequired && !(isGiven && name !== key && joined.some((each) => each.fields[name] !== undefined))
      : name === key;
  const missing = fields.filter((field) => isNeeded(field) && !Object.hasOwn(stream.fields, field.name));
  return [
    ...missing.map(({ name, comment }) => ({
      path: [...path, "fields", name],
      found: undefined,
      expected: `${name}: ${comment}`,
    })),
    ...Object.entries(stream.fields).flatMap(([name, mapping]): readonly Finding[] => {
      const at = [...path, "fields", name];
      const field = fields.find((each) => each.name === name);
      if (field !== undefined) return mappingFindings(at, mapping, field, stream.timezone);
      const meant = nearest(name, names);
      return [
        {
          path: at,
          found: name,
          isKey: true,
          expected: `a field of ${stream.entity}: ${oneOf(names)}`,
          nearest: meant,
        },
      ];
    }),
  ];
}

function mappingFindings(
  path: Path,
  mapping: FieldMapping,
  field: EntityField,
  timezone: string | undefined,
): readonly Finding[] {
  if (typeof mapping === "string") return recordPathFindings(path, mapping);
  if ("sql" in mapping) {
    const { sql } = mapping;
    return [
      ...inclusiveFindings([...path, "inclusive"], mapping.inclusive, field),
      ...recordExpressionFindings([...path, "sql"], sql, checkFieldExpression(sql), timezone),
    ];
  }
  if ("value" in mapping) return constantFindings([...path, "value"], mapping.value, field);
  return [
    ...inclusiveFindings([...path, "inclusive"], mapping.inclusive, field),
    ...recordPathFindings([...path, "field"], mapping.field),
    ...formatFindings([...path, "format"], mapping.format, field),
    ...numberFindings([...path, "number"], mapping.number, field),
    ...constantFindings([...path, "default"], mapping.default, field),
    ...Object.entries(mapping.values ?? {}).flatMap(([word, value]) =>
      constantFindings([...path, "values", word], value ?? undefined, field),
    ),
  ];
}

/** What is wrong with an expression over a record; times that it reads itself would be UTC, whatever their zone. */
export function recordExpressionFindings(
  path: Path,
  sql: string,
  checked: CheckedFieldExpression,
  timezone: string | undefined,
): readonly Finding[] {
  if (checked.status === "refused") return expressionFindings(path, sql, checked.problems);
  const reason =
    `an expression reads times as UTC, not in the stream's timezone ${timezone}: ` +
    "give the text itself, which the field reads in it, or compare cast(… as date), the day that the export shows";
  return [
    ...checked.paths.flatMap((each) => recordPathFindings(path, each.path)),
    ...(timezone !== undefined && checked.readsTimes
      ? [{ path, found: sql, expected: "no cast to timestamp(3)", reason }]
      : []),
  ];
}

/** Only an end date can be given as a last day. */
function inclusiveFindings(
  path: Path,
  inclusive: boolean | undefined,
  field: EntityField,
): readonly Finding[] {
  if (inclusive !== true || field.isEnd === true) return [];
  return [{ path, found: inclusive, expected: "no inclusive", reason: `${field.name} is not an end date` }];
}

/** Whether a path has Bellwether's syntax, and not that of another path language. */
export function recordPathFindings(path: Path, found: string): readonly Finding[] {
  const wrong = (expected: string): readonly Finding[] => [
    { path, found, expected: `${expected}; to use this text as a name, quote it: '"${found}"'` },
  ];
  if (found.startsWith("$.") || found.startsWith("$[")) return wrong("a path without $ before it");
  if (/\[(?:\*|-\d+|)\](?=[.[]|$)/.test(found) && !found.startsWith('"'))
    return wrong("one list position, such as [0]");
  return [];
}

function formatFindings(path: Path, format: string | undefined, field: EntityField): readonly Finding[] {
  if (format === undefined) return [];
  if (field.type !== "date" && field.type !== "timestamp(3)")
    return [
      {
        path,
        found: format,
        expected: "no format",
        reason: `${field.name} has type ${field.type}, not a date`,
      },
    ];
  return dateFormatFindings(path, format);
}

function numberFindings(
  path: Path,
  number: string | undefined,
  { name, type }: EntityField,
): readonly Finding[] {
  if (number === undefined) return [];
  if (!numberTypes.includes(type))
    return [{ path, found: number, expected: "no number", reason: `${name} has type ${type}, not a number` }];
  if (numberFormat(number) !== undefined) return [];
  const expected = `1234.56 as the export writes it: ${oneOf(numberExamples)}`;
  return [{ path, found: number, expected, nearest: nearest(number, numberExamples) }];
}

const numberTypes: readonly ColumnType[] = ["bigint", "integer", "double", "decimal(18,2)", "decimal(28,10)"];

/** Whether a declared date format is unambiguous. */
export function dateFormatFindings(path: Path, format: string | undefined): readonly Finding[] {
  if (format === undefined) return [];
  try {
    parseDateFormat(format);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidDateFormat)) throw error;
    return [{ path, found: format, expected: "a date format", reason: error.message }];
  }
}

/** Whether landing supports an expression, with the same result as the engines. */
export function dateExpressionFindings(path: Path, sql: string): readonly Finding[] {
  const checked = checkFieldExpression(sql);
  if (checked.status === "refused") return expressionFindings(path, sql, checked.problems);
  try {
    parseDateExpression(sql);
    return [];
  } catch (error) {
    if (!(error instanceof UnreadableDateExpression)) throw error;
    return [{ path, found: sql, expected: "an expression that landing supports", reason: error.message }];
  }
}

/** Whether a constant in the config has the type of its field. */
function constantFindings(
  path: Path,
  value: string | number | boolean | undefined,
  { type, name, bounds = {}, words }: EntityField,
): readonly Finding[] {
  if (value === undefined) return [];
  const wrong = (expected: string): readonly Finding[] => [
    { path, found: value, expected: `${expected} for ${name}` },
  ];
  switch (type) {
    case "varchar":
      if (typeof value !== "string") return wrong("a text");
      return words === undefined || meaningOf(words, value) !== undefined
        ? []
        : [
            {
              path,
              found: value,
              expected: `a meaning for ${name}: ${oneOf(meaningsOf(words))}`,
              nearest: nearest(value, meaningsOf(words)),
            },
          ];
    case "boolean":
      return typeof value === "boolean" ? [] : wrong("true or false");
    case "bigint":
    case "integer":
      if (!Number.isSafeInteger(value)) return wrong("a whole number");
      return isWithin(Number(value), bounds) ? [] : wrong(inWords(bounds));
    case "double":
    case "decimal(18,2)":
    case "decimal(28,10)":
      if (typeof value !== "number" || !Number.isFinite(value)) return wrong("a number");
      return isWithin(value, bounds) ? [] : wrong(inWords(bounds));
    case "date":
    case "timestamp(3)":
      return typeof value === "string" && utcDateOf(value, undefined) !== undefined
        ? []
        : wrong("a date such as 2024-12-31");
  }
}

const isWithin = (
  value: number,
  { moreThan = -Infinity, from = -Infinity, to = Infinity }: Bounds,
): boolean => value > moreThan && value >= from && value <= to;

function inWords({ moreThan, from, to }: Bounds): string {
  const lowest = moreThan === undefined ? `from ${from}` : `more than ${moreThan}`;
  return `a number ${lowest}${to === undefined ? "" : ` to ${to}`}`;
}
