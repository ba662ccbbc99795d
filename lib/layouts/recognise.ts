import type { Columns } from "./columns.ts";
import { isBeside, type PresetStream, type RecognisedStream } from "./preset.ts";
import type { NamedPreset } from "./presets.ts";

interface Fit {
  readonly preset: NamedPreset;
  /** The stream's name in the preset. */
  readonly name: string;
}

/** The layout that a file's records have. */
export type Recognised =
  | (Fit & { readonly status: "stream"; readonly stream: RecognisedStream })
  | (Fit & { readonly status: "unused"; readonly because: string });

type Signs = Pick<RecognisedStream, "files" | "recognised_by" | "words">;

/** The layout with the most signs that the records have all of; undefined when none fits. */
export function recognise(
  columns: Columns,
  path: string,
  presets: readonly NamedPreset[],
): Recognised | undefined {
  const fits = presets.flatMap((preset) => [
    ...Object.entries(preset.streams).flatMap(([name, stream]) =>
      isBeside(stream) || !hasSigns(columns, stream)
        ? []
        : [{ signs: stream, found: { status: "stream", preset, name, stream } as const }],
    ),
    ...Object.entries(preset.unused).flatMap(([name, signs]) =>
      hasSigns(columns, signs)
        ? [{ signs, found: { status: "unused", preset, name, because: signs.because } as const }]
        : [],
    ),
  ]);
  const [best] = fits.toSorted((a, b) => strength(b.signs, path) - strength(a.signs, path));
  return best?.found;
}

/** The streams of a preset over the same files. */
export const streamsBeside = (
  preset: NamedPreset,
  name: string,
): readonly (readonly [string, PresetStream])[] =>
  Object.entries(preset.streams).filter(([, stream]) => isBeside(stream) && stream.beside === name);

const hasSigns = ({ byPath }: Columns, { recognised_by, words }: Signs): boolean =>
  recognised_by.every((path) => byPath.has(path.toLowerCase())) &&
  Object.entries(words).every(([path, word]) => {
    const values = byPath.get(path.toLowerCase())?.values ?? new Map<string, number>();
    return values.size === 0 || (values.size === 1 && values.has(word));
  });

/** Every word at a path counts as a sign too; a file's name decides between equals. */
function strength({ recognised_by, words, files }: Signs, path: string): number {
  const isNamed = files.some((part) => path.toLowerCase().includes(part.toLowerCase()));
  return recognised_by.length + Object.keys(words).length + (isNamed ? 0.5 : 0);
}
