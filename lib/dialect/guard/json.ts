const pathSteps = /^\$(?:\.[A-Za-z_][A-Za-z0-9_]*|\["[^"\\[\]]+"\]|\[\d{1,4}\])+$/;

/** Why a path cannot be followed in a JSON text on both engines; undefined when it can. */
export const reasonAgainstJsonPath = (path: string): string | undefined =>
  pathSteps.test(path)
    ? undefined
    : `a path is written as $.name, $["any name"] or $.list[0], and has no other signs`;

/**
 * Whether a text (an SQL expression) is one JSON object or list; false for null. Trino's functions give null for other
 * texts; DuckDB's fail, except for `json_size` of sql/macros.sql.
 */
export const isJson = (text: string): string =>
  `(coalesce(regexp_like(${text}, '[}\\]]\\s*$'), false) and json_size(${text}, '$') is not null)`;

/**
 * The scalar at a path of a JSON text; null where there is none. The engines write numbers otherwise than JSON has them,
 * each in its own way, except for whole ones of up to 18 digits: `isOdd` holds for any other number.
 */
export function scalarAt(text: string, path: string): { readonly sql: string; readonly isOdd: string } {
  const found = `case when ${isJson(text)} then json_format(json_extract(${text}, ${path})) end`;
  const isAlike = `regexp_like(${found}, '^(?:"|-?[0-9]{1,18}$|true$|false$)')`;
  return {
    sql: `case when ${isAlike} then json_extract_scalar(${text}, ${path}) end`,
    isOdd: `coalesce(regexp_like(${found}, '^-?[0-9]') and not ${isAlike}, false)`,
  };
}
