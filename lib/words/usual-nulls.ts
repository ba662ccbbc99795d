/**
 * Texts that exports use for missing values, in lower case and trimmed. In a field with a type or with known
 * words they are empty, and not counted as problems.
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

/** The spellings that are empty in a key; an account may be named NA. */
export const nullKeys: readonly string[] = [
  ...["NULL", "null", "Null", "(null)", "<null>", "\\N", "N/A", "n/a", "#N/A", "None", "none"],
  ...["nil", "NaN", "nan", "undefined", "-", "--"],
];
