import { type Entry, unreadable } from "./entry.ts";
import { parseObject, pathReader } from "./json-values.ts";
import { readLines } from "./lines.ts";
import type { Utf8 } from "./text.ts";

/** A record a line; a line that is not a JSON object is unreadable, an empty one is nothing. */
export async function* readNdjson(text: Utf8, paths: readonly string[]): AsyncGenerator<readonly Entry[]> {
  const valuesOf = pathReader(paths);
  for await (const lines of readLines(text)) {
    const entries: Entry[] = [];
    for (const { number, text: line, problem } of lines) {
      const record = line.trim();
      if (record === "") continue;
      const object = problem ?? parseObject(record);
      if (typeof object === "string") entries.push(unreadable(number, object, line));
      else
        entries.push({ isReadable: true, payload: JSON.stringify(record), values: valuesOf(object, record) });
    }
    yield entries;
  }
}
