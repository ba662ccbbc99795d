import { readFile, writeFile } from "node:fs/promises";

const page = new URL("../docs/performance.md", import.meta.url);

/** Puts the figures of a bench into docs/performance.md. */
export async function writeFigures(bench: string, figures: string): Promise<void> {
  await writeFile(page, withFigures(await readFile(page, "utf8"), bench, figures));
}

/** The page with other figures between the two marks of a bench. */
export function withFigures(text: string, bench: string, figures: string): string {
  const [start, end] = [`<!-- figures: ${bench} -->`, "<!-- end -->"];
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`docs/performance.md has no place for figures of ${bench}`);
  return `${text.slice(0, from + start.length)}\n${figures}\n${text.slice(to)}`;
}
