import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { Body, Etag } from "./object-store.ts";

/** The target of a body, and the condition for the write: no object, or one version. */
export interface Target {
  readonly client: S3Client;
  readonly bucket: string;
  readonly key: string;
  readonly condition?: { readonly IfNoneMatch: "*" } | { readonly IfMatch: Etag };
}

/** Other writes of the key met this one each time it was tried. */
export class WritesMet extends Error {
  override readonly name = "WritesMet";
  readonly key: string;
  constructor({ bucket, key }: Pick<Target, "bucket" | "key">) {
    super(`s3://${bucket}/${key} is being written by others at the same time: read it again, and retry`);
    this.key = key;
  }
}

/** A stream that ends below is one put. S3 takes 10,000 parts, so that a stream may have 78 GiB. */
const partBytes = 8 << 20;
const conflictAttempts = 6;
const conflictDelayMilliseconds = 50;

/** By this a conditional put that was sent twice, since no answer came, knows its first try again. */
const putIdName = "bellwether-put";

/** Writes the body, a long stream part by part; undefined when the condition is not met, and then nothing is left. */
export async function writeObject(target: Target, body: Body): Promise<Etag | undefined> {
  if (typeof body === "string") return putWhole(target, Buffer.from(body));
  if (!(body instanceof Readable)) return putWhole(target, body);
  const parts = partsOf(body);
  try {
    const first = await parts.next();
    const bytes = first.done ? Buffer.alloc(0) : first.value;
    return bytes.length < partBytes ? await putWhole(target, bytes) : await putInParts(target, bytes, parts);
  } finally {
    // A body that was not read to its end is closed.
    await parts.return(undefined);
  }
}

/** Pieces of the stream in memory, each of them but the last of `partBytes` or little more. */
async function* partsOf(stream: Readable): AsyncGenerator<Buffer, undefined, undefined> {
  let chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array | string>) {
    const piece = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    chunks.push(piece);
    bytes += piece.length;
    if (bytes < partBytes) continue;
    yield Buffer.concat(chunks);
    chunks = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(chunks);
}

async function putWhole(target: Target, body: Uint8Array): Promise<Etag | undefined> {
  const { client, bucket, key, condition } = target;
  const putId = randomUUID();
  for (let attempt = 1; ; attempt += 1) {
    const put = new PutObjectCommand({
      ...{ Bucket: bucket, Key: key, Body: body, ContentLength: body.length, ...condition },
      ...(condition !== undefined && { Metadata: { [putIdName]: putId } }),
    });
    const answer = await answerOf(client.send(put));
    if (answer.status === "written") return answer.etag;
    if (answer.status === "not met") return etagOfOwn(target, putId);
    if (attempt === conflictAttempts) throw new WritesMet(target);
    // Those who met do not come back at the same moment.
    await delay(conflictDelayMilliseconds * 2 ** (attempt - 1) * (0.5 + Math.random()));
  }
}

/**
 * The condition is checked when the upload is completed. After a conflict S3 needs all parts again, which are
 * not kept.
 */
async function putInParts(
  target: Target,
  first: Buffer,
  rest: AsyncIterable<Buffer>,
): Promise<Etag | undefined> {
  const { client, bucket, key, condition } = target;
  const putId = randomUUID();
  const begun = await client.send(
    new CreateMultipartUploadCommand({
      ...{ Bucket: bucket, Key: key, ChecksumAlgorithm: "CRC32" },
      ...(condition !== undefined && { Metadata: { [putIdName]: putId } }),
    }),
  );
  const upload = { Bucket: bucket, Key: key, UploadId: begun.UploadId };
  let isWritten = false;
  try {
    const parts = [await uploadPart(client, upload, 1, first)];
    for await (const bytes of rest) parts.push(await uploadPart(client, upload, parts.length + 1, bytes));
    const complete = new CompleteMultipartUploadCommand({
      ...{ ...upload, ...condition, MultipartUpload: { Parts: parts } },
    });
    const answer = await answerOf(client.send(complete));
    isWritten = answer.status === "written";
    if (answer.status === "conflict") throw new WritesMet(target);
    return answer.status === "written" ? answer.etag : await etagOfOwn(target, putId);
  } finally {
    // The bucket's lifecycle removes what could not be aborted: the error to be heard of is the other one.
    if (!isWritten) await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
  }
}

async function uploadPart(
  client: S3Client,
  upload: { readonly Bucket: string; readonly Key: string; readonly UploadId: string | undefined },
  number: number,
  bytes: Buffer,
): Promise<CompletedPart> {
  const { ETag, ChecksumCRC32 } = await client.send(
    new UploadPartCommand({ ...upload, PartNumber: number, Body: bytes, ChecksumAlgorithm: "CRC32" }),
  );
  return { PartNumber: number, ETag, ChecksumCRC32 };
}

type Answer =
  | { readonly status: "written"; readonly etag: Etag }
  | { readonly status: "not met" }
  | { readonly status: "conflict" };

/** 412: the condition does not hold. 404 of the key: there is no version to match. 409: two writes met, none is done. */
async function answerOf(sent: Promise<{ ETag?: string | undefined }>): Promise<Answer> {
  try {
    const { ETag } = await sent;
    if (ETag === undefined) throw new Error("S3 wrote an object but returned no etag");
    return { status: "written", etag: ETag };
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    const { httpStatusCode } = error.$metadata;
    if (httpStatusCode === 412 || error.name === "NoSuchKey") return { status: "not met" };
    if (httpStatusCode === 409) return { status: "conflict" };
    throw error;
  }
}

/**
 * The etag of the existing object if it is this very put: the response was lost, and the SDK's retry met its
 * own write.
 */
async function etagOfOwn({ client, bucket, key }: Target, putId: string): Promise<Etag | undefined> {
  try {
    const { ETag, Metadata } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return Metadata?.[putIdName] === putId ? ETag : undefined;
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === "NotFound") return undefined;
    throw error;
  }
}
