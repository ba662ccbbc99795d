/** Bytes that are read and written four at a time, too. */
export interface Memory {
  readonly bytes: Buffer;
  readonly words: DataView;
}

/** The last word may begin at the last byte. */
const slack = 3;

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
