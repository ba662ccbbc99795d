import { buffer } from "node:stream/consumers";
import type { z } from "zod";
import type { Etag, ObjectStore, StoredObject } from "./object-store.ts";

/** A JSON document as it was read: its value, and the etag a conditional write of its successor needs. */
export interface Document<T> {
  readonly value: T;
  readonly etag: Etag;
}

export class UnreadableDocument extends Error {
  override readonly name = "UnreadableDocument";
  readonly key: string;
  constructor(key: string, problem: string) {
    super(`${key} is not a valid document: ${problem}`);
    this.key = key;
  }
}

/** The bytes of an object, or undefined if it does not exist. For small objects only. */
export async function readBytes(store: ObjectStore, key: string): Promise<Buffer | undefined> {
  const object = await store.get(key);
  return object === undefined ? undefined : await buffer(object.body);
}

/**
 * A JSON document validated by its schema, or undefined if it does not exist; throws {@link
 * UnreadableDocument} if it is invalid.
 */
export async function readDocument<S extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: S,
): Promise<Document<z.infer<S>> | undefined> {
  const object = await store.get(key);
  return object === undefined ? undefined : parseObject(key, object, schema);
}

type Memory = Map<string, Document<unknown>>;
const memories = new WeakMap<ObjectStore, Map<z.ZodType, Memory>>();

/**
 * Like {@link readDocument}, for documents that are read often and change rarely: a document whose etag is
 * unchanged is not parsed again. The value is shared, so it must not be modified.
 * @param remembered how many documents of this schema are kept of a store; as many as a long chain has days, by default
 */
export async function recallDocument<S extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: S,
  remembered = 1_000,
): Promise<Document<z.infer<S>> | undefined> {
  const memory = memoryOf(store, schema);
  const object = await store.get(key);
  const known = memory.get(key);
  memory.delete(key);
  if (object === undefined) return undefined;
  const isKnown = known?.etag === object.etag;
  if (isKnown) object.body.destroy();
  const document = isKnown ? (known as Document<z.infer<S>>) : await parseObject(key, object, schema);
  memory.set(key, document);
  const [oldest] = memory.keys();
  if (memory.size > remembered && oldest !== undefined) memory.delete(oldest);
  return document;
}

function memoryOf(store: ObjectStore, schema: z.ZodType): Memory {
  const ofStore = memories.get(store) ?? new Map<z.ZodType, Memory>();
  memories.set(store, ofStore);
  const memory = ofStore.get(schema) ?? new Map<string, Document<unknown>>();
  ofStore.set(schema, memory);
  return memory;
}

async function parseObject<S extends z.ZodType>(
  key: string,
  object: StoredObject,
  schema: S,
): Promise<Document<z.infer<S>>> {
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
