import type { FieldMapping, Stream } from "../config/schema.ts";
import { checkFieldExpression } from "../dialect/expression.ts";
import type { Path } from "../project/problem.ts";
import { pathOfEach } from "../record-path.ts";

/** A path into the export that a stream's mapping names, and where the config names it. */
export interface MappedPath {
  readonly path: string;
  /** Below the stream, such as `fields`, `amount`. */
  readonly at: Path;
}

/** Every path that the mapping of a stream names. */
export function mappedPaths({
  each,
  record,
  where,
  fields,
  attributes,
  backdate,
}: Stream): readonly MappedPath[] {
  const ofLists: readonly MappedPath[] = [
    ...(each === undefined
      ? []
      : [{ path: pathOfEach(each), at: typeof each === "string" ? ["each"] : ["each", "field"] }]),
    ...(record === undefined ? [] : [{ path: record, at: ["record"] }]),
  ];
  return [
    ...ofLists,
    ...(where === undefined ? [] : pathsOf({ sql: where }, ["where"])),
    ...Object.entries(fields).flatMap(([field, mapping]) => pathsOf(mapping, ["fields", field])),
    ...Object.entries(attributes).map(([name, path]): MappedPath => ({ path, at: ["attributes", name] })),
    ...(typeof backdate === "object" ? pathsOf(backdate, ["backdate"]) : []),
  ];
}

/** Every path that one field's mapping names. */
export const pathsOfMapping = (mapping: FieldMapping): readonly string[] =>
  pathsOf(mapping, []).map(({ path }) => path);

function pathsOf(mapping: FieldMapping | NonNullable<Stream["backdate"]>, at: Path): readonly MappedPath[] {
  if (typeof mapping === "string") return [{ path: mapping, at }];
  if ("field" in mapping) return [{ path: mapping.field, at }];
  if (!("sql" in mapping)) return [];
  const checked = checkFieldExpression(mapping.sql);
  return checked.status === "accepted" ? checked.paths.map(({ path }) => ({ path, at })) : [];
}
