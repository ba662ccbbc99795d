import { encodingExists } from "iconv-lite";
import { accountColumns, type KnownMeasure, scoreColumns } from "../../config/columns.ts";
import { builtInSource } from "../../config/schema.ts";
import { checkFieldCondition } from "../../dialect/expression.ts";
import { isPlainName } from "../../dialect/names.ts";
import { entities } from "../../entities.ts";
import { nearest } from "../../nearest.ts";
import type { ConfigParts, NamedStream, Part } from "../parts.ts";
import { type Finding, oneOf } from "../problem.ts";
import { elementFindings } from "./elements.ts";
import { keyFeatureFindings, notUseFindings } from "./features.ts";
import {
  dateExpressionFindings,
  dateFormatFindings,
  fieldFindings,
  recordExpressionFindings,
  recordPathFindings,
} from "./fields.ts";
import { joinedTo, joinFindings } from "./joins.ts";
import { priceFindings } from "./prices.ts";
import { timezoneFindings } from "./schedule.ts";
import { repeated } from "./unique.ts";

/** Sources and streams: names, modes that fit their entities, paths, fields and attributes. */
export function streamFindings(parts: ConfigParts, measures: readonly KnownMeasure[]): readonly Finding[] {
  const { sourceNames, streams } = parts;
  const hasAccounts = streams.parts.some(({ value }) => value.entity === "accounts");
  return [
    ...sourceNames
      .filter(({ value }) => value === builtInSource)
      .map(({ path, value }) => ({
        path,
        found: value,
        expected: "another name",
        reason: "this name is reserved",
      })),
    ...repeated(sourceNames, "name"),
    ...tableNameFindings(streams.parts),
    ...(hasAccounts || !streams.isWhole
      ? []
      : [
          {
            path: ["sources"],
            found: undefined,
            expected: "a stream of entity accounts",
          },
        ]),
    ...streams.parts.flatMap((stream) => [
      ...modeFindings(stream),
      ...pathFindings(stream),
      ...backdateFindings(stream),
      ...encodingFindings(stream),
      ...listFindings(stream),
      ...whereFindings(stream),
      ...streamTimezoneFindings(stream),
      ...notUseFindings(stream),
      ...elementFindings(stream),
      ...fieldFindings(stream, joinedTo(stream.value, streams.parts)),
      ...priceFindings(stream, joinedTo(stream.value, streams.parts)),
      ...joinFindings(stream, streams),
    ]),
    ...keyFeatureFindings(parts),
    ...attributeFindings(streams.parts, measures),
  ];
}

/** Raw records of a stream are the table `raw_<source>_<stream>`: no two may have the same. */
function tableNameFindings(streams: readonly Part<NamedStream>[]): readonly Finding[] {
  return streams.flatMap(({ path, value: { source, name } }, index) => {
    const twin = streams
      .slice(0, index)
      .find(
        ({ value }) => value.source !== source && `${value.source}_${value.name}` === `${source}_${name}`,
      );
    if (twin === undefined) return [];
    const reason = `its table raw_${source}_${name} is also the table of ${twin.value.source}'s ${twin.value.name}`;
    return [{ path, found: name, isKey: true, expected: "another name", reason }];
  });
}

function modeFindings({ path, value: { mode, entity } }: Part<NamedStream>): readonly Finding[] {
  const isEvents = entities[entity].kind === "events";
  if (isEvents === (mode === "append")) return [];
  const expected = isEvents ? "append" : "full or upsert";
  const reason = isEvents
    ? `${entity} is a stream of events, which never change: append`
    : `${entity} can change: full or upsert`;
  return [{ path: [...path, "mode"], found: mode, expected, reason }];
}

function pathFindings({ path, value: { path: glob, backdate } }: Part<NamedStream>): readonly Finding[] {
  const at = { path: [...path, "path"], found: glob, expected: "a glob below the project folder" };
  if (glob.startsWith("/") || glob.split("/").includes(".."))
    return [{ ...at, reason: "a path must stay below the project folder: no leading / and no .." }];
  const [placeholder] = glob.match(/(?<!\\)\{(?!date\})[^{},]*\}/) ?? [];
  if (placeholder !== undefined && !placeholder.includes(".."))
    return [
      {
        ...at,
        reason: `${placeholder} stands for nothing: {date} is the date in a file's name, such as 2026-09-14 or 20260914`,
      },
    ];
  if (glob.includes("{date}") && backdate !== undefined)
    return [
      {
        ...at,
        reason:
          "{date} lands each file on its date, backdate each record on its own date: use only one of them",
      },
    ];
  return [];
}

