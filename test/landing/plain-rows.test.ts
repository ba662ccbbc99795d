import { zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Stream } from "../../lib/config/schema.ts";
import { pageBytes } from "../../lib/landing/formats/page.ts";
import { readRecords } from "../../lib/landing/formats/read-records.ts";
import { keyPathOf, mappedColumns } from "../../lib/landing/record.ts";
import { FileWriter, RecordWriter } from "../../lib/landing/record-writer.ts";
import { jsonObjects } from "../support/json-texts.ts";
import { sourceOf } from "./fixture.ts";

/** Takes no row as plain, so that the general reader reads each. */
class GeneralWriter extends FileWriter {
  override takePlain = () => false;
}

/** Counts the rows that were plain. */
class CountingWriter extends FileWriter {
  plain = 0;
  override takePlain(row: Parameters<FileWriter["takePlain"]>[0]): boolean {
    const isTaken = super.takePlain(row);
    if (isTaken) this.plain += 1;
    return isTaken;
  }
}

interface Written {
  readonly counts: FileWriter["counts"];
  readonly parts: ReadonlyMap<string, string>;
}

/** What a file becomes in raw and in quarantine. */
async function written<W extends FileWriter>(
  Writer: new (...given: ConstructorParameters<typeof FileWriter>) => W,
  { name, bytes, sizes, stream, place = 3 }: GivenFile,
): Promise<Written & { readonly writer: W }> {
  const parts = new Map<string, string>();
  const put = async (key: string, body: unknown) => {
    const part = body as Buffer;
    parts.set(
      key,
      key.endsWith(".zst") ? zstdDecompressSync(part).toString("latin1") : part.toString("latin1"),
    );
    return "etag";
  };
  const loadName = { source: "crm", stream: "rows", load_id: "abc", landed_at: "2024-05-01T10:11:12.123Z" };
  const records = new RecordWriter({
    ...{ loadName, mapping: stream, landedOn: "2024-05-01", group: 0, store: { put } },
  });
  const writer = new Writer(records, { key: name, place });
  const file = { key: name, bytes: bytes.length, read: () => chunksOf(bytes, sizes) };
  const options = {
    ...{ stream, paths: records.envelopes.paths, columns: mappedColumns(stream) },
    keyPath: keyPathOf(stream),
  };
  for await (const entries of readRecords(file, { ...options, sink: writer }))
    for (const entry of entries) {
      writer.write(entry);
      if (writer.isFull) await writer.drained();
    }
  await records.finish();
  return { counts: writer.counts, parts, writer };
}

interface GivenFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly sizes: readonly number[];
  readonly stream: Stream;
  /** Of the file in its load. */
  readonly place?: number;
}

async function* chunksOf(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    yield Buffer.from(bytes.subarray(start, start + size));
    start += size;
  }
}

const streamOf = (settings: Record<string, unknown>): Stream => {
  const { rows } = sourceOf({ fields: { account_id: "id" }, ...settings }).streams;
  if (rows === undefined) throw new Error("there is no stream");
  return rows;
};

/** Streams whose records get their ids, times and dates in every way there is. */
const streams = [
  streamOf({ fields: { account_id: "id", updated_at: "at" } }),
  streamOf({ entity: "contacts", fields: { contact_id: "id", account_id: "name", updated_at: "at" } }),
  streamOf({ entity: "contacts", mode: "full", fields: { contact_id: "name", account_id: "id" } }),
  streamOf({ entity: "usage", mode: "append", fields: { account_id: "id", occurred_at: "at" } }),
  streamOf({
    entity: "contacts",
    fields: { contact_id: "id", account_id: "id", updated_at: "at" },
    backdate: "updated_at",
  }),
  streamOf({ fields: { account_id: "id", domain: "name" } }),
  streamOf({ entity: "contacts", fields: { contact_id: "a.b", account_id: "id", updated_at: "items" } }),
];
const anyStream = fc.constantFrom(...streams);

const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 4 });
const runs = { numRuns: Number(process.env.READER_RUNS ?? 1000) };

async function expectTheSame(given: GivenFile): Promise<number> {
  const plain = await written(CountingWriter, given);
  const general = await written(GeneralWriter, given);
  expect({ counts: plain.counts, parts: plain.parts }).toEqual({
    counts: general.counts,
    parts: general.parts,
  });
  return plain.writer.plain;
}

const oddPieces = [
  '"',
  '""',
  ",",
  "\\",
  "\t",
  "\r",
  "\0",
  "\u0001",
  "\u001f",
  "\n",
  "\\N",
  "\u2028",
  "\ufeff",
  "\ufffd",
  "xn--a.de",
];
const usualPieces = ["x", "1001.0", "é", "😀", " ", "2024-01-31", "a b", "bücher.de"];
const text = fc
  .array(
    fc.oneof(
      { arbitrary: fc.constantFrom(...usualPieces), weight: 12 },
      { arbitrary: fc.constantFrom(...oddPieces), weight: 1 },
    ),
    { maxLength: 4 },
  )
  .map((pieces) => pieces.join(""));
const quotedCell = text.map((cell) => `"${cell.replaceAll('"', '""')}"`);
const cell = fc.oneof({ arbitrary: text, weight: 4 }, { arbitrary: quotedCell, weight: 3 });
const row = fc.oneof(
  { arbitrary: fc.tuple(cell, cell, cell, cell).map((cells) => cells.join(",")), weight: 12 },
  { arbitrary: fc.array(cell, { maxLength: 6 }).map((cells) => cells.join(",")), weight: 1 },
);
const lineEnd = fc.constantFrom("\n", "\n", "\n", "\r\n", "\r\r\n", "\n\n");

