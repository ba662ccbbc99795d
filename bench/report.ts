import { type Bar, verdictOf } from "./bars.ts";
import type { Spent } from "./spent.ts";
import type { Spread } from "./statistics.ts";
import { compare, loadOf, type Turn } from "./turns.ts";

/** The figures of one bench, and its bars, as Markdown. */
export class Report {
  readonly #parts: string[] = [];
  readonly #bars: Bar[] = [];

  note(text: string): void {
    this.#parts.push(text);
  }

  table(columns: readonly string[], rows: readonly (readonly string[])[]): void {
    this.#parts.push(markdownTable(columns, rows));
  }

  /** Two sides of some turns, CPU and wall. */
  comparison(one: string, other: string, turns: readonly Turn<Spent>[]): void {
    const { one: ours, other: theirs, ratio } = compare(turns, 0, 1);
    this.table(
      ["", "CPU s", "wall s"],
      [
        [one, inSeconds(ours.cpu), inSeconds(ours.wall)],
        [other, inSeconds(theirs.cpu), inSeconds(theirs.wall)],
        ["the first / the second", asRatio(ratio.cpu), asRatio(ratio.wall)],
      ],
    );
    this.note(loadOf(turns));
  }

  bar(bar: Bar): void {
    this.#bars.push(bar);
  }

  get missed(): readonly Bar[] {
    return this.#bars.filter((bar) => verdictOf(bar) === "missed");
  }

  toString(): string {
    const rows = this.#bars.map((bar) => {
      const limit =
        "atMost" in bar.limit ? `≤ ${inThousands(bar.limit.atMost)}` : `≥ ${inThousands(bar.limit.atLeast)}`;
      const unit = bar.unit === undefined ? "" : ` ${bar.unit}`;
      const verdict = verdictOf(bar);
      const why = bar.notJudged === undefined ? verdict : `${verdict}: ${bar.notJudged}`;
      return [bar.name, `${shortened(bar.figure)}${unit}`, `${limit}${unit}`, why];
    });
    const bars = rows.length === 0 ? [] : [markdownTable(["bar", "measured", "limit", "verdict"], rows)];
    return [...this.#parts, ...bars].join("\n\n");
  }
}

/** 100,000 for 100000. */
export const inThousands = (number: number): string => number.toLocaleString("en-US");
export const inSeconds = (seconds: number): string => seconds.toFixed(2);
export const asRatio = ({ median, low, high }: Spread): string =>
  `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
/** As three cells. */
export const cellsOf = ({ cpu, wall, peakMegabytes }: Spent): readonly string[] => [
  inSeconds(cpu),
  inSeconds(wall),
  inThousands(peakMegabytes),
];

const shortened = (figure: number): string =>
  figure >= 100 ? inThousands(Math.round(figure)) : figure.toFixed(2);

function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, index) =>
    Math.max(3, column.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, index) => (cells[index] ?? "").padEnd(width)).join(" | ")} |`;
  const rule = line(widths.map((width) => "-".repeat(width)));
  return [line(columns), rule, ...rows.map(line)].join("\n");
}
