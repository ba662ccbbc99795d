import type { Vocabulary } from "./vocabulary.ts";

const otherThanNps = [
  "csat",
  "customer satisfaction",
  "ces",
  "customer effort",
  "effort score",
  "enps",
  "employee",
  "employees",
  "pmf",
];

/**
 * Kinds of survey. Titles name them with a quarter, a team or a product; the kind of a title with two names
 * is unknown.
 */
export const surveyKind: Vocabulary = {
  meanings: {
    nps: {
      words: ["net promoter", "net promoter score", "rnps", "tnps", "recommend"],
      phrases: ["nps", "net promoter", "net promoter score", "rnps", "tnps", "likelihood to recommend"],
      unless: otherThanNps,
    },
    csat: {
      words: ["customer satisfaction", "satisfaction", "satisfaction rating", "customer rating"],
      phrases: [
        "csat",
        "customer satisfaction",
        "satisfaction survey",
        "satisfaction rating",
        "satisfaction score",
      ],
      unless: [
        "nps",
        "net promoter",
        "ces",
        "customer effort",
        "effort score",
        "employee",
        "employees",
        "pmf",
      ],
    },
    ces: {
      words: ["customer effort", "customer effort score", "effort"],
      phrases: ["ces", "customer effort", "effort score"],
      unless: ["nps", "net promoter", "csat", "customer satisfaction", "pmf"],
    },
    enps: {
      words: ["employee nps", "employee net promoter score"],
      phrases: ["enps", "employee nps", "employee net promoter score"],
    },
    pmf: {
      words: ["product market fit", "sean ellis test", "sean ellis"],
      phrases: ["product market fit", "pmf"],
      unless: ["nps", "net promoter", "csat", "customer satisfaction", "ces"],
    },
    other: { words: [] },
  },
};
