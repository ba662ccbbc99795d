import type { Comparison, Mover } from "./compare.ts";
import {
  alertText,
  arrText,
  bandsLine,
  bandText,
  changeText,
  isEqual,
  lensText,
  notComparedText,
  partLines,
  summaryOf,
  sumText,
} from "./text.ts";

/** What a comment of a pull request may have on GitHub. */
const mostCharacters = 65_536;

/** Hidden, at the top: by it a workflow finds the comment that it updates. */
export const commentMark = "<!-- bellwether diff -->";

/** A comparison as a comment of a pull request. Names of accounts are text in it, whatever they contain. */
export function comparisonMarkdown(comparison: Comparison): string {
  const title = `${commentMark}\n### Scores under the changed config\n\n${escaped(summaryOf(comparison))}`;
  const untold = notComparedText(comparison);
  const note = untold === undefined ? [] : [`> ${escaped(untold)}`];
  if (isEqual(comparison)) return `${[title, ...note].join("\n\n")}\n`;
  const { band_moves, movers, moved, lenses, alerts, currency } = comparison;
  const parts = [
    title,
    escaped(bandsLine(comparison)),
    ...table(
      ["from", "to", "accounts"],
      band_moves.map((move) => [bandText(move.from), bandText(move.to), sumText(move, currency)]),
    ),
    ...list(
      "Lenses",
      lenses.map((lens) => lensText(lens, currency)),
    ),
    ...list(
      "Alerts",
      alerts.map((alert) => alertText(alert, currency)),
    ),
    ...(movers.length === 0
      ? []
      : [
          `<details><summary>${moved > movers.length ? `The ${movers.length} largest of ${moved} changes` : "The changes"}</summary>`,
          movers.map((mover) => moverItem(mover, currency)).join("\n"),
          "</details>",
        ]),
    ...note,
  ];
  const whole = `${parts.join("\n\n")}\n`;
  if (whole.length <= mostCharacters) return whole;
  const cut = "\n\n…\n";
  return `${whole.slice(0, mostCharacters - cut.length)}${cut}`;
}

const moverItem = (mover: Mover, currency: string): string =>
  [
    `- **${escaped(mover.name ?? mover.account_id)}** (${escaped(mover.account_id)}, ${escaped(arrText(mover.arr, currency))}): ${escaped(changeText(mover))}`,
    ...partLines(mover).map((line) => `  - ${escaped(line)}`),
  ].join("\n");

function table(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(" | ")} |`;
  return [[line(header), `|${" --- |".repeat(header.length)}`, ...rows.map(line)].join("\n")];
}

const list = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`**${title}**`, lines.map((line) => `- ${escaped(line)}`).join("\n")];

/** Longer texts break the layout of a comment. */
const longestText = 300;

/** Text without any markup, mention or link in it, on one line. */
function escaped(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
  const short = line.length <= longestText ? line : `${line.slice(0, longestText)}…`;
  return short
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_{}[\]#+!|~>]/g, (sign) => `\\${sign}`)
    .replaceAll("@", "@&#8203;")
    .replaceAll(/:\/\//g, ":&#8203;//")
    .replaceAll(/www\./gi, (found) => `${found.slice(0, 3)}&#8203;.`);
}
