import type { FieldMapping } from "../../config/schema.ts";
import { checkFieldExpression } from "../../dialect/expression.ts";
import { type Each, elementItself } from "../../record-path.ts";
import type { NamedStream, Part } from "../parts.ts";
import type { Finding, Path } from "../problem.ts";

/** A stream of the parts of a text: one of its paths is the part, and all others start in the record. */
export function partPathFindings(
  { path, value }: Part<NamedStream>,
  each: Exclude<Each, string>,
): readonly Finding[] {
  const { fields, attributes, where, backdate } = value;
  const mapped: readonly (readonly [Path, FieldMapping])[] = [
    ...Object.entries(fields).map(([name, mapping]) => [[...path, "fields", name], mapping] as const),
    ...Object.entries(attributes).map(([name, at]) => [[...path, "attributes", name], at] as const),
    ...(where === undefined ? [] : [[[...path, "where"], { sql: where }] as const]),
    ...(typeof backdate === "object" ? [[[...path, "backdate"], backdate] as const] : []),
  ];
  const isRead = mapped.some(([, mapping]) => pathsOf(mapping).includes(elementItself));
  const unread = {
    path: [...path, "each"],
    found: `{ field: ${each.field}, separator: ${each.separator} }`,
    expected: `a field with the path ${elementItself}`,
    reason: `no field reads the part, so that all rows of a record are equal: map a field, such as account_id, to ${elementItself}`,
  };
  return [
    ...mapped.flatMap(([at, mapping]) =>
      pathsOf(mapping)
        .filter((found) => found.startsWith("^"))
        .map((found) => ({
          ...{ path: at, found, expected: found.slice(1), nearest: found.slice(1) },
          reason: `a part of a text has no members, so that all paths start in the record without ^; ${elementItself} is the part`,
        })),
    ),
    ...(isRead ? [] : [unread]),
  ];
}

/** The paths of a mapping; none of an expression that is refused anyway. */
export function pathsOf(mapping: FieldMapping): readonly string[] {
  if (typeof mapping === "object" && "sql" in mapping) {
    const checked = checkFieldExpression(mapping.sql);
    return checked.status === "refused" ? [] : checked.paths.map(({ path }) => path);
  }
  const path = pathOf(mapping);
  return path === undefined ? [] : [path];
}

export function pathOf(mapping: FieldMapping): string | undefined {
  if (typeof mapping === "string") return mapping;
  return "field" in mapping ? mapping.field : undefined;
}
