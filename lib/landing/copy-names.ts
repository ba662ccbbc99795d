/** What browsers and desktops add to the name of a second download or copy. */
const additions: readonly RegExp[] = [
  / ?\(\d+\)(?=(?:\.\w+)*$)/,
  / ?- (?:copy|kopie|copie|copia)(?: ?\(\d+\))?(?=(?:\.\w+)*$)/i,
  / copy(?: \d+)?(?=(?:\.\w+)*$)/i,
  /(?<=^|\/)(?:copy of|kopie von|copie de|copia de) (?=[^/]+$)/i,
];

/** The names of which a file's name says that it is a copy: `a (1).csv` is one of `a.csv`. */
export const copiedNames = (key: string): readonly string[] =>
  additions.map((addition) => key.replace(addition, "")).filter((name) => name !== key);
