import type { FieldMapping } from "../config/schema.ts";
import { entities } from "../entities.ts";
import { pathsOfMapping } from "../preview/mapped-paths.ts";
import { type Each, pathOfEach } from "../record-path.ts";
import type { Dated, DraftField, DraftSetting, DraftStream } from "./draft-types.ts";
import { isoOf } from "./mixed-dates.ts";
import type { Renamed } from "./one-header.ts";
import { rewrittenSql, sqlPath } from "./sql-path.ts";

/**
 * A stream that reads each renamed column by both of its names, or why it cannot: an expression reads texts, and dates
 * of a few formats. What it cannot read is a question, unless the records need it.
 */
export function withBothNames(stream: DraftStream, renamed: readonly Renamed[]): DraftStream | string {
  if (renamed.length === 0) return stream;
  const byName = new Map(renamed.map((each) => [each.is.toLowerCase(), each]));
  const renamedAt = (path: string) => byName.get(path.toLowerCase());
  const inSql = (path: string): string => {
    const found = renamedAt(path);
    return found === undefined ? sqlPath(path) : `coalesce(${sqlPath(found.is)}, ${sqlPath(found.was)})`;
  };
  const renamedIn = (mapping: FieldMapping) =>
    pathsOfMapping(mapping).flatMap((path) => renamedAt(path) ?? [])[0];
  const bothIn = (fields: DraftStream["fields"]): DraftStream["fields"] =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([name, field]): readonly [string, DraftField][] => {
        const found = renamedIn(field.mapping);
        if (found === undefined) return [[name, field]];
        const mapping = readByBoth(field.mapping, inSql);
        if (mapping === undefined) return [];
        return [[name, { ...field, mapping, evidence: `${field.evidence}; ${namedBefore(found)}` }]];
      }),
    );
  const fields = bothIn(stream.fields);
  const { backdate, where, ...settings } = stream.settings;
  const dated = backdate === undefined ? undefined : datedByBoth(backdate.value as Dated, inSql, renamedIn);
  const needed = entities[stream.entity].fields.filter(({ isRequired }) => isRequired);
  const each = stream.settings.each?.value as Each | undefined;
  const isSplit = each !== undefined && renamedAt(pathOfEach(each)) !== undefined;
  const missing = needed.some(({ name }) => name in stream.fields && !(name in fields));
  if (isSplit || missing || (backdate !== undefined && dated === undefined))
    return `its columns have other names in some files: ${renamed.map(namedBefore).join(", ")}. Export all files with the same names`;
  const attributes = Object.entries(stream.attributes);
  const used = new Set(Object.values(fields).flatMap(({ mapping }) => renamedIn(mapping) ?? []));
  // Links read the same files as their accounts, which ask.
  const unread = stream.entity === "account_links" ? [] : renamed.filter((each) => !used.has(each));
  return {
    ...stream,
    settings: {
      ...settings,
      ...(where === undefined
        ? {}
        : { where: { ...where, value: rewrittenSql(String(where.value), inSql) } }),
      ...(backdate === undefined ? {} : { backdate: { ...backdate, value: dated } satisfies DraftSetting }),
    },
    fields,
    attributes: Object.fromEntries(attributes.filter(([, { mapping }]) => renamedIn(mapping) === undefined)),
    questions: [
      ...stream.questions,
      ...unread.map(
        (each) => `${each.is} is not used: ${namedBefore(each)}. Can all files have the same name for it?`,
      ),
    ],
  };
}

const namedBefore = ({ is, was, since }: Renamed): string =>
  `${was} became ${is} in the files from ${since} on`;

function readByBoth(mapping: FieldMapping, inSql: (path: string) => string): FieldMapping | undefined {
  if (typeof mapping === "string") return { sql: inSql(mapping) };
  if ("sql" in mapping) return { ...mapping, sql: rewrittenSql(mapping.sql, inSql) };
  if (!("field" in mapping)) return mapping;
  const { field, format, number, values, default: usual, ...flags } = mapping;
  if (number !== undefined || values !== undefined || usual !== undefined) return undefined;
  const sql = format === undefined ? inSql(field) : isoOf(inSql(field), format);
  return sql === undefined ? undefined : { sql, ...flags };
}

/** Landing evaluates it: the date of a text, whatever time of day follows. */
function datedByBoth(
  dated: Dated,
  inSql: (path: string) => string,
  renamedIn: (mapping: FieldMapping) => Renamed | undefined,
): Dated | undefined {
  if (renamedIn(dated) === undefined) return dated;
  if ("sql" in dated) return { sql: rewrittenSql(dated.sql, inSql) };
  const text =
    dated.format === undefined
      ? `substr(${inSql(dated.field)}, 1, 10)`
      : isoOf(inSql(dated.field), dated.format);
  return text === undefined ? undefined : { sql: `try_cast(${text} as date)` };
}
