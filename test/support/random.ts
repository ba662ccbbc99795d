/** Numbers that are the same for the same seed. */
export interface Random {
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  of<T>(...all: readonly T[]): T;
  shuffled<T>(all: readonly T[]): T[];
}

/** Mulberry32: small, and random enough to make rows. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    below,
    of(...all) {
      const found = all[below(all.length)];
      if (found === undefined && all.length === 0) throw new Error("nothing to choose from");
      return found as (typeof all)[number];
    },
    shuffled(all) {
      const left = [...all];
      for (let index = left.length - 1; index > 0; index -= 1) {
        const other = below(index + 1);
        [left[index], left[other]] = [
          left[other] as (typeof left)[number],
          left[index] as (typeof left)[number],
        ];
      }
      return left;
    },
  };
}
