import type { Config, Stream } from "../../config/schema.ts";
import type { Entity, EntityField } from "../../entities.ts";
import { elementItself } from "../../record-path.ts";
import {
  cellProblemsSql,
  filtered,
  flawOf,
  flawSql,
  inTheFuture,
  rejectReason,
  separatorsSql,
  tooLate,
} from "../cells/cell-problems.ts";
import { type FieldSql, fieldSql } from "../cells/field-sql.ts";
import { extraction, withPathsRead } from "../cells/json-path.ts";
import { isNotUseSql } from "../cells/not-use.ts";
import { plainText } from "../cells/plain-text-sql.ts";
import { gapsSql } from "../cells/words-sql.ts";
import { eachSql, type RowsSql } from "../elements/each-sql.ts";
import { listOutcomes } from "../elements/elements-sql.ts";
import { partId } from "../elements/parts-sql.ts";
import { cte, indented, literal } from "../text.ts";
import { isHistory, isKnownFromTheStart } from "./known-later.ts";
import { columnOf, type EntityShape, endingField, isLeftOut, stagedColumns } from "./staged-columns.ts";

/** A stream of the config, with the names by which tables and messages know it. */
export interface NamedStream {
  readonly source: string;
  readonly stream: string;
  readonly mapping: Stream;
}

/** Every stream of a config, in its order. */
export const namedStreams = ({ sources }: Pick<Config, "sources">): readonly NamedStream[] =>
  sources.flatMap(({ name, streams }) =>
    Object.entries(streams).map(([stream, mapping]) => ({ source: name, stream, mapping })),
  );

/**
 * The CTEs that read one stream's raw table once: each record's texts, its values and its flaws, and finally,
 * as `name`, the columns of `staged_<entity>`.
 */
export function streamSql(
  entity: Entity,
  named: NamedStream,
  shape: EntityShape = {},
): { readonly name: string; readonly ctes: string } {
  const { source, stream, mapping } = named;
  const name = `${source}_${stream}`;
  const impersonal = entity.fields.filter(({ heldIn }) => heldIn === undefined);
  const fields = impersonal.map((field) => happenedSql(field, keyedSql(entity, field, mapping)));
  const { where } = mapping;
  const read = [...(where === undefined ? [] : [where]), ...fields.flatMap(({ said }) => said ?? [])];
  const { paths, over } = withPathsRead(read);
  const several = eachSql(name, mapping, read);
  const isKeyMapped = mapping.fields[entity.key] !== undefined;
  const said = [
    `${isKeyMapped || entity.kind === "state" ? "record_id" : numberedRecord(mapping)} as raw_record_id`,
    "load as load_id",
    "landed as landed_on",
    "cast(replace(substr(extracted_at, 1, 23), 'T', ' ') as timestamp(3)) as extracted_at",
    "position",
    "payload",
    ...(several?.columns ?? []),
    ...(isHistory(entity, mapping) ? ["loaded_on"] : []),
    ...(where === undefined ? [] : [`${over(where)} as is_wanted`]),
    ...fields.flatMap(({ name, said }) => (said === undefined ? [] : [`${over(said)} as ${name}_said`])),
    ...(entity.name === "accounts" ? [`${attributesSql(mapping)} as attributes`, "other_domain"] : []),
    ...(impersonal.some(({ words }) => words !== undefined) ? [gapsSql] : []),
  ];
  const texts = fields.map(({ name, text }) => `${indented(text, 2)} as ${name}_text`);
  const steps = fields.flatMap(({ step }) =>
    step === undefined ? [] : [`${indented(step.sql, 2)} as ${step.column}`],
  );
  const values = fields.map(({ name, value }) => `${indented(value, 2)} as ${name}`);
  const recordIdFrom = isKeyMapped ? entity.key : (calculatedKey(entity, mapping) ?? "raw_record_id");
  const flaws = fields.flatMap((field) => flawSql(field) ?? []);
  const rows = several === undefined ? `${name}_landed` : `${name}_elements`;
  const ctes = [
    cte(`${name}_landed`, landedColumns, `raw_${name}`),
    ...(several?.ctes ?? []),
    ...(paths.length === 0 ? [] : [cte(`${name}_paths`, ["*", ...paths], rows)]),
    cte(`${name}_said`, said, paths.length === 0 ? rows : `${name}_paths`),
    cte(`${name}_texts`, ["*", ...texts], `${name}_said`),
    ...(steps.length === 0 ? [] : [cte(`${name}_formed`, ["*", ...steps], `${name}_texts`)]),
    cte(`${name}_values`, ["*", ...values], steps.length === 0 ? `${name}_texts` : `${name}_formed`),
    cte(`${name}_flaws`, ["*", ...flaws, separatorsSql], `${name}_values`),
    cte(
      `${name}_checked`,
      ["*", `${recordIdFrom} as record_id`, reasonSql(entity, recordIdFrom, fields, { mapping, several })],
      `${name}_flaws`,
    ),
    finalCte(entity, named, { fields, name, shape, several }),
  ];
  return { name, ctes: ctes.join(",\n\n") };
}

