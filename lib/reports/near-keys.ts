import { distance } from "fastest-levenshtein";

/** Shorter texts are near each other by chance. */
const shortestTypo = 6;
const mostTypos = 2;
const shortestPart = 4;

/**
 * Finds the name that a key was probably meant to be: equal but for punctuation, case, leading zeros or a decimal
 * `.0`; the shorter form of a Salesforce id, in another case; with a prefix of its own (`ws-1001`); or with a letter or
 * two amiss. Digits are never amiss: 1001 is not 1002.
 */
export function nearKeysAmong(names: readonly string[]): (key: string) => string | undefined {
  const candidates = names.map(squeezedName).filter(({ squeezed }) => squeezed !== "");
  return (key) => {
    const wanted = squeezedName(key);
    const equal = candidates.find(({ squeezed }) => squeezed === wanted.squeezed);
    if (equal !== undefined) return equal.name;
    const cut = candidates.find(({ name }) => areOneId(name, key));
    if (cut !== undefined) return cut.name;
    const part = candidates.find(
      ({ squeezed }) => squeezed.length >= shortestPart && wanted.squeezed.endsWith(squeezed),
    );
    if (part !== undefined) return part.name;
    if (wanted.letters.length < shortestTypo) return undefined;
    return candidates
      .filter(({ digits }) => digits === wanted.digits)
      .map(({ name, letters }) => ({ name, away: distance(letters, wanted.letters) }))
      .filter(({ away }) => away <= mostTypos)
      .toSorted((a, b) => a.away - b.away)[0]?.name;
  };
}

/** Salesforce writes an id with 15 characters, whose case matters, or with 18. */
function areOneId(name: string, key: string): boolean {
  const [short = "", long = ""] = [name.toLowerCase(), key.toLowerCase()].toSorted(
    (a, b) => a.length - b.length,
  );
  return short.length === 15 && long.length === 18 && long.startsWith(short);
}

interface SqueezedName {
  readonly name: string;
  readonly squeezed: string;
  readonly letters: string;
  readonly digits: string;
}

function squeezedName(name: string): SqueezedName {
  const squeezed = squeeze(name);
  return { name, squeezed, letters: squeezed.replace(/\d/g, ""), digits: squeezed.replace(/\D/g, "") };
}

const squeeze = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/^(\d+)\.0+$/, "$1")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replace(/^0+(?=.)/, "");
