import type { Source } from "../config/schema.ts";
import { nearest } from "../nearest.ts";
import { fileMatcher, literalPrefix } from "./find-files.ts";

interface Inbox {
  list(prefix: string): AsyncIterable<{ readonly key: string }>;
}

const mostShown = 3;
/** An inbox may hold a million files. */
const mostListed = 2_000;

/**
 * A line about what may be meant by a path that no file matches: files of its folder or, where that has none, of the
 * whole inbox, that no other path matches; undefined when nothing can be said.
 */
export async function nearFilesLine(
  inbox: Inbox,
  path: string,
  otherPaths: readonly string[],
): Promise<string | undefined> {
  const prefix = literalPrefix(path);
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const inFolder = await keysBelow(inbox, folder);
  const keys = inFolder.length > 0 ? inFolder : await keysBelow(inbox, "");
  const others = otherPaths.filter((other) => other !== path).map(fileMatcher);
  const free = keys.filter((key) => others.every((match) => match(key) === undefined));
  const similar = similarTo(path, free).slice(0, mostShown);
  if (similar.length > 0)
    return `Did you mean ${similar.join(", ")}? Correct the path, or name the file as it says.`;
  return inFolder.length > 0 || folder === "" ? undefined : `There is no file in ${folder}.`;
}

export const pathsOf = (sources: readonly Pick<Source, "streams">[]): readonly string[] =>
  sources.flatMap(({ streams }) => Object.values(streams).map(({ path }) => path));

async function keysBelow(inbox: Inbox, prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of inbox.list(prefix)) {
    if (!isHidden(key)) keys.push(key);
    if (keys.length === mostListed) break;
  }
  return keys;
}

/** Files of the lake, of git and of packages are no exports. */
const isHidden = (key: string): boolean => /(?:^|\/)(?:[.]|node_modules\/)/.test(key);

/** Equal but for capitals, then but for the extension, then the nearest by the letters of their names. */
function similarTo(path: string, keys: readonly string[]): readonly string[] {
  const lower = path.toLowerCase();
  for (const pattern of [lower, `${lower.replace(/[.][a-z0-9.]+$/, "")}.*`]) {
    const match = fileMatcher(pattern);
    const found = keys.filter((key) => match(key.toLowerCase()) !== undefined);
    if (found.length > 0) return found;
  }
  const meant = lettersOf(path);
  const near = meant === "" ? undefined : nearest(meant, keys.map(lettersOf));
  return keys.filter((key) => lettersOf(key) === near);
}

/** The name without its folder, wildcards, digits, punctuation and extension. */
const lettersOf = (key: string): string =>
  key
    .slice(key.lastIndexOf("/") + 1)
    .toLowerCase()
    .replaceAll("{date}", "")
    .replace(/[.].*$/, "")
    .replace(/\P{L}/gu, "");