/** A text that would break a line of raw is stored percent-encoded. */
const decoded = (text: string): string => `case when is_encoded then url_decode(${text}) else ${text} end`;

/** SQL reads a record's payload, or its readable form if the engines would read the payload differently. */
const landedColumns = [
  `${decoded("record_id")} as record_id`,
  "load",
  "landed",
  "extracted_at",
  "position",
  `${decoded("payload")} as payload`,
  `${decoded("coalesce(readable, payload)")} as readable`,
  "other_domain",
  "coalesce(cast(loaded_on as date), cast(substr(extracted_at, 1, 10) as date)) as loaded_on",
];

/**
 * The record id made of its parts, where landing could not make it as it calculates no part: the id would be the
 * content's, and a row with any other cell another record. Null where a part is.
 */
function calculatedKey({ keyParts = [] }: Entity, { fields }: Stream): string | undefined {
  const isCalculated = (part: string): boolean => typeof fields[part] === "object" && "sql" in fields[part];
  if (!keyParts.some(isCalculated)) return undefined;
  return keyParts.map((part) => `cast(${part} as varchar)`).join(" || ':' || ");
}

/** Events without an id are identified by their content and place; equal events of a load are numbered. */
function numberedRecord({ each }: Stream): string {
  const place = each === undefined ? "" : ", place";
  const named = each === undefined ? "record_id" : "record_id || '#' || cast(place as varchar)";
  return `${named} || '#' || cast(row_number() over (partition by load, landed, record_id${place} order by record_id) as varchar)`;
}

/** Landing has already read the record's key where a path names it; it reads no element. */
function keyedSql(entity: Entity, field: EntityField, { fields, nulls, timezone, each }: Stream): FieldSql {
  const mapping = fields[field.name];
  const namesRecord = field.name === entity.key;
  // Of a field that the stream does not map, a joined stream gives the value.
  const isRequired = field.isRequired && mapping !== undefined;
  const sql = fieldSql({ ...field, isRequired }, mapping, { namesRecord, nulls, timezone, each });
  const path = typeof mapping === "object" && "field" in mapping ? mapping.field : mapping;
  if (field.name !== entity.key || typeof path !== "string" || typeof each === "string") return sql;
  if (each === undefined) return { ...sql, said: "record_id" };
  return path === elementItself ? sql : { ...sql, said: partId };
}

function attributesSql({ attributes, each }: Stream): string {
  const names = Object.keys(attributes).map(literal);
  if (names.length === 0) return "cast(null as varchar)";
  const texts = Object.values(attributes).map((path) => plainText(extraction(path, { each })));
  return `json_format(cast(map(array[${names.join(", ")}], array[${texts.join(", ")}]) as json))`;
}

function reasonSql(
  { key, kind }: Entity,
  recordIdFrom: string,
  fields: readonly FieldSql[],
  { mapping, several }: { readonly mapping: Stream; readonly several: RowsSql | undefined },
): string {
  const { where, not_use, lookback_days } = mapping;
  const reasons = [
    ...(several?.reasons ?? []),
    ...(where === undefined ? [] : [{ when: "not is_wanted", reason: filtered }]),
    ...fields.flatMap(({ filter }) => (filter === undefined ? [] : [{ when: filter, reason: filtered }])),
    ...(not_use === undefined ? [] : [{ when: isNotUseSql(not_use), reason: filtered }]),
    { when: `${recordIdFrom} is null`, reason: `missing ${key}` },
    ...fields
      .filter(({ isEssential }) => isEssential)
      .flatMap(({ name, flaws }) =>
        flaws.map(({ reason }) => ({
          when: `${flawOf(name)} = ${literal(reason)}`,
          reason: rejectReason(reason, name),
        })),
      ),
  ];
  if (kind === "events")
    reasons.push({
      when: `cast(occurred_at as date) < cast(landed_on - interval '${lookback_days}' day as date)`,
      reason: tooLate,
    });
  const cases = reasons.map(({ when, reason }) => `            when ${when} then ${literal(reason)}`);
  return ["case", ...cases, "        end as reject_reason"].join("\n");
}

/** The field, with the flaw of a date after its landing if it tells when something happened. */
function happenedSql({ hasHappened }: EntityField, sql: FieldSql): FieldSql {
  const { name, flaws, isEssential } = sql;
  if (hasHappened !== true || !isEssential) return sql;
  return {
    ...sql,
    flaws: [...flaws, { when: isAfterLanding(name), reason: inTheFuture, said: `${name}_text` }],
  };
}