function backdateFindings({ path, value: stream }: Part<NamedStream>): readonly Finding[] {
  const { backdate, mode, entity, fields } = stream;
  if (backdate === undefined) return [];
  const at = { path: [...path, "backdate"], found: backdate };
  if (mode === "full")
    return [
      {
        ...at,
        expected: "no backdate",
        reason:
          "a full snapshot has no history to backdate. Use {date} in its path to make each date a snapshot",
      },
    ];
  if (typeof backdate === "object" && "sql" in backdate)
    return dateExpressionFindings([...path, "backdate", "sql"], backdate.sql);
  if (typeof backdate === "object")
    return [
      ...recordPathFindings([...path, "backdate", "field"], backdate.field),
      ...dateFormatFindings([...path, "backdate", "format"], backdate.format),
    ];
  const mapping = fields[backdate];
  if (typeof mapping === "object" && "sql" in mapping)
    return dateExpressionFindings([...path, "backdate"], mapping.sql);
  const dated = entities[entity].fields
    .filter(
      ({ name, type }) => (type === "date" || type === "timestamp(3)") && isReadFromRecord(fields[name]),
    )
    .map(({ name }) => name);
  if (dated.includes(backdate)) return [];
  return [{ ...at, expected: `a mapped date: ${oneOf(dated)}`, nearest: nearest(backdate, dated) }];
}

const isReadFromRecord = (mapping: NamedStream["fields"][string] | undefined): boolean =>
  typeof mapping === "string" || (typeof mapping === "object" && "field" in mapping);

function encodingFindings({ path, value: { encoding } }: Part<NamedStream>): readonly Finding[] {
  if (encodingExists(encoding)) return [];
  const common = ["utf-8", "utf-16le", "latin1", "windows-1252", "windows-1251", "shift_jis", "gb18030"];
  return [
    {
      path: [...path, "encoding"],
      found: encoding,
      expected: `an encoding such as ${oneOf(common)}`,
      nearest: nearest(encoding, common),
    },
  ];
}

function listFindings({ path, value: { list, format, path: glob } }: Part<NamedStream>): readonly Finding[] {
  const isJson = format === undefined ? /\.json(\.gz)?$/i.test(glob) : format === "json";
  if (list === undefined || isJson) return [];
  const reason = "only a JSON file is an object around a list: set format: json too, or leave list out";
  return [{ path: [...path, "list"], found: list, expected: "no list", reason }];
}

const streamTimezoneFindings = ({ path, value: { timezone } }: Part<NamedStream>): readonly Finding[] =>
  timezone === undefined ? [] : timezoneFindings([...path, "timezone"], timezone);

function whereFindings({ path, value: { where, timezone } }: Part<NamedStream>): readonly Finding[] {
  if (where === undefined) return [];
  return recordExpressionFindings([...path, "where"], where, checkFieldCondition(where), timezone);
}

/** Attributes are columns of the account to predicates, so they share one space of names with all others. */
function attributeFindings(
  streams: readonly Part<NamedStream>[],
  measures: readonly KnownMeasure[],
): readonly Finding[] {
  const named = streams.flatMap(({ path, value: { entity, attributes } }) =>
    Object.keys(attributes).map((name) => ({ path: [...path, "attributes"], value: name, entity })),
  );
  const taken = new Set([...Object.keys(accountColumns), ...Object.keys(scoreColumns)]);
  return [
    ...repeated(named, "attribute"),
    ...streams.flatMap(({ path, value: { attributes } }) =>
      Object.entries(attributes).flatMap(([name, at]) =>
        recordPathFindings([...path, "attributes", name], at),
      ),
    ),
    ...named.flatMap(({ path, value: name, entity }): readonly Finding[] => {
      const at = { path, found: name, expected: "another name" };
      if (entity !== "accounts")
        return [
          {
            ...at,
            expected: "no attributes",
            reason: `only streams of accounts have attributes, and this stream is ${entity}`,
          },
        ];
      if (taken.has(name)) return [{ ...at, reason: `${name} is a column of accounts: map it under fields` }];
      if (measures.some((measure) => measure.name === name))
        return [{ ...at, reason: `${name} is a measure` }];
      if (!isPlainName(name))
        return [{ ...at, reason: `${name} is a reserved word of SQL: write another_name: ${name}` }];
      return [];
    }),
  ];
}
