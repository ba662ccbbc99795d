/** A cell must not end at a bar of its text. */
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");

export const markdownTable = (names: readonly string[], rows: readonly (readonly string[])[]): string =>
  [names, names.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");
