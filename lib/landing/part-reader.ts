import { buffer } from "node:stream/consumers";
import { createZstdDecompress } from "node:zlib";
import type { ObjectStore, StoredObject } from "../storage/object-store.ts";
import { UnreadableFile } from "./errors.ts";
import { readLines } from "./formats/lines.ts";
import { openText } from "./formats/text.ts";
import { rawParts } from "./part-writer.ts";

/** The lines of all parts below a prefix. */
export async function* linesBelow(store: ObjectStore, prefix: string): AsyncGenerator<string> {
  for await (const { key } of store.list(prefix)) {
    const object = await store.get(key);
    if (object === undefined) continue;
    const body = key.endsWith(rawParts.ending) ? frames(object) : object.body;
    const text = await openText(body, { file: key, encoding: "utf-8" });
    for await (const lines of readLines(text))
      for (const { text: line, problem } of lines.take(Number.POSITIVE_INFINITY)) {
        if (problem !== undefined) throw new UnreadableFile(key, problem);
        if (line !== "") yield line;
      }
  }
}

/** The blocks of a part. Node decompresses one frame of zstd, and takes no notice of those that follow. */
async function* frames({ body }: StoredObject): AsyncGenerator<Buffer> {
  const part = await buffer(body);
  for (let at = 0; at < part.length; ) {
    const frame = createZstdDecompress();
    frame.end(part.subarray(at));
    yield* frame as AsyncIterable<Buffer>;
    at += frame.bytesWritten;
  }
}
