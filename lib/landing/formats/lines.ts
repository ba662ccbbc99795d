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
    const texts = toTexts(block, isTranscoded);
    const lines = texts.map(({ text, problem }, index) => ({
      number: number + index,
      text,
      problem: isOverlong && index === 0 ? `longer than ${maxRecordBytes >> 20} MB` : problem,
    }));
    number += lines.length;
    isOverlong = false;
    return lines;
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

function toTexts(block: Buffer, isTranscoded: boolean): { text: string; problem: string | undefined }[] {
  const isText = isUtf8(block);
  const text = block.toString("utf8");
  if (isText && !(isTranscoded && text.includes("\ufffd")))
    return text.split("\n").map((line) => ({ text: line, problem: undefined }));
  if (isTranscoded)
    return text
      .split("\n")
      .map((line) => ({ text: line, problem: line.includes("\ufffd") ? undecodable : undefined }));
  return splitBytes(block).map((line) => ({
    text: line.toString("utf8"),
    problem: isUtf8(line) ? undefined : undecodable,
  }));
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
