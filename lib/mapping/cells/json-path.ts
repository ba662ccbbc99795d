import { type Each, elementItself, pathInRecord, placesOf, type RecordPath } from "../../record-path.ts";
import { literal } from "../text.ts";

const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Reads the text at a path of a JSON record; null where there is nothing, an object or a list. Landing reads
 * keys and dates by the same rule: `lib/landing/formats/json-values.ts`.
 */
export function extraction(path: string, start: PathStart = {}): string {
  if (path === elementItself && start.each !== undefined)
    return typeof start.each === "string" ? elementText : "part";
  const { json, below } = started(path, start);
  return firstOf(jsonPaths(below).map((at) => `json_extract_scalar(${json}, ${at})`));
}

/** Reads an element that is a text itself. */
export const elementText = "json_extract_scalar(readable, '$')";

/** Reads the text at a path, or the JSON of a list there. */
export function listExtraction(path: string, start: PathStart = {}): string {
  if (path === elementItself && start.each !== undefined) return extraction(path, start);
  const { json, below } = started(path, start);
  const places = jsonPaths(below);
  return firstOf([
    ...places.map((at) => `json_extract_scalar(${json}, ${at})`),
    ...places.map((at) => `nullif(json_format(json_extract(${json}, ${at})), 'null')`),
  ]);
}

/** Reads the list at a path of a record, and the JSON of whatever is there. */
export function elementsAt(path: string): { readonly list: string; readonly json: string } {
  const found = jsonPaths(path).map((at) => `json_extract(readable, ${at})`);
  return {
    list: firstOf(found.map((json) => `try_cast(${json} as json array)`)),
    json: firstOf(found.map((json) => `json_format(${json})`)),
  };
}

/** Reads the text at a path of a record, and the JSON of whatever is there. */
export const textAt = (path: string): { readonly text: string; readonly json: string } => ({
  text: extraction(path),
  json: elementsAt(path).json,
});

/**
 * The stream whose path it is: in a list, `readable` is an element, and `record` the record around it; of a text that
 * is split, `part` is a part, and `readable` the record.
 */
export interface PathStart {
  readonly each?: Each | undefined;
}

function started(path: string, { each }: PathStart): { readonly json: string; readonly below: string } {
  const above = typeof each === "string" ? pathInRecord(path, each) : undefined;
  return above === undefined ? { json: "readable", below: path } : { json: "record", below: above };
}

const firstOf = (values: readonly string[]): string =>
  values.length === 1 ? String(values[0]) : `coalesce(${values.join(", ")})`;

/** The possible places of the value: an exact name takes precedence over the levels of a path. */
const jsonPaths = (path: string): string[] =>
  placesOf(path).map((steps) => literal(`$${steps.map(stepSql).join("")}`));

/** A step of a JSON path: a member of an object, or a place in a list. */
export function stepSql(step: RecordPath["steps"][number]): string {
  if (typeof step === "number") return `[${step}]`;
  return plainName.test(step) ? `.${step}` : `["${step.replace(/["\\]/g, "\\$&")}"]`;
}

/** The value that an expression reads at a path of the record; an empty text is null. */
export const pathRead = (path: string, start: PathStart = {}): string =>
  `nullif(${extraction(path, start)}, '')`;

const scalar = "json_extract_scalar\\((?:readable|record), '(?:[^']|'')*'\\)";
const readPaths = new RegExp(`nullif\\((?:${scalar}|coalesce\\(${scalar}, ${scalar}\\)), ''\\)`, "g");

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
