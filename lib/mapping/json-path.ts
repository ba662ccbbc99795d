import { literal } from "./text.ts";

const plainSegment = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The levels of a field's path: `a.b` is b within a, and `"a.b"` one name with a dot in it. */
export function pathSegments(path: string): readonly string[] {
  const segments = path.match(/"(?:[^"\\]|\\.)*"|[^.]+/g) ?? [];
  return segments.map((segment) =>
    segment.length > 1 && segment.startsWith('"') && segment.endsWith('"')
      ? segment.slice(1, -1).replace(/\\(.)/g, "$1")
      : segment,
  );
}

/** Reads the text at a path of a JSON record; null where there is nothing, an object or a list. */
export const extraction = (path: string, record = "payload"): string =>
  `json_extract_scalar(${record}, ${jsonPath(path)})`;

/** Reads the text at a path, or the JSON of a list there. */
export const listExtraction = (path: string): string =>
  `coalesce(${extraction(path)}, nullif(json_format(json_extract(payload, ${jsonPath(path)})), 'null'))`;

function jsonPath(path: string): string {
  const steps = pathSegments(path).map((segment) =>
    plainSegment.test(segment) ? `.${segment}` : `["${segment.replace(/["\\]/g, "\\$&")}"]`,
  );
  return literal(`$${steps.join("")}`);
}

/** What an expression reads where it names a path of the record: nothing is null there. */
export const pathRead = (path: string): string => `nullif(${extraction(path)}, '')`;

const readPaths = /nullif\(json_extract_scalar\(payload, '(?:[^']|'')*'\), ''\)/g;

/** Expressions over columns `path_1`, `path_2` … instead of the paths that they name, so that each is read once. */
export function withPathsRead(expressions: readonly string[]): {
  readonly paths: readonly string[];
  readonly over: (expression: string) => string;
} {
  const paths = [...new Set(expressions.flatMap((expression) => expression.match(readPaths) ?? []))];
  return {
    paths: paths.map((path, index) => `${path} as path_${index + 1}`),
    over: (expression) => expression.replace(readPaths, (path) => `path_${paths.indexOf(path) + 1}`),
  };
}
