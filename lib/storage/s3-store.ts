import { Readable } from "node:stream";
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { inBatches } from "../in-batches.ts";
import { plural } from "../plural.ts";
import { checkKey, folderOf, isKey } from "./keys.ts";
import type { Body, ByteRange, Etag, ObjectStore, ObjectSummary, StoredObject } from "./object-store.ts";
import { type Target, writeObject } from "./s3-write.ts";

const keysPerDelete = 1000;

/**
 * Objects of a bucket. The caller needs s3:ListBucket besides access to objects: without it, S3 answers for a
 * missing object as for a forbidden one.
 */
export class S3Store implements ObjectStore {
  readonly #client: S3Client;
  readonly #bucket: string;

  /**
   * @param options.client tries again what S3 was too busy for: throughput of a prefix grows only slowly, so give
   *   it `maxAttempts` above the SDK's 3. All that is sent may be sent twice.
   */
  constructor({ client, bucket }: { readonly client: S3Client; readonly bucket: string }) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async get(key: string, range?: ByteRange): Promise<StoredObject | undefined> {
    checkKey(key);
    if (range !== undefined && range.end < range.start) return this.#getNothing(key);
    const Range = range && `bytes=${range.start}-${range.end}`;
    try {
      const found = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key, Range }));
      if (!(found.Body instanceof Readable))
        throw new Error(`s3://${this.#bucket}/${key} came without a body`);
      const [, bytesOfAll] = found.ContentRange?.split("/") ?? [];
      return { ...summaryOf(key, { ...found, Size: bytesOfAll ?? found.ContentLength }), body: found.Body };
    } catch (error) {
      if (isNamed(error, "NoSuchKey")) return undefined;
      if (isNamed(error, "InvalidRange")) return this.#getNothing(key);
      throw error;
    }
  }

  async head(key: string): Promise<ObjectSummary | undefined> {
    checkKey(key);
    try {
      const found = await this.#client.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: key }));
      return summaryOf(key, { ...found, Size: found.ContentLength });
    } catch (error) {
      if (isNamed(error, "NotFound")) return undefined;
      // The response to HEAD has no body, so the plain error would name neither the object nor the problem.
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
      throw new Error(`s3://${this.#bucket}/${key} could not be checked (${status ?? "no answer"})`, {
        cause: error,
      });
    }
  }

  async put(key: string, body: Body): Promise<Etag> {
    const etag = await writeObject(this.#target(key), body);
    if (etag === undefined)
      throw new Error(`s3://${this.#bucket}/${key} was refused, although the write had no condition`);
    return etag;
  }

  async putIfAbsent(key: string, body: Body): Promise<Etag | undefined> {
    return writeObject({ ...this.#target(key), condition: { IfNoneMatch: "*" } }, body);
  }

  async putIfMatch(key: string, body: Body, etag: Etag): Promise<Etag | undefined> {
    return writeObject({ ...this.#target(key), condition: { IfMatch: etag } }, body);
  }

  /** Skips invalid keys: the S3 console creates "folders", objects whose keys end in `/`. */
  async *list(prefix: string, { startAfter = "" }: { readonly startAfter?: string } = {}) {
    folderOf(prefix);
    const pages = paginateListObjectsV2(
      { client: this.#client },
      { Bucket: this.#bucket, Prefix: prefix, ...(startAfter !== "" && { StartAfter: startAfter }) },
    );
    for await (const { Contents = [] } of pages)
      for (const found of Contents)
        if (found.Key !== undefined && isKey(found.Key)) yield summaryOf(found.Key, found);
  }

  /** @throws NotDeleted when some remain; the others are deleted */
  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) checkKey(key);
    const failures: DeleteFailure[] = [];
    for (const batch of inBatches(keys, keysPerDelete)) {
      const Objects = batch.map((Key) => ({ Key }));
      const { Errors = [] } = await this.#client.send(
        new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects, Quiet: true } }),
      );
      failures.push(
        ...Errors.map(({ Key = "", Code = "", Message = "" }) => ({
          key: Key,
          reason: `${Code}: ${Message}`,
        })),
      );
    }
    if (failures.length > 0) throw new NotDeleted(this.#bucket, failures);
  }

  async #getNothing(key: string): Promise<StoredObject | undefined> {
    const found = await this.head(key);
    return found && { ...found, body: Readable.from([]) };
  }

  #target(key: string): Target {
    checkKey(key);
    return { client: this.#client, bucket: this.#bucket, key };
  }
}

interface DeleteFailure {
  readonly key: string;
  readonly reason: string;
}

/** Some keys of a delete are still there. */
export class NotDeleted extends Error {
  override readonly name = "NotDeleted";
  readonly failures: readonly DeleteFailure[];
  constructor(bucket: string, failures: readonly DeleteFailure[]) {
    const shown = failures.slice(0, 10).map(({ key, reason }) => `  ${key}: ${reason}`);
    if (failures.length > shown.length) shown.push(`  and ${failures.length - shown.length} more`);
    super(
      `${plural(failures.length, "object")} of s3://${bucket} could not be deleted:\n${shown.join("\n")}`,
    );
    this.failures = failures;
  }
}

function summaryOf(
  key: string,
  { ETag, Size }: { readonly ETag?: string | undefined; readonly Size?: number | string | undefined },
): ObjectSummary {
  if (ETag === undefined || Size === undefined) throw new Error(`S3 returned no etag or size for ${key}`);
  return { key, bytes: Number(Size), etag: ETag };
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof S3ServiceException && error.name === name;
}
