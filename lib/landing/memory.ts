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

/** A few bytes are copied faster word by word than by a call. */
const mostByWords = 256;

/** Copies bytes to another memory, which has room for them; returns where they end there. */
export function copyBytes(from: Memory, start: number, end: number, target: Memory, to: number): number {
  if (end - start > mostByWords) from.bytes.copy(target.bytes, to, start, end);
  else {
    const source = from.words;
    const { words } = target;
    const shift = to - start;
    for (let at = start; at < end; at += 4) words.setInt32(at + shift, source.getInt32(at, true), true);
  }
  return to + end - start;
}

const zero = 0x30;
export const mostDigits = 16;

/** Writes a whole number that is not negative; returns where it ends. */
export function writeNumber(number: number, { bytes }: Memory, to: number): number {
  let digits = 1;
  for (let limit = 10; limit <= number; limit *= 10) digits += 1;
  const end = to + digits;
  let rest = number;
  for (let at = end - 1; at >= to; at -= 1) {
    // Whole numbers of 32 bits are divided several times as fast.
    const tenth = rest < 0x7fffffff ? ((rest | 0) / 10) | 0 : Math.floor(rest / 10);
    bytes[at] = zero + rest - 10 * tenth;
    rest = tenth;
  }
  return end;
}
