/** A number in [0, 1) that depends on nothing but the words given: the demo is the same wherever it is made. */
export function chance(...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const word of words) {
    const text = String(word);
    for (let index = 0; index < text.length; index += 1)
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    hash = Math.imul(hash ^ 0x7c, 0x01000193);
  }
  // FNV alone leaves neighbours close together: this is the finish of MurmurHash3.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** A whole number from `from` to `to`, both included. */
export const between = (from: number, to: number, ...words: readonly (string | number)[]): number =>
  from + Math.floor(chance(...words) * (to - from + 1));

export function pick<T>(list: readonly [T, ...T[]], ...words: readonly (string | number)[]): T {
  return list[Math.floor(chance(...words) * list.length)] ?? list[0];
}
