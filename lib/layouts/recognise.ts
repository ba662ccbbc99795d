import type { Columns } from "./columns.ts";
import { airbyteEnvelope, unwrapped } from "./envelope.ts";
import { isBeside, type PresetStream, type RecognisedStream } from "./preset.ts";
import type { NamedPreset } from "./presets.ts";

interface Fit {
  readonly preset: NamedPreset;
  /** The stream's name in the preset. */
  readonly name: string;
  /** The member of the records that holds what has this layout; undefined where they have it themselves. */
  readonly envelope: string | undefined;
}

/** The layout that a file's records have. */
export type Recognised =
  | (Fit & { readonly status: "stream"; readonly stream: RecognisedStream })
  | (Fit & { readonly status: "unused"; readonly because: string });

type Signs = Pick<RecognisedStream, "files" | "recognised_by" | "words" | "needs_name" | "listed_in">;

/** The layout with the most signs that the records have all of; undefined when none fits. */
export function recognise(
  columns: Columns,
  path: string,
  presets: readonly NamedPreset[],
): Recognised | undefined {
  const layouts = presets.flatMap((preset) => [
    ...Object.entries(preset.streams).flatMap(([name, stream]) =>
      isBeside(stream) ? [] : [{ signs: stream, found: { status: "stream", preset, name, stream } as const }],
    ),
    ...Object.entries(preset.unused).map(([name, signs]) => ({
      signs,
      found: { status: "unused", preset, name, because: signs.because } as const,
    })),
  ]);
  const ranked = layouts.flatMap(({ signs, found }) =>
    placesOf(columns, signs).flatMap(([envelope, within]) =>
      hasSigns(within, path, signs)
        ? [{ found: { ...found, envelope }, rank: strength(signs, { columns: within, path, found }) }]
        : [],
    ),
  );
  return ranked.toSorted((a, b) => b.rank - a.rank)[0]?.found;
}

/** The streams of a preset over the same files. */
export const streamsBeside = (
  preset: NamedPreset,
  name: string,
): readonly (readonly [string, PresetStream])[] =>
  Object.entries(preset.streams).filter(([, stream]) => isBeside(stream) && stream.beside === name);

/** Where records may have a layout: in themselves, or in a member of theirs. */
function placesOf(
  columns: Columns,
  { listed_in }: Signs,
): readonly (readonly [envelope: string | undefined, within: Columns])[] {
  const envelopes = [airbyteEnvelope, ...(listed_in === undefined ? [] : [listed_in])];
  const within = envelopes.flatMap((envelope) => {
    const members = unwrapped(columns, envelope);
    return members === undefined ? [] : [[envelope, members] as const];
  });
  return [[undefined, columns], ...within];
}

const hasSigns = (
  { byPath }: Columns,
  path: string,
  { recognised_by, words, files, needs_name }: Signs,
): boolean =>
  (!needs_name || files.some((part) => hasWords(path, part))) &&
  recognised_by.every((sign) => byPath.has(sign.toLowerCase())) &&
  Object.entries(words).every(([at, word]) => {
    const values = byPath.get(at.toLowerCase())?.values ?? new Map<string, number>();
    return values.size === 0 || (values.size === 1 && values.has(word));
  });

/** A word at a path counts as a sign too; the file's name decides between equals, and then its folders. */
function strength(
  { recognised_by, words, files }: Signs,
  {
    columns,
    path,
    found,
  }: { readonly columns: Columns; readonly path: string; readonly found: Pick<Fit, "preset"> },
): number {
  const seen = Object.keys(words).filter((at) => columns.byPath.has(at.toLowerCase()));
  const isNamed = files.some((part) => path.toLowerCase().includes(part.toLowerCase()));
  const isInFolder = path.toLowerCase().includes(found.preset.source);
  return recognised_by.length + seen.length + (isNamed ? 0.5 : 0) + (isInFolder ? 0.25 : 0);
}

/** Whether a file's name has these words side by side: of sf_account_data.csv, account. */
function hasWords(path: string, part: string): boolean {
  const wordsOf = (text: string): string =>
    ` ${text
      .toLowerCase()
      .split(/[^a-z]+/)
      .join(" ")} `;
  return wordsOf(path.slice(path.lastIndexOf("/") + 1)).includes(wordsOf(part));
}
