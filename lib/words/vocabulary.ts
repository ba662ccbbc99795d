/**
 * The meanings of a field's words. Exports write them in upper or lower case, padded, with `_`, `-` or
 * blanks, and with a code beside them; none of that changes the meaning.
 */
export interface Vocabulary {
  /** By meaning, in the order in which they are tried. A meaning is a word for itself. */
  readonly meanings: Readonly<Record<string, Words>>;
  /** A regular expression for redundant codes beside a word, such as P1 in "High (P1)". */
  readonly code?: string;
}

export interface Words {
  /** Whole texts, as {@link foldWord} leaves them. */
  readonly words: readonly string[];
  /** Parts of longer texts, of whole words: `nps` of "NPS Q3 2026". */
  readonly phrases?: readonly string[];
  /** Parts that make a phrase ambiguous. */
  readonly unless?: readonly string[];
}

/** Separators between words: all kinds of blanks, and punctuation. */
export const betweenWords = {
  text: "_-.,:;()[]{}/\\|\"'`#*!?&+=<>",
  /** By code point: tab, line feed, carriage return, no-break and zero-width spaces, the byte order mark. */
  codes: [9, 10, 13, 160, 8199, 8203, 8204, 8205, 8239, 8288, 65279, 8211, 8212],
} as const;

/** A word as vocabularies have it: lower case, one blank between words. */
export function foldWord(text: string): string {
  const gaps = new Set([
    ...betweenWords.text,
    ...betweenWords.codes.map((code) => String.fromCodePoint(code)),
  ]);
  const spaced = [...text.toLowerCase()].map((character) => (gaps.has(character) ? " " : character)).join("");
  return spaced
    .split(" ")
    .filter((part) => part !== "")
    .join(" ");
}

/** Every whole text that has this meaning. */
export const wordsOf = (meaning: string, { words }: Words): readonly string[] => [
  ...new Set([foldWord(meaning), ...words]),
];

export const meaningsOf = ({ meanings }: Vocabulary): readonly string[] => Object.keys(meanings);

/** The meaning of a word; undefined when unknown. The same rule in SQL: {@link meaningSql} in words-sql.ts. */
export function meaningOf(vocabulary: Vocabulary, text: string): string | undefined {
  const folded = foldWord(text);
  return (
    wholeMeaning(vocabulary, folded) ?? besideCode(vocabulary, folded) ?? partialMeaning(vocabulary, folded)
  );
}

const wholeMeaning = ({ meanings }: Vocabulary, folded: string): string | undefined =>
  Object.entries(meanings).find(([meaning, words]) => wordsOf(meaning, words).includes(folded))?.[0];

function besideCode(vocabulary: Vocabulary, folded: string): string | undefined {
  if (vocabulary.code === undefined) return undefined;
  const { after, before } = codePatterns(vocabulary.code);
  const rest = new RegExp(after).exec(folded)?.[1] ?? new RegExp(before).exec(folded)?.[1];
  return rest === undefined ? undefined : wholeMeaning(vocabulary, rest);
}

/** The word after a code, and the word before one. */
export const codePatterns = (code: string) => ({ after: `^(?:${code}) (.+)$`, before: `^(.+) (?:${code})$` });

function partialMeaning({ meanings }: Vocabulary, folded: string): string | undefined {
  const has = (phrase: string): boolean => ` ${folded} `.includes(` ${phrase} `);
  return Object.entries(meanings).find(
    ([, { phrases = [], unless = [] }]) => phrases.some(has) && !unless.some(has),
  )?.[0];
}
