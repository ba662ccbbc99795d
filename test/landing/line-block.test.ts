import fc from "fast-check";
import { expect, test } from "vitest";
import { LineBlock } from "../../lib/landing/line-block.ts";
import { memoryWith } from "../../lib/landing/memory.ts";
import { nextOnSheet, sheet } from "../../lib/landing/sheet.ts";

type Way = "text" | "bytes" | "sheet";

/** Adds a text in one of the ways there are. */
function add(block: LineBlock, text: string, way: Way): void {
  const bytes = Buffer.from(text);
  if (way === "text") block.add(text);
  else if (way === "bytes") block.addBytes(memoryWith(bytes), 0, bytes.length);
  else {
    const start = nextOnSheet();
    bytes.copy(sheet.bytes, start);
    block.addFromSheet(start + bytes.length);
  }
}

const text = fc
  .tuple(fc.constantFrom("a", "é", "😀\t", "\u{10ffff}\u007f"), fc.constantFrom(0, 1, 7, 90, 300, 40_000))
  .map(([piece, times]) => piece.repeat(times));
const way = fc.constantFrom<Way>("text", "bytes", "sheet");
const step = fc.record({ block: fc.nat(2), text, way, endsLine: fc.boolean(), isRead: fc.nat(9) });

test("blocks that share the sheet hold their own lines, in the order in which they were added", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const blocks = [new LineBlock(), new LineBlock(), new LineBlock()];
      const expected = ["", "", ""];
      for (const { block: place, text, way, endsLine, isRead } of steps) {
        const block = blocks[place] ?? new LineBlock();
        const before = expected[place] ?? "";
        add(block, text, way);
        const line = before.slice(before.lastIndexOf("\n") + 1) + text;
        if (endsLine) expect(block.endLine()).toBe(Buffer.byteLength(line) + 1);
        expected[place] = `${before}${text}${endsLine ? "\n" : ""}`;
        expect(block.length).toBe(Buffer.byteLength(expected[place]));
        if (isRead === 0) expect(block.bytes.toString()).toBe(expected[place]);
      }
      expect(blocks.map(({ bytes }) => bytes.toString())).toEqual(expected);
    }),
  );
});

test("a block that was cleared while lines were on the sheet is empty, and takes new ones", () => {
  const block = new LineBlock();
  add(block, "gone", "sheet");
  block.endLine();
  block.clear();
  expect(block.length).toBe(0);
  add(block, "new", "sheet");
  expect(block.endLine()).toBe(4);
  expect(block.bytes.toString()).toBe("new\n");
});
