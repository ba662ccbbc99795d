import { buffer } from "node:stream/consumers";
import type { z } from "zod";
import type { Etag, ObjectStore } from "./object-store.ts";

/** A JSON document as it was read: its value, and the etag a conditional write of its successor needs. */
export interface Document<T> {
  readonly value: T;
  readonly etag: Etag;
}

export class UnreadableDocument extends Error {
  override readonly name = "UnreadableDocument";
  readonly key: string;
  constructor(key: string, problem: string) {
    super(`${key} is not the document that was expected: ${problem}`);
    this.key = key;
  }
}

/** The bytes of an object, or undefined when there is none. For small objects only. */
export async function readBytes(store: ObjectStore, key: string): Promise<Buffer | undefined> {
  const object = await store.get(key);
  return object === undefined ? undefined : await buffer(object.body);
}

/** A JSON document checked by its schema, or undefined when there is none; {@link UnreadableDocument} otherwise. */
export async function readDocument<S extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: S,
): Promise<Document<z.infer<S>> | undefined> {
  const object = await store.get(key);
  if (object === undefined) return undefined;
  const text = (await buffer(object.body)).toString("utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UnreadableDocument(key, (error as Error).message);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new UnreadableDocument(key, parsed.error.message);
  return { value: parsed.data, etag: object.etag };
}

/** A document as stored: indented, so that a person can read the state of the pipeline. */
export function documentBody(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
