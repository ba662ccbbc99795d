import { betweenWords, codePatterns, type Vocabulary, wordsOf } from "../../words/vocabulary.ts";
import { literal } from "../text.ts";

/** Nearly every word is written like this, in one case or another, and needs no taking apart. */
const plainWords = "^[a-z0-9]+( [a-z0-9]+)*$";

/** The characters between words: a column, as `gaps`, as an engine takes longer to plan them than to compare them. */
export const gapsSql = `${[
  literal(betweenWords.text),
  ...betweenWords.codes.map((code) => `chr(${code})`),
].join(" || ")} as gaps`;

/** The text (an SQL expression) as vocabularies have their words, over {@link gapsSql}. */
export function foldedSql(text: string): string {
  const plain = `lower(trim(${text}))`;
  const blanks = literal(" ".repeat(betweenWords.text.length + betweenWords.codes.length));
  const spaced = `trim(translate(${plain}, gaps, ${blanks}))`;
  // Any number of blanks in a row becomes one: no < or > is left that was there before.
  const folded = `replace(replace(replace(${spaced}, ' ', '<>'), '><', ''), '<>', ' ')`;
  return [
    "case",
    `    when regexp_like(${plain}, ${literal(plainWords)}) then ${plain}`,
    `    else ${folded}`,
    "end",
  ].join("\n");
}

/** The meaning of a folded word (a column), null when unknown; by the rule of vocabulary.ts. */
export function meaningSql(word: string, vocabulary: Vocabulary): string {
  const meanings = Object.entries(vocabulary.meanings);
  const whole = (text: string) =>
    meanings.map(
      ([meaning, words]) =>
        `    when ${text} in (${wordsOf(meaning, words).map(literal).join(", ")}) then ${literal(meaning)}`,
    );
  const has = (phrase: string) => `strpos(' ' || ${word} || ' ', ${literal(` ${phrase} `)}) > 0`;
  const partial = meanings.flatMap(([meaning, { phrases = [], unless = [] }]) => {
    if (phrases.length === 0) return [];
    const not = unless.length === 0 ? "" : ` and not (${unless.map(has).join(" or ")})`;
    return [`    when (${phrases.map(has).join(" or ")})${not} then ${literal(meaning)}`];
  });
  return ["case", ...whole(word), ...besideCode(word, vocabulary, whole), ...partial, "end"].join("\n");
}

function besideCode(
  word: string,
  { code }: Vocabulary,
  whole: (text: string) => readonly string[],
): readonly string[] {
  if (code === undefined) return [];
  const { after, before } = codePatterns(code);
  const rest = (pattern: string) => `nullif(regexp_extract(${word}, ${literal(pattern)}, 1), '')`;
  return whole(`coalesce(${rest(after)}, ${rest(before)})`);
}