/**
 * Whether a time is more than a day, for the sake of time zones, after the row's real landing: a file, or a record of
 * a history, may land on an earlier date than it came.
 */
const isAfterLanding = (time: string): string =>
  ["landed_on", "extracted_at"]
    .map((landing) => `cast(${time} as date) > cast(${landing} + interval '1' day as date)`)
    .join(" and ");

function finalCte(
  entity: Entity,
  { source, stream, mapping }: NamedStream,
  {
    fields,
    name,
    shape,
    several,
  }: {
    readonly fields: readonly FieldSql[];
    readonly name: string;
    readonly shape: EntityShape;
    readonly several: RowsSql | undefined;
  },
) {
  const isPast = isHistory(entity, mapping);
  const constants: Readonly<Record<string, string>> = {
    source: literal(source),
    stream: literal(stream),
    known_on: isPast ? "case when is_outline then landed_on else loaded_on end" : "landed_on",
    is_outline: isPast ? "shapes.is_outline" : "false",
    content_hash: "to_hex(md5(to_utf8(payload)))",
    reject_payload: "case when reject_reason is not null then payload end",
    cell_problems: indented(
      cellProblemsSql(fields, { notForCells: several?.reasons.map(({ reason }) => reason) }),
      2,
    ),
    usage_date: "cast(occurred_at as date)",
    [isLeftOut]: `coalesce(reject_reason = ${literal(filtered)}, false)`,
    ...endingColumn(entity, mapping.fields, fields),
    parent_id: "cast(null as varchar)",
    ...(several === undefined ? {} : elementConstants(several)),
  };
  const contents = new Map(
    entity.fields.flatMap((field) => {
      const column = columnOf(entity, field)?.name;
      const sql = fields.find(({ name }) => name === field.name);
      if (column === undefined || sql === undefined) return [];
      const said = contentSql(entity, field, source);
      const meant = said === field.name ? sql.meaning : said;
      const value = sql.isInclusive ? dayAfter(meant) : meant;
      const isMasked = isPast && !isKnownFromTheStart(entity, sql);
      return [[column, isMasked ? `case when not is_outline then ${value} end` : value] as const];
    }),
  );
  const columns = stagedColumns(entity, shape).map(({ name }) => {
    const value = constants[name] ?? contents.get(name) ?? name;
    return value === name ? name : `${value} as ${name}`;
  });
  if (!isPast) return cte(name, columns, `${name}_checked`);
  const shapes = [
    `${name}_checked`,
    "    cross join (values (false), (true)) as shapes (is_outline)",
    "    where not shapes.is_outline",
    "        or (reject_reason is null and loaded_on > landed_on)",
  ];
  return cte(name, columns, shapes.join("\n"));
}

const outcomes = listOutcomes.map(literal).join(", ");

/** Columns of a row that is an element, or stands for the record of elements. */
const elementConstants = ({ rejected }: RowsSql): Readonly<Record<string, string>> => ({
  parent_id: `case when list_outcome in (${outcomes}) then parent_id end`,
  content_hash: "to_hex(md5(to_utf8(payload || '#' || cast(place as varchar))))",
  reject_payload: [
    "case",
    `            when reject_reason is null or reject_reason in (${outcomes}) then null`,
    "            when place = 0 then payload",
    `            else ${rejected}`,
    "        end",
  ].join("\n"),
});

/** An unreadable end is like a missing one: whether the record is open is unknown. */
function endingColumn(
  { name: entity }: Entity,
  mapped: Readonly<Record<string, unknown>>,
  fields: readonly FieldSql[],
): Readonly<Record<string, string>> {
  const name = endingField[entity];
  if (name === undefined) return {};
  const column = `is_${name}_mapped`;
  const ending = fields.find((field) => field.name === name);
  if (ending === undefined || mapped[name] === undefined) return { [column]: "false" };
  return { [column]: ending.flaws.length === 0 ? "true" : `${flawOf(name)} is null` };
}

/** Accounts are named with their source before them, so that names of two sources never meet. */
function contentSql(entity: Entity, { name }: EntityField, source: string): string {
  const column = columnOf(entity, { name, type: "varchar", isRequired: false, comment: "" })?.name;
  if (column === "other_account_key") return "other_source || ':' || other_account_id";
  return column?.endsWith("_key") ? `${literal(`${source}:`)} || ${name}` : name;
}

/** The last of all days that are written with four digits of a year has none after it. */
const dayAfter = (day: string): string =>
  `case when ${day} < date '9999-12-31' then cast(${day} + interval '1' day as date) else ${day} end`;
