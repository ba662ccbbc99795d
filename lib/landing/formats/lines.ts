import { isUtf8 } from "node:buffer";
import { maxRecordBytes } from "./entry.ts";
import type { Utf8 } from "./text.ts";

/** A line without its newline (a carriage return stays); `problem` when its bytes are no text. */
export interface Line {
  readonly number: number;
  readonly text: string;
  readonly problem: string | undefined;
}

const newline = 10;
const undecodable = "not text in its encoding";

/** The lines of a text, blocks of them at a time. An overlong one is given as its beginning, with the problem. */
export async function* readLines({ chunks, isTranscoded }: Utf8): AsyncGenerator<readonly Line[]> {
  let number = 1;
  let carried: Buffer[] = [];
  let carriedBytes = 0;
  let isOverlong = false;
  const linesOf = (block: Buffer): Line[] => {
    const lines = toLines(block, number, isTranscoded);
    const [first, ...rest] = isOverlong ? lines : [];
    number += lines.length;
    isOverlong = false;
    if (first === undefined) return lines;
    return [{ ...first, problem: `longer than ${maxRecordBytes >> 20} MB` }, ...rest];
  };
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(newline);
    if (end < 0) {
      if (!isOverlong) carried.push(chunk);
      carriedBytes += chunk.length;
      isOverlong = carriedBytes > maxRecordBytes;
      continue;
    }
    const rest = isOverlong ? chunk.subarray(chunk.indexOf(newline), end) : chunk.subarray(0, end);
    yield linesOf(carried.length === 0 ? rest : Buffer.concat([...carried, rest]));
    carried = [chunk.subarray(end + 1)];
    carriedBytes = chunk.length - end - 1;
  }
  if (carriedBytes > 0) yield linesOf(Buffer.concat(carried));
}

function toLines(block: Buffer, firstNumber: number, isTranscoded: boolean): Line[] {
  const lines: Line[] = [];
  if (isTranscoded || isUtf8(block)) {
    const texts = block.toString("utf8").split("\n");
    for (const text of texts) {
      const problem = isTranscoded && text.includes("\ufffd") ? undecodable : undefined;
      lines.push({ number: firstNumber + lines.length, text, problem });
    }
    return lines;
  }
  for (const bytes of splitBytes(block)) {
    const problem = isUtf8(bytes) ? undefined : undecodable;
    lines.push({ number: firstNumber + lines.length, text: bytes.toString("utf8"), problem });
  }
  return lines;
}

function splitBytes(block: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start <= block.length; ) {
    const found = block.indexOf(newline, start);
    const end = found < 0 ? block.length : found;
    lines.push(block.subarray(start, end));
    start = end + 1;
  }
  return lines;
}
