import { join } from "node:path";
import { InvalidKey } from "./object-store.ts";

/** The folder of a directory store for bodies being written, and claims. */
export const temporaryDirectory = ".tmp";

/** False for an invalid key, or one that a directory store reserves. */
export function isKey(key: string): boolean {
  return areSegments(key.split("/"));
}

/** @throws InvalidKey */
export function checkKey(key: string): void {
  if (!isKey(key)) throw new InvalidKey(key);
}

/** The file of a key below the root. @throws InvalidKey */
export function pathOf(root: string, key: string): string {
  checkKey(key);
  return join(root, key);
}

/** The folder (`""`, or ending in `/`) that contains every key with this prefix. @throws InvalidKey */
export function folderOf(prefix: string): string {
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  if (folder !== "" && !areSegments(folder.slice(0, -1).split("/"))) throw new InvalidKey(prefix);
  return folder;
}

function areSegments(segments: readonly string[]): boolean {
  const isSegment = (text: string) => text !== "" && text !== "." && text !== ".." && !/[\0\\]/.test(text);
  return segments.every(isSegment) && segments[0] !== temporaryDirectory;
}
