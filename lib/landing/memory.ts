/** Bytes that are read and written four or eight at a time, too. */
export interface Memory {
  readonly bytes: Buffer;
  readonly words: DataView;
}

/** The last eight bytes may begin at the last byte. */
const slack = 7;

export function memoryOf(length: number): Memory & { readonly bytes: Buffer<ArrayBuffer> } {
  // Memory of its own, not of the pool that small buffers share.
  const buffer = new ArrayBuffer(length + slack);
  return { bytes: Buffer.from(buffer, 0, length), words: new DataView(buffer) };
}

export function memoryWith(bytes: Buffer): Memory {
  const memory = memoryOf(bytes.length);
  bytes.copy(memory.bytes);
  return memory;
}

const ones = 0x01010101;
const highBits = 0x80808080 | 0;
const spaces = 0x20202020;

/** The byte four times. */
export const fourOf = (byte: number): number => Math.imul(byte, ones);

/**
 * Marks the bytes of a word that equal those of `four`. The first mark is right; those after it may not be. To mark
 * several bytes, combine the marks by "or".
 */
export const marksOf = (word: number, four: number): number => {
  const difference = word ^ four;
  return (difference - ones) & ~difference & highBits;
};

/** The same for control characters. */
export const marksOfControls = (word: number): number => (word - spaces) & ~word & highBits;

/** How many bytes of a word come before its first mark. */
export const beforeMark = (marks: number): number => (31 - Math.clz32(marks & -marks)) >> 3;

/** A few bytes are copied faster by a loop than by a call. */
const mostByLoop = 256;

/**
 * Copies text to another memory, which has room for it; returns where it ends there. Doubles carry eight bytes at a
 * time: the only ones that could change on the way are not numbers, and eight bytes of UTF-8 never are such a double.
 */
export function copyBytes(from: Memory, start: number, end: number, target: Memory, to: number): number {
  if (end - start > mostByLoop) from.bytes.copy(target.bytes, to, start, end);
  else {
    const source = from.words;
    const { words } = target;
    const shift = to - start;
    for (let at = start; at < end; at += 8) words.setFloat64(at + shift, source.getFloat64(at, true), true);
  }
  return to + end - start;
}
