/** The verbs of the command, in the order of its help. */
export const verbNames = [
  ...([
    "init",
    "check",
    "preview",
    "compile",
    "show",
    "land",
    "retract",
    "override",
    "run",
    "backfill",
    "rollback",
  ] as const),
  ...(["status", "query", "explain", "alerts", "diff", "lint"] as const),
  ...(["deploy", "doctor"] as const),
];
