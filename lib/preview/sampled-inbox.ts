import { Readable } from "node:stream";
import type { ByteRange, ReadableStore, StoredObject } from "../storage/object-store.ts";

/** Files of lines, which can be cut after any line. */
const cuttable = /\.(csv|tsv|ndjson|jsonl)$/i;
const newline = 10;

/** An inbox whose files end with the first line after so many bytes; compressed and Parquet files stay whole. */
export class SampledInbox implements ReadableStore {
  readonly #inbox: ReadableStore;
  readonly #mostBytesOf: (key: string) => number;

  constructor(inbox: ReadableStore, mostBytesOf: (key: string) => number) {
    this.#inbox = inbox;
    this.#mostBytesOf = mostBytesOf;
  }

  list(prefix: string) {
    return this.#inbox.list(prefix);
  }

  head(key: string) {
    return this.#inbox.head(key);
  }

  async get(key: string, range?: ByteRange): Promise<StoredObject | undefined> {
    const object = await this.#inbox.get(key, range);
    const mostBytes = this.#mostBytesOf(key);
    if (object === undefined || range !== undefined || !cuttable.test(key) || object.bytes <= mostBytes)
      return object;
    return { ...object, body: Readable.from(cut(object.body, mostBytes)) };
  }
}

/** All up to the first line end after so many bytes. */
async function* cut(body: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of body) {
    const end = left > chunk.length ? -1 : chunk.indexOf(newline, Math.max(left - 1, 0));
    if (end >= 0) {
      yield chunk.subarray(0, end + 1);
      return;
    }
    left -= chunk.length;
    yield chunk;
  }
}