/** The text's bytes; now and then one of them, after the header, is no text. */
const bytesOf = (content: string, broken: number): Buffer => {
  const bytes = Buffer.from(content);
  if (broken > 40 && broken < bytes.length && broken % 5 === 0) bytes[broken] = 0xff;
  return bytes;
};

test("plain rows of CSV are written as the general reader writes them, byte by byte", async () => {
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(row, lineEnd), { maxLength: 60 }),
      fc.constantFrom("", "\n"),
      ...([sizes, anyStream, fc.nat(6000), fc.constantFrom("utf-8", "utf-8", "utf-16le")] as const),
      async (rows, last, cuts, stream, broken, encoding) => {
        const header = `id,name,at,${stream === streams[6] ? "a.b,items" : "a.b"}\n`;
        const body = rows
          .map(([cells, end]) => `${cells}${header.includes("items") ? ",x" : ""}${end}`)
          .join("");
        const content = `${header}${body}${last}`;
        const bytes = encoding === "utf-8" ? bytesOf(content, broken) : Buffer.from(content, "utf16le");
        plain += await expectTheSame({ name: "a.csv", bytes, sizes: cuts, stream: { ...stream, encoding } });
      },
    ),
    runs,
  );
  expect(plain).toBeGreaterThan(runs.numRuns);
});

/** Objects as exports have them, with the wanted members. */
const usualObject = fc
  .record(
    {
      id: fc.oneof(
        text,
        fc.integer(),
        fc.double(),
        fc.constantFrom(null, true, 49.9, -0, 0.1, 1e21, 123456789012345680),
      ),
      name: text,
      at: fc.constantFrom("2024-01-31", "2030-01-01", null, 1706659200),
      a: fc.oneof(
        fc.record({ b: fc.oneof(text, fc.integer()) }, { requiredKeys: [] }),
        fc.constantFrom([1], null, "x"),
      ),
      "a.b": fc.oneof(text, fc.constant(null)),
      items: fc.constantFrom([], [{}], { length: 1 }, [[1, "]"], { a: "}" }]),
    },
    { requiredKeys: ["id", "name"] },
  )
  .map((value) => JSON.stringify(value));
const spaced = usualObject.map((json) => json.replaceAll('":', '": ').replaceAll(',"', ', "'));
const json = fc.oneof(
  { arbitrary: usualObject, weight: 6 },
  { arbitrary: spaced, weight: 4 },
  { arbitrary: jsonObjects, weight: 4 },
  {
    arbitrary: fc
      .tuple(usualObject, fc.nat(80), fc.constantFrom("", '"', "\\", "}", "0", "\t", "\r", "\0", "é"))
      .map(([object, at, piece]) => object.slice(0, at) + piece + object.slice(at + 1)),
    weight: 3,
  },
  {
    arbitrary: fc.constantFrom(
      "",
      " ",
      "[]",
      "{}",
      "null",
      '{"id":1}x',
      "\u00a0{}",
      "{}\u00a0",
      '{"id":01}',
      '{"id":1.}',
      '{"id":-}',
      '{"id":1,}',
      '{"id":tru}',
      '{"a":{"b":1},"a":{}}',
      `{"a":${"[".repeat(70)}${"]".repeat(70)}}`,
    ),
    weight: 1,
  },
);

test("plain lines of NDJSON are written as the general reader writes them, byte by byte", async () => {
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(json, lineEnd), { maxLength: 60 }),
      ...([sizes, anyStream, fc.nat(6000)] as const),
      async (lines, cuts, stream, broken) => {
        const bytes = bytesOf(lines.map(([object, end]) => `${object}${end}`).join(""), broken);
        plain += await expectTheSame({ name: "a.ndjson", bytes, sizes: cuts, stream });
      },
    ),
    runs,
  );
  expect(plain).toBeGreaterThan(runs.numRuns);
});

test("rows that cross pages, or are longer than one, are written as the general reader writes them", async () => {
  const longest = fc.constantFrom(10, 3000, pageBytes - 40, pageBytes, pageBytes + 40, 3 * pageBytes);
  const lengths = fc.array(longest, { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(lengths, fc.constantFrom("x", "é", "\\", "\t")), { minLength: 1, maxLength: 3 }),
      fc.constantFrom("", "\n", "\r\n"),
      async (runsOfRows, last) => {
        const texts = runsOfRows.flatMap(([sizesOfRows, piece]) =>
          sizesOfRows.map((length) => piece.repeat(length / Buffer.byteLength(piece))),
        );
        const files = {
          "a.csv": `id,name,at,a.b\n${texts.map((name, id) => `${id},${name},,"a"`).join("\n")}${last}`,
          "a.ndjson": `${texts.map((name, id) => JSON.stringify({ id, name })).join("\n")}${last}`,
        };
        for (const [name, content] of Object.entries(files))
          await expectTheSame({
            ...{ name, bytes: Buffer.from(content), sizes: [200_000], stream: streamOf({}) },
          });
      },
    ),
    { numRuns: 15 },
  );
});

test.each([0, 1])(
  "positions that gain a digit, or follow a row that is not plain, are right in file %d",
  async (place) => {
    const rows = Array.from({ length: 1200 }, (_, id) =>
      id % 97 === 50 ? `${id},"a"b,` : `${id},name,2024-01-31`,
    );
    const bytes = Buffer.from(`id,name,at\n${rows.join("\n")}\n`);
    for (const stream of streams.slice(0, 5)) {
      const plain = await expectTheSame({ name: "a.csv", bytes, sizes: [5000], stream, place });
      expect(plain).toBeGreaterThan(600);
    }
  },
);
