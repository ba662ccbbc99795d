import { distance } from "fastest-levenshtein";

/** The known word that was probably meant; undefined when none is near enough to be worth a guess. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  const ranked = [...known]
    .map((candidate) => ({ candidate, away: distance(lower, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.away - b.away);
  const [best] = ranked;
  const furthest = Math.max(1, Math.floor(word.length / 3) + 1);
  return best !== undefined && best.away <= furthest ? best.candidate : undefined;
}

/** ` Did you mean …?`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const meant = nearest(word, known);
  return meant === undefined ? "" : `. Did you mean ${meant}?`;
}
