/** The chapters of the data dictionary, in the order in which a reader needs them: `-- Section:` of a model. */
export const sections = [
  "Accounts and their health",
  "The score, explained",
  "Signals",
  "Portfolio and revenue",
  "Facts",
  "People",
  "The data itself",
] as const;
