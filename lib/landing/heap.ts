import { setFlagsFromString } from "node:v8";

/**
 * Rows live for microseconds, and come in millions: left alone, V8 lets such short lives fill more than 100 MB
 * before it looks which are over. Where the young generation does not grow, landing stays within 300 MB for a
 * few percent of its time.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

/**
 * Gives the memory of a chunk back, unless others share it. Left to the garbage collector, the chunks of a large
 * file have it search the whole heap again and again, which takes as long as landing.
 */
export function release(chunk: Uint8Array): void {
  const { buffer } = chunk;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === chunk.byteLength) buffer.transfer(0);
}
