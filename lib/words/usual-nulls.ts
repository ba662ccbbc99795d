/**
 * Texts by which exports say that there is no value, in lower case and without blanks around them. In a field
 * with a type, or with known words, they are no value and no mistake.
 */
export const usualNulls: readonly string[] = [
  "",
  "null",
  "(null)",
  "<null>",
  "\\n",
  "n/a",
  "n.a.",
  "na",
  "#n/a",
  "none",
  "nil",
  "nan",
  "nat",
  "undefined",
  "-",
  "--",
  "---",
  "\u2013",
  "\u2014",
  "0000-00-00",
  "0000-00-00 00:00:00",
  "0000-00-00t00:00:00",
  "0000-00-00t00:00:00z",
];

/** The spellings of those that name nothing as a key. An account may well be named NA. */
export const nullKeys: readonly string[] = [
  ...["NULL", "null", "Null", "(null)", "<null>", "\\N", "N/A", "n/a", "#N/A", "None", "none"],
  ...["nil", "NaN", "nan", "undefined", "-", "--"],
];
