const width = 80;

/**
 * A text in lines of a terminal of 80 columns, broken at blanks; a word that is longer stands alone.
 * @param indent blanks before the first line
 * @param hang blanks before the others
 */
export function wrapped(text: string, indent = 0, hang = indent): string[] {
  const lines: string[] = [];
  let line = " ".repeat(indent);
  let isEmpty = true;
  for (const word of text.split(" ")) {
    const longer = isEmpty ? `${line}${word}` : `${line} ${word}`;
    if (!isEmpty && longer.length > width) {
      lines.push(line);
      line = `${" ".repeat(hang)}${word}`;
    } else line = longer;
    isEmpty = false;
  }
  return [...lines, line];
}
