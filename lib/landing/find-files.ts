import picomatch from "picomatch";
import type { ObjectSummary } from "../storage/object-store.ts";

/** A file of an export; `date` where the stream's path has a `{date}`. */
export interface FoundFile extends ObjectSummary {
  readonly date: string | undefined;
}

const datePlaceholder = "{date}";
const dateStandIn = "BELLWETHERDATE";

/** The inbox files that match a stream's path, in key order, with their attributes. */
export async function findFiles<S extends ObjectSummary = ObjectSummary>(
  inbox: { list(prefix: string): AsyncIterable<S> },
  path: string,
): Promise<readonly (S & FoundFile)[]> {
  const match = fileMatcher(path);
  const found: (S & FoundFile)[] = [];
  for await (const summary of inbox.list(literalPrefix(path))) {
    const matched = match(summary.key);
    if (matched !== undefined) found.push({ ...summary, ...matched });
  }
  return found;
}

/** Tells whether a key matches a stream's path, and the date in it. */
export function fileMatcher(path: string): (key: string) => Pick<FoundFile, "date"> | undefined {
  const matcher = matcherOf(patternOf(path));
  return (key) => {
    const match = matcher.exec(key);
    return match === null ? undefined : { date: isoDate(match.groups?.date) };
  };
}

const isoDate = (text: string | undefined): string | undefined =>
  text?.replace(/^(\d{4})[-_]?(\d{2})[-_]?(\d{2})$/, "$1-$2-$3");

export function hasDate(path: string): boolean {
  return path.includes(datePlaceholder);
}

function matcherOf(pattern: string): RegExp {
  const { source } = picomatch.makeRe(pattern.replaceAll(datePlaceholder, dateStandIn));
  return new RegExp(
    source
      .replace(dateStandIn, "(?<date>\\d{4}-\\d{2}-\\d{2}|\\d{4}_\\d{2}_\\d{2}|\\d{8})")
      .replaceAll(dateStandIn, "\\k<date>"),
  );
}

/** The common prefix of all keys that match a stream's path. */
export function literalPrefix(path: string): string {
  return /^[^*?[\](){}!+@|\\]*/.exec(patternOf(path))?.[0] ?? "";
}

const patternOf = (path: string): string => path.replace(/^(\.\/)+/, "");
