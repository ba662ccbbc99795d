import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readCsv } from "../../lib/landing/formats/csv.ts";
import type { Entry } from "../../lib/landing/formats/entry.ts";
import { readJsonArray } from "../../lib/landing/formats/json-array.ts";
import { readNdjson } from "../../lib/landing/formats/ndjson.ts";
import { openText } from "../../lib/landing/formats/text.ts";
import { LandingFixture } from "./fixture.ts";

let fixture: LandingFixture;
beforeEach(async () => {
  fixture = await LandingFixture.make();
});
afterEach(() => fixture.remove());

/** The bytes in chunks of these sizes, repeated. */
async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    yield bytes.subarray(start, start + size);
    start += size;
  }
}

const open = (text: string, sizes: readonly number[]) =>
  openText(cut(Buffer.from(text), sizes), { file: "f", encoding: "utf-8" });

async function entriesOf(blocks: AsyncIterable<readonly Entry[]>): Promise<Entry[]> {
  return (await Array.fromAsync(blocks)).flat();
}

const cell = fc
  .oneof(
    fc.string({ unit: "grapheme", maxLength: 8 }),
    fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r\n", " ", "ä", "🎉", "x"), maxLength: 6 }),
  )
  .map((text) => text.replaceAll("\0", "").replace(/\r$/, ""));
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 });
const quoted = (text: string) => (/[",\r\n]|^$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

test("any rows written as CSV that are not blank come back the same, however the bytes are chunked", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(cell, cell), { maxLength: 12 }),
      fc.constantFrom("\n", "\r\n"),
      sizes,
      async (rows, end, cuts) => {
        const lines = [["a", "b"], ...rows].map((row) => row.map(quoted).join(",") + end);
        const options = {
          file: "f",
          delimiter: ",",
          paths: ["b"],
          columns: { required: ["a"], mentioned: [] },
        };
        const entries = await entriesOf(readCsv(await open(lines.join(""), cuts), options));
        expect(entries.map((entry) => entry.isReadable && JSON.parse(entry.payload))).toEqual(
          rows.filter((row) => row.some((text) => !/^ *$/.test(text))).map(([a, b]) => ({ a, b })),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test("any objects written as NDJSON, as an array or as a list in pages come back as exactly the same text", async () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value));
  await fc.assert(
    fc.asyncProperty(fc.array(object, { maxLength: 8 }), sizes, async (objects, cuts) => {
      const lines = await entriesOf(readNdjson(await open(objects.join("\n"), cuts), []));
      const array = await entriesOf(
        readJsonArray(await open(`[${objects.join(" ,")}]`, cuts), [], { file: "f" }),
      );
      const page = (part: readonly string[]) =>
        `{"list":{"more":[{"of":[]}],"a, \\"b\\"":[${part.join(" ,")}]} ,"count":${part.length}, "next":"]}"}`;
      const text = `${page(objects.slice(0, 3))}\n${page(objects.slice(3))}`;
      const options = { file: "f", list: 'list."a, \\"b\\""' };
      const pages = await entriesOf(readJsonArray(await open(text, cuts), [], options));
      for (const entries of [lines, array, pages])
        expect(entries.map((entry) => entry.isReadable && entry.payload)).toEqual(objects);
    }),
    { numRuns: 200 },
  );
});

test("every record of any garbage is either landed or quarantined", async () => {
  const garbage = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .string({ unit: fc.constantFrom('"', ",", "\n", "1", "{", "}", "a"), maxLength: 60 })
      .map((text) => Buffer.from(text)),
  );
  let run = 0;
  await fc.assert(
    fc.asyncProperty(garbage, fc.constantFrom("csv", "ndjson"), async (bytes, format) => {
      run += 1;
      const head = format === "csv" ? "id,name\n" : "";
      const path = `exports/${run}.${format}`;
      await fixture.write({
        [path]: Buffer.concat([Buffer.from(`${head}\n`), bytes, Buffer.from(`\n# run ${run}`)]),
      });
      const load = await fixture.landed({ path });
      const [rows, quarantine] = await Promise.all([fixture.rows(load), fixture.quarantine(load)]);
      expect(load.read).toBe(load.landed + load.quarantined);
      expect([rows.length, quarantine.length]).toEqual([load.landed, load.quarantined]);
      expect(load.files).toMatchObject([{ records: load.landed, quarantined: load.quarantined }]);
    }),
    { numRuns: 60 },
  );
});
