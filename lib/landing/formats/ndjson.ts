import { type Entry, unreadable } from "./entry.ts";
import { entryReader } from "./json-values.ts";
import { plainJsonReader } from "./ndjson-plain.ts";
import { type GeneralReader, type PlainSink, readRows } from "./plain-rows.ts";
import type { Utf8 } from "./text.ts";

/** A record a line; a line that is not a JSON object is unreadable, an empty one is nothing. */
export function readNdjson(
  text: Utf8,
  paths: readonly string[],
  { keyPath, sink }: { readonly keyPath?: string | undefined; readonly sink?: PlainSink | undefined } = {},
): AsyncGenerator<readonly Entry[]> {
  const toEntry = entryReader(paths, keyPath);
  const reader = {
    read: (lines) =>
      lines.flatMap(({ number, text: line, problem }) => {
        const record = line.trim();
        if (record === "") return [];
        return problem === undefined ? toEntry(number, record, line) : unreadable(number, problem, line);
      }),
    end: () => [],
    isInRow: false,
    plain: sink && plainJsonReader(paths, sink),
  } satisfies GeneralReader;
  return readRows(text, reader, sink);
}
