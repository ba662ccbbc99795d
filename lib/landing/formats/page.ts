import { memoryOf } from "../memory.ts";
import type { Lines } from "./lines.ts";

export const pageBytes = 64 << 10;
const newline = 0x0a;

/**
 * The lines that a plain reader reads now: memory at a fixed place, which the compiler makes faster code for than for
 * memory that changes. There is one for the process, so a reader must be through with it before it awaits anything.
 */
export const page = memoryOf(pageBytes + 1);

/** Puts the next lines on the page; returns where the last ends, with a newline. -1 when one line is too long. */
export function turnPage({ bytes, at }: Lines): number {
  const isRest = bytes.length - at <= pageBytes;
  const end = isRest ? bytes.length : bytes.lastIndexOf(newline, at + pageBytes);
  if (end < at) return -1;
  bytes.copy(page.bytes, 0, at, end);
  page.bytes[end - at] = newline;
  return end - at;
}
