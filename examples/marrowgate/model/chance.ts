import * as draws from "../../northwind-cloud/chance.ts";

type Word = string | number;

/** Another seed makes another company; the same seed, the same bytes. */
const seed = "marrowgate";

/** A number in [0, 1) that depends on the seed and the words alone. */
export const chance = (...words: readonly Word[]): number => draws.chance(seed, ...words);

/** A whole number from `from` to `to`, both included. */
export const between = (from: number, to: number, ...words: readonly Word[]): number =>
  draws.between(from, to, seed, ...words);

export const pick = <T>(list: readonly [T, ...T[]], ...words: readonly Word[]): T =>
  draws.pick(list, seed, ...words);

/** A version-4 UUID. Its parts are hashed apart, as 32 bits alone would come twice. */
export function uuid(...words: readonly Word[]): string {
  const hex = [0, 1, 2, 3]
    .map((part) =>
      Math.floor(chance(part, "uuid", ...words) * 2 ** 32)
        .toString(16)
        .padStart(8, "0"),
    )
    .join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Letters and digits, as products use for ids. */
export const token = (length: number, ...words: readonly Word[]): string =>
  Array.from({ length }, (_, index) => letters[between(0, 61, index, "token", ...words)]).join("");
