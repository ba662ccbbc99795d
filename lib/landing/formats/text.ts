import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import iconv from "iconv-lite";
import { UnreadableFile } from "../errors.ts";

/** A file's text as UTF-8 bytes. */
export interface Utf8 {
  readonly chunks: AsyncIterable<Buffer>;
  /** True for another encoding; characters that it could not decode have become U+FFFD. */
  readonly isTranscoded: boolean;
}

const gzipMagic = [0x1f, 0x8b] as const;
const byteOrderMarks: readonly (readonly [encoding: string, mark: Buffer])[] = [
  ["utf-8", Buffer.from([0xef, 0xbb, 0xbf])],
  ["utf-16le", Buffer.from([0xff, 0xfe])],
  ["utf-16be", Buffer.from([0xfe, 0xff])],
];

/**
 * The text of a file in UTF-8: unzipped if gzipped, without its byte order mark, which takes precedence over
 * `encoding`.
 */
export async function openText(
  body: AsyncIterable<Buffer>,
  { file, encoding }: { readonly file: string; readonly encoding: string },
): Promise<Utf8> {
  const bytes = await peek(unzipped(await peek(body, 2), file), 3);
  const [marked, mark] =
    byteOrderMarks.find(([, bom]) => bytes.head.subarray(0, bom.length).equals(bom)) ?? [];
  const actual = marked ?? encoding;
  const chunks = skip(bytes.chunks, mark?.length ?? 0);
  if (/^(utf-?8|us-ascii|ascii)$/i.test(actual)) return { chunks, isTranscoded: false };
  if (!iconv.encodingExists(actual)) throw new UnreadableFile(file, `the encoding ${actual} is unknown`);
  return { chunks: transcoded(chunks, actual), isTranscoded: true };
}

interface Peeked {
  readonly head: Buffer;
  readonly chunks: AsyncIterable<Buffer>;
}

/** The first bytes, fewer only in a shorter file, and all of them again. */
async function peek(source: AsyncIterable<Buffer>, length: number): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < length) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return { head, chunks: chain(head, iterator) };
}

async function* chain(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    yield* { [Symbol.asyncIterator]: () => rest };
  } finally {
    // Who has seen enough after the head closes the file too.
    await rest.return?.();
  }
}

async function* unzipped({ head, chunks }: Peeked, file: string): AsyncGenerator<Buffer> {
  if (head[0] !== gzipMagic[0] || head[1] !== gzipMagic[1]) {
    yield* chunks;
    return;
  }
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  // An error of the feeding side ends the reading below with the same error.
  pipeline(chunks, gunzip).catch(() => undefined);
  try {
    yield* gunzip;
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile(file, `its gzip cannot be read (${(error as Error).message}); is it complete?`);
  }
}

async function* skip(chunks: AsyncIterable<Buffer>, length: number): AsyncGenerator<Buffer> {
  let left = length;
  for await (const chunk of chunks) {
    yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

async function* transcoded(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = iconv.getDecoder(encoding);
  let half = "";
  for await (const chunk of chunks) {
    const text = half + decoder.write(chunk);
    // A character of two halves must not be cut between them.
    const cut = /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length;
    half = text.slice(cut);
    yield Buffer.from(text.slice(0, cut));
  }
  yield Buffer.from(half + (decoder.end() ?? ""));
}
