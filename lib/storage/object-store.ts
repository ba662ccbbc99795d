import type { Readable } from "node:stream";

/**
 * The version that a conditional write compares: opaque, and different for different bytes. Two puts of the
 * same bytes may share one (in S3 they do), so bodies that must be distinguished need different content, such
 * as the writer or a rising token.
 */
export type Etag = string;

export interface StoredObject {
  readonly body: Readable;
  readonly etag: Etag;
  readonly bytes: number;
}

export interface ObjectSummary {
  readonly key: string;
  readonly bytes: number;
  readonly etag: Etag;
}

/** Text, bytes, or a stream of them; a stream is written with flat memory. */
export type Body = string | Uint8Array | Readable;

/** Bytes `start` to `end`, both included, as in an HTTP range. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Objects under keys: S3 on AWS, a directory on one machine.
 *
 * A key is a relative path of `/`-separated segments with no empty, `.` or `..` segment; anything else throws
 * {@link InvalidKey}. Writes are atomic: a reader never sees a partial object, even if the writer is killed.
 * Conditional puts hold between processes: of any number of `putIfAbsent` of one key, or of `putIfMatch` with
 * one etag and other bytes, exactly one succeeds.
 */
export interface ObjectStore {
  /** The object, or undefined if it does not exist. */
  get(key: string, range?: ByteRange): Promise<StoredObject | undefined>;
  /** Key, size and etag without the body, or undefined if it does not exist. */
  head(key: string): Promise<ObjectSummary | undefined>;
  /** Writes or replaces; returns the new etag. */
  put(key: string, body: Body): Promise<Etag>;
  /** Writes only where nothing is; undefined when something was there. */
  putIfAbsent(key: string, body: Body): Promise<Etag | undefined>;
  /** Replaces the object only if it still has this etag; undefined if it has another, or does not exist. */
  putIfMatch(key: string, body: Body, etag: Etag): Promise<Etag | undefined>;
  /** Every object whose key starts with `prefix` (and sorts after `startAfter`), in the order of UTF-8 bytes. */
  list(prefix: string, options?: { readonly startAfter?: string }): AsyncIterable<ObjectSummary>;
  /** Removes these keys; a key that does not exist is not an error. */
  delete(keys: readonly string[]): Promise<void>;
}

/** The part of a store that is only read. */
export type ReadableStore = Pick<ObjectStore, "get" | "head" | "list">;

export class InvalidKey extends Error {
  override readonly name = "InvalidKey";
  readonly key: string;
  constructor(key: string) {
    super(
      `"${key}" is not an object key: use relative, "/"-separated segments, none of them empty, "." or ".."`,
    );
    this.key = key;
  }
}
