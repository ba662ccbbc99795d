import type { Memory } from "../memory.ts";
import type { Entry } from "./entry.ts";
import { type Line, type Lines, readLines } from "./lines.ts";
import type { Utf8 } from "./text.ts";

/** A record as the bytes of its JSON text, from `start` to `end`. Readers give the same object each time. */
export interface PlainRow {
  /** Valid until the next row; if it is the sheet, the row is where the sheet has its next line. */
  readonly memory: Memory;
  readonly start: number;
  readonly end: number;
  /**
   * Where the values at the wanted paths are: for each path its start and its end, or -1 twice. Of a string, what is
   * between its quotes.
   */
  readonly values: Int32Array;
  /** Whether any of its strings has a backslash. */
  readonly hasEscapes: boolean;
}

/** Takes plain rows: records whose bytes are stored without becoming strings first. */
export interface PlainSink {
  /** Takes a record; false, and nothing is taken, when it is not plain enough. */
  takePlain(row: PlainRow): boolean;
  /** True when {@link drained} must be called before the next row. */
  readonly isFull: boolean;
  drained(): Promise<void>;
}

/** Passes lines to a sink, up to the first that is not plain, or until the sink is full. */
export type PlainReader = (lines: Lines) => void;

/** Reads every line there is. */
export interface GeneralReader {
  read(lines: readonly Line[]): readonly Entry[];
  /** The rest at the end of the file. */
  end(): readonly Entry[];
  /** Whether the next line continues a row. */
  readonly isInRow: boolean;
  /** What reads plain rows faster, and gives the same records; undefined while nothing does. */
  readonly plain: PlainReader | undefined;
}

/** How many lines the general reader takes at once where the plain one stopped. */
const linesAtOnce = 32;

/** Longer runs of lines have a line that is hardly plain. */
const mostPlainBytes = 4 << 20;

/** The rows of a text: plain ones go to the sink, what else there is is given in between, in order. */
export async function* readRows(
  text: Utf8,
  reader: GeneralReader,
  sink: PlainSink | undefined,
): AsyncGenerator<readonly Entry[]> {
  for await (const lines of readLines(text)) {
    const canBePlain = sink !== undefined && lines.isText && lines.bytes.length <= mostPlainBytes;
    while (!lines.areRead) {
      if (canBePlain && !reader.isInRow) reader.plain?.(lines);
      if (sink?.isFull) await sink.drained();
      else if (!lines.areRead)
        yield reader.read(lines.take(canBePlain ? linesAtOnce : Number.POSITIVE_INFINITY));
    }
  }
  yield reader.end();
}
