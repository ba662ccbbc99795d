import { setFlagsFromString } from "node:v8";

/**
 * Suits V8's heap to landing, which reads gigabytes in chunks that live for a moment, beside a small heap of its own.
 * A young generation that does not grow keeps it within 300 MB: left alone, V8 lets rows fill more than 100 MB before
 * it looks which are over. An old one that may grow to thrice its size has V8 search it every hundred megabytes of
 * chunks; left alone, V8 does so every ten, and takes as long as landing. Chunks must not be detached instead: from
 * the first detached buffer on, V8 reads every byte of every buffer several times as slowly.
 */
export function suitHeap(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=200");
}
