import { lostCharacter } from "../mapping/cells/cell-problems.ts";
import { plural } from "../plural.ts";
import type { UnreadCells } from "./unread-cells.ts";

const mostUnread = 12;

/** Unreadable cells by stream and field, and the mapping to add. */
export function unreadLines(unread: readonly UnreadCells[]): readonly string[] {
  if (unread.length === 0) return [];
  const more = unread.length - mostUnread;
  return [
    "Unreadable cells:",
    ...unread.slice(0, mostUnread).map((cells) => `  ${unreadLine(cells)}`),
    ...(more > 0
      ? [`  and ${more} more: bellwether query "select * from cell_problems order by cells desc"`]
      : []),
  ];
}

function unreadLine({
  source,
  stream,
  field,
  reason,
  isRejected,
  cells,
  words,
  meanings,
  declared,
}: UnreadCells): string {
  const quoted = words.map((word) => JSON.stringify(word));
  const said = quoted.length === 0 ? "" : ` (${quoted.join(", ")})`;
  const lost =
    reason === lostCharacter
      ? plural(cells, "cell keeps the rest", "cells keep the rest")
      : plural(cells, "cell is null", "cells are null");
  const cost = isRejected ? `${plural(cells, "row")} rejected` : lost;
  return `${source}.${stream} ${field}: ${cost}, ${reason}${said}${hint({ reason, quoted, meanings, declared })}`;
}

interface Hint extends Pick<UnreadCells, "reason" | "meanings" | "declared"> {
  readonly quoted: readonly string[];
}

function hint({ reason, quoted, meanings, declared }: Hint): string {
  const [word] = quoted;
  if (reason === "unknown word" && word !== undefined) {
    const meaning = meanings === null ? "…" : meanings.join(" | ");
    return `. Map them: values: { ${word}: ${meaning} }, or null for no value`;
  }
  if (reason === "off its scale") return ". If its scale is another one, map scale_max";
  if (declared !== null && reason.startsWith("not a "))
    return `. The field is read with ${declared}, which they do not fit`;
  if (reason === "not a date" || reason === "not a timestamp") return ". Set format";
  if (reason.endsWith(" number") && quoted.some((each) => signedNumber.test(each)))
    return '. Set number, by an example such as "1.234,56"';
  return "";
}

/** A number with signs that digits alone do not have: thousands, a decimal comma, a currency, brackets. */
const signedNumber = /^"(?!-?\d*[.]?\d*")[^\d"]{0,5}\d[\d.,'’\s]*[^\d"%]{0,5}"$/;
