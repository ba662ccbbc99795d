/** A path of the config into a record, such as `plan`, `a.b`, `items[0].price` or `"a name with . in it"`. */
export interface RecordPath {
  /** The whole text as an exact name, which takes precedence over its levels; undefined when quoted. */
  readonly name: string | undefined;
  /** Names of members and places in lists, from the top. */
  readonly steps: readonly (string | number)[];
}

/** Levels are separated by dots; a quoted level is one name, and `[0]` is the first of a list. */
export function recordPath(text: string): RecordPath {
  const levels = text.match(/"(?:[^"\\]|\\.)*"(?:\[\d{1,9}\])*(?=\.|$)|[^.]+/g) ?? [];
  const steps = levels.flatMap((level) => {
    const [, name = "", places = ""] = /^(.*?)((?:\[\d{1,9}\])*)$/s.exec(level) ?? [];
    const indexes = (places.match(/\d+/g) ?? []).map(Number);
    if (isQuoted(name)) return [name.slice(1, -1).replace(/\\(.)/g, "$1"), ...indexes];
    return name === "" ? indexes : [name, ...indexes];
  });
  return { name: text.startsWith('"') && steps.length > 0 ? undefined : text, steps };
}

const isQuoted = (level: string): boolean => level.length > 1 && level.startsWith('"') && level.endsWith('"');

/** The name of the column that a path means in a file whose rows have no levels. */
export function columnName(text: string): string {
  const { name, steps } = recordPath(text);
  const [only] = steps;
  return name ?? (steps.length === 1 && typeof only === "string" ? only : text);
}

/** What gives a record several rows: the path of its list, or a field whose text has several parts. */
export type Each = string | { readonly field: string; readonly separator: string };

/** The path of an element itself, where it is a text: a part of a cell, or an element of a list of texts. */
export const elementItself = ".";

/** The path of the list, or of the text that is split. */
export const pathOfEach = (each: Each): string => (typeof each === "string" ? each : each.field);

/**
 * The path in the record that a path of a mapping with `each` means; undefined where it starts in the element. A part
 * of a text has no members, so that all paths but its own start in the record; in a list, those that begin with ^ do.
 */
export function pathInRecord(path: string, each: Each): string | undefined {
  if (typeof each !== "string") return path === elementItself ? undefined : path;
  return path.startsWith("^") ? path.slice(1) : undefined;
}

/** The possible places of a value, in order of precedence. */
export function placesOf(text: string): readonly RecordPath["steps"][] {
  const { name, steps } = recordPath(text);
  const isOnlyName = steps.length === 1 && steps[0] === name;
  return name === undefined || isOnlyName || steps.length === 0
    ? [name === undefined ? steps : [name]]
    : [[name], steps];
}
