import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import { sampledRecords } from "../../lib/preview/sampled-records.ts";

const lines = Buffer.from(`${JSON.stringify({ id: "1" })}\n`.repeat(100_000));

test.each([
  ["things.ndjson", lines],
  ["things.ndjson.gz", gzipSync(lines, { level: 0 })],
])("the file of %s is closed once enough of its records are read", async (key, content) => {
  const chunks = [content.subarray(0, 1 << 20), content.subarray(1 << 20)];
  const body = Readable.from(chunks, { objectMode: false });
  const inbox = {
    list: async function* () {
      yield { key, bytes: content.length, modified: new Date(0), etag: "1" };
    },
    head: async () => undefined,
    get: async () => ({ body, bytes: content.length, etag: "1" }),
  };
  const { records } = await sampledRecords(inbox, {
    ...{ path: "things.*", format: "ndjson", delimiter: ",", encoding: "utf-8" },
  });
  expect(records).toHaveLength(250);
  await vi.waitFor(() => expect(body.destroyed).toBe(true));
});
