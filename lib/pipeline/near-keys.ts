import { distance } from "fastest-levenshtein";

/** Shorter texts are near each other by chance. */
const shortestTypo = 6;
const mostTypos = 2;
const shortestPart = 4;

/**
 * The name that a key was probably meant to be: equal but for punctuation, case, leading zeros or a decimal `.0`;
 * with a prefix of its own (`ws-1001`); or with a letter or two amiss. Digits are never amiss: 1001 is not 1002.
 */
export function nearKey(key: string, names: readonly string[]): string | undefined {
  const squeezed = squeeze(key);
  const letters = withoutDigits(squeezed);
  const candidates = names
    .map((name) => ({ name, squeezed: squeeze(name) }))
    .filter((each) => each.squeezed !== "");
  const equal = candidates.find((each) => each.squeezed === squeezed);
  if (equal !== undefined) return equal.name;
  const part = candidates.find(
    (each) => each.squeezed.length >= shortestPart && squeezed.endsWith(each.squeezed),
  );
  if (part !== undefined) return part.name;
  if (letters.length < shortestTypo) return undefined;
  const digits = squeezed.replace(/\D/g, "");
  return candidates
    .filter((each) => each.squeezed.replace(/\D/g, "") === digits)
    .map((each) => ({ name: each.name, away: distance(withoutDigits(each.squeezed), letters) }))
    .filter(({ away }) => away <= mostTypos)
    .toSorted((a, b) => a.away - b.away)[0]?.name;
}

const squeeze = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/^(\d+)\.0+$/, "$1")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replace(/^0+(?=.)/, "");

const withoutDigits = (text: string): string => text.replace(/\d/g, "");
