import { type Entry, unreadable } from "./entry.ts";
import { entryReader } from "./json-values.ts";
import { readLines } from "./lines.ts";
import type { Utf8 } from "./text.ts";

/** A record a line; a line that is not a JSON object is unreadable, an empty one is nothing. */
export async function* readNdjson(
  text: Utf8,
  paths: readonly string[],
  keyPath?: string,
): AsyncGenerator<readonly Entry[]> {
  const toEntry = entryReader(paths, keyPath);
  for await (const lines of readLines(text)) {
    const entries: Entry[] = [];
    for (const { number, text: line, problem } of lines) {
      const record = line.trim();
      if (record === "") continue;
      entries.push(problem === undefined ? toEntry(number, record, line) : unreadable(number, problem, line));
    }
    yield entries;
  }
}
