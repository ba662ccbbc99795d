import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { SampledInbox } from "../../lib/preview/sampled-inbox.ts";
import type { ReadableStore } from "../../lib/storage/object-store.ts";

const lines = "id\n1\n22\n333\n";

/** An inbox that gives its one file in chunks of so many bytes. */
const inboxOf = (chunk: number): ReadableStore => ({
  list: async function* () {},
  head: async (key) => ({ key, bytes: lines.length, etag: "e" }),
  get: async () => {
    const chunks = Array.from({ length: Math.ceil(lines.length / chunk) }, (_, index) =>
      Buffer.from(lines.slice(index * chunk, (index + 1) * chunk)),
    );
    return { body: Readable.from(chunks), bytes: lines.length, etag: "e" };
  },
});

const read = async (key: string, { most, chunk }: { readonly most: number; readonly chunk: number }) => {
  const object = await new SampledInbox(inboxOf(chunk), () => most).get(key);
  return object === undefined ? "" : text(object.body);
};

test.each([1, 2, 3, 5, 100])(
  "a file of lines is cut at the end of a line, in chunks of %s bytes",
  async (chunk) => {
    expect(await read("a.csv", { most: 5, chunk })).toBe("id\n1\n");
    expect(await read("a.csv", { most: 6, chunk })).toBe("id\n1\n22\n");
    expect(await read("a.csv", { most: 100, chunk })).toBe(lines);
  },
);

test("a file that cannot be cut stays whole", async () => {
  expect(await read("a.csv.gz", { most: 3, chunk: 4 })).toBe(lines);
  expect(await read("a.parquet", { most: 3, chunk: 4 })).toBe(lines);
});
