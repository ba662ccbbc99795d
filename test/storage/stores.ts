import { S3Client } from "@aws-sdk/client-s3";
import { DirectoryStore } from "../../lib/storage/directory-store.ts";
import type { ObjectStore } from "../../lib/storage/object-store.ts";
import { S3Store } from "../../lib/storage/s3-store.ts";

export type StoreKind = keyof typeof stores;

/** Opens a store from text, so that another process can: a folder, a bucket. */
const stores = {
  directory: (folder: string): ObjectStore => new DirectoryStore(folder),
  s3: (bucket: string): ObjectStore =>
    new S3Store({ client: new S3Client({ forcePathStyle: true }), bucket }),
};

export function openStore(kind: string, location: string): ObjectStore {
  if (kind !== "directory" && kind !== "s3") throw new Error(`no store of the kind ${kind}`);
  return stores[kind](location);
}
