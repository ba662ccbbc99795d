import { AmbiguousColumn, MissingColumn } from "../errors.ts";

/** The columns that a mapping needs in a file. */
export interface MappedColumns {
  /** Paths whose column must exist in the file. */
  readonly required: readonly string[];
  /** Names that expressions of the mapping may mean. */
  readonly mentioned: readonly string[];
}

/**
 * Names for the columns of a file. A mapped column gets the name in the mapping, ignoring spaces, Unicode forms and,
 * where no column has the same letters, upper and lower case. Names are unique and not empty.
 * @throws MissingColumn @throws AmbiguousColumn for a mapped name that several columns have
 */
export function namedColumns(
  file: string,
  given: readonly string[],
  { required, mentioned }: MappedColumns,
): readonly string[] {
  const names = given.map(trimmed);
  for (const wanted of new Set(required)) {
    const alike = placesOfName(names, wanted);
    const [first, ...others] = alike;
    if (first === undefined) throw new MissingColumn(file, wanted, names);
    if (others.length > 0) throw new AmbiguousColumn(file, wanted, alike);
    names[first] = wanted;
  }
  const all = new Set([...required, ...mentioned]);
  for (const wanted of new Set(mentioned)) {
    const places = placesIn(names, (name) => name === wanted);
    if (places.length > 1) throw new AmbiguousColumn(file, wanted, places);
    // A word of the expression may be like a column that it names in other letters: "Date" and the type date.
    const [other, ...others] = placesIn(
      names,
      (name) => !all.has(name) && inOneCase(name) === inOneCase(wanted),
    );
    if (places.length === 0 && other !== undefined && others.length === 0) names[other] = wanted;
  }
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name, index) => {
    const isNew = name !== "" && !seen.has(name);
    seen.add(name);
    return isNew ? name : unused(name === "" ? `column ${index + 1}` : `${name} (${index + 1})`, taken);
  });
}

/** By the same letters; otherwise by those alike, then by those alike in upper or lower case. */
function placesOfName(names: readonly string[], wanted: string): number[] {
  const ways = [(name: string) => name, folded, inOneCase];
  const found = ways.map((way) => placesIn(names, (name) => way(name) === way(wanted)));
  return found.find((places) => places.length > 0) ?? [];
}

const placesIn = (names: readonly string[], isWanted: (name: string) => boolean): number[] =>
  names.flatMap((name, index) => (isWanted(name) ? [index] : []));

function unused(name: string, taken: Set<string>): string {
  let free = name;
  while (taken.has(free)) free += "_";
  taken.add(free);
  return free;
}

/** The characters to trim from a name: all kinds of spaces, and zero-width ones such as a byte order mark. */
const trimmed = (name: string): string =>
  name.replace(/^[\s\u200b-\u200d\u2060\ufeff]+|[\s\u200b-\u200d\u2060\ufeff]+$/g, "");

const folded = (name: string): string =>
  name
    .normalize("NFC")
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, "")
    .replace(/\s+/g, " ")
    .trim();

const inOneCase = (name: string): string => folded(name).toLowerCase();
