/** The chapters of the data dictionary, in order; a model names its chapter in `-- Section:`. */
export const sections = [
  "Accounts and their health",
  "The score, explained",
  "Signals",
  "Portfolio and revenue",
  "Facts",
  "People",
  "The data itself",
] as const;
