import type { ParserRuleContext } from "antlr4ng";

/** A place in a text: `offset` in UTF-16 units from 0, `line` and `column` from 1. */
export interface Position {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export interface Problem extends Position {
  readonly message: string;
}

/** A text whose tokens know where they are in it; the grammar counts in code points. */
export class SourceText {
  readonly text: string;
  readonly #offsets: readonly number[];

  constructor(text: string) {
    this.text = text;
    let offset = 0;
    this.#offsets = Array.from(text, (character) => {
      offset += character.length;
      return offset - character.length;
    });
  }

  position(codePoint: number): Position {
    const offset = this.#offsets[codePoint] ?? this.text.length;
    const before = this.text.slice(0, offset).split("\n");
    return { offset, line: before.length, column: (before.at(-1) ?? "").length + 1 };
  }

  problem(node: ParserRuleContext, message: string): Problem {
    return { message, ...this.position(node.start?.start ?? 0) };
  }

  /** The text of a node, including blanks. */
  textOf(node: ParserRuleContext): string {
    const { start, stop } = this.range(node);
    return this.text.slice(start, stop);
  }

  /** The position of a node: `text.slice(start, stop)` is its text. */
  range(node: ParserRuleContext): { readonly start: number; readonly stop: number } {
    return {
      start: this.position(node.start?.start ?? 0).offset,
      stop: this.position((node.stop?.stop ?? -1) + 1).offset,
    };
  }
}
