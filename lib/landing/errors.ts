import { didYouMean } from "../nearest.ts";
import { plural } from "../plural.ts";

/** A file that cannot be landed at all: nothing of its load is committed. */
export class UnreadableFile extends Error {
  override readonly name: string = "UnreadableFile";
  readonly file: string;
  constructor(file: string, problem: string) {
    super(`${file}: ${problem}`);
    this.file = file;
  }
}

export class MissingColumn extends UnreadableFile {
  override readonly name = "MissingColumn";
  readonly column: string;
  readonly found: readonly string[];
  /** @param others files of the same load that lack the column as well */
  constructor(file: string, column: string, found: readonly string[], others = 0) {
    const shown = found.slice(0, 40).map((name) => printable(name));
    const further = found.length > shown.length ? ` and ${found.length - shown.length} more` : "";
    const where = others === 0 ? "the file" : `it and ${plural(others, "further file")}`;
    const which = others === 0 ? "which has" : "the first of which has";
    super(
      file,
      `the mapped column ${column} is not in ${where}, ${which} ${shown.join(", ")}${further}` +
        `${didYouMean(column, found) || ". Map one of its columns, or ask for the old export"}`,
    );
    this.column = column;
    this.found = found;
  }
}

/** A column that is mapped, in a file with several of its name. */
export class AmbiguousColumn extends UnreadableFile {
  override readonly name = "AmbiguousColumn";
  readonly column: string;
  /** @param places of the columns, from 0 */
  constructor(file: string, column: string, places: readonly number[]) {
    const listed = places.map((place) => place + 1).join(" and ");
    super(
      file,
      `the mapped column ${printable(column)} appears ${places.length} times, as columns ${listed}. ` +
        "Give each column of the export a unique name, or map another one",
    );
    this.column = column;
  }
}

/** A file that would not be through before its process is ended. */
export class FileTooLarge extends UnreadableFile {
  override readonly name = "FileTooLarge";
  readonly bytes: number;
  constructor(file: string, bytes: number, mostBytes: number) {
    const megabytes = (count: number): string => `${Math.round(count / 1e6).toLocaleString("en")} MB`;
    super(
      file,
      `it has ${megabytes(bytes)}; the limit for this kind of file is ${megabytes(mostBytes)}. Split the export ` +
        "into several files that match the stream's path; they are landed in parallel",
    );
    this.bytes = bytes;
  }
}

export class FileChanged extends UnreadableFile {
  override readonly name = "FileChanged";
  constructor(file: string) {
    super(file, "it changed while it was being read; land again once it is complete");
  }
}

/** Streams that failed to land; thrown after the others have landed. */
export class LandingFailed extends Error {
  override readonly name = "LandingFailed";
  constructor(
    streams: number,
    failed: readonly { readonly source: string; readonly stream: string; readonly error: Error }[],
  ) {
    const causes = failed.map(({ source, stream, error }) => `${source}.${stream} (${error.message})`);
    super(`${failed.length} of ${plural(streams, "stream")} did not land: ${causes.join(", ")}`, {
      cause: failed[0]?.error,
    });
  }
}

/** Text from a file as a message may show it. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern removes control characters
  return text.slice(0, 60).replace(/[\u0000-\u001f\u007f-\u009f\ufffd]/g, "?");
}
