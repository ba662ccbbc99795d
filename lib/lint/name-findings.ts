import type { Finding } from "./finding.ts";
import { fewestAccounts } from "./finding.ts";
import type { LintedBand, LintedDay } from "./read-day.ts";

/** What the config names, of the day that is reviewed. */
export interface NamedThings {
  readonly scorecards: readonly string[];
  readonly keyFeatures: readonly string[];
  readonly rules: readonly string[];
  readonly routes: readonly string[];
  /** Of measures of words: these, in the order of their places. */
  readonly words: readonly { readonly measure: string; readonly words: readonly string[] }[];
}

const nobody = { accounts: 0, arr: 0, arr_unknown: 0 };

/** Names in the config that nothing in the data has. */
export function nameFindings(named: NamedThings, day: LintedDay): readonly Finding[] {
  const found = (path: string, seen: string, advice: string): Finding => ({
    ...{ kind: "matches-nothing", scorecard: null, measure: null, path, seen, advice },
    ...nobody,
  });
  const used = new Set(day.bands.map(({ scorecard }) => scorecard));
  return [
    ...named.scorecards
      .filter((name) => !used.has(name))
      .map((name) =>
        found(
          `scorecards.${name}`,
          `No account is on the scorecard ${name}.`,
          "Look at its applies_to, and at those of the scorecards before it; or delete it.",
        ),
      ),
    ...named.keyFeatures
      .filter((feature) => !day.features.has(feature))
      .map((feature) =>
        found(
          "key_features",
          `No usage has ever named the key feature "${feature}".`,
          "Spell it as the product's events do; until then, its measures count days without use.",
        ),
      ),
    ...named.rules
      .filter((rule) => !day.rules.has(rule))
      .map((rule) =>
        found(
          `alerts.${rule}`,
          `The alert rule "${rule}" has never held for any account.`,
          "Look at its condition, unless it waits for something rare.",
        ),
      ),
    ...named.routes
      .filter((route) => !day.routes.has(route))
      .map((route) =>
        found(
          `routes.${route}`,
          `No account is on the route ${route}.`,
          "Look at its where: values are compared as the data spells them.",
        ),
      ),
    ...named.words.flatMap(({ measure, words }) =>
      words
        .filter((_, index) => !day.places.has(`${measure} ${index + 1}`))
        .map((word) => ({
          ...found(
            `measures/${measure}.sql`,
            `No account has the word "${word}" of ${measure}.`,
            "Compare the list with what the source says.",
          ),
          measure,
        })),
    ),
  ];
}

const mostShare = 0.6;

/** A band that holds most accounts says little about any of them. */
export function bandFindings(bands: readonly LintedBand[]): readonly Finding[] {
  const totals = Map.groupBy(bands, ({ scorecard }) => scorecard);
  return bands.flatMap(({ scorecard, band, ...sum }): readonly Finding[] => {
    const all = (totals.get(scorecard) ?? []).reduce((total, { accounts }) => total + accounts, 0);
    if (all < fewestAccounts || sum.accounts <= mostShare * all) return [];
    const name = band.replaceAll("_", " ");
    return [
      {
        ...{ kind: "one-band-for-most", scorecard, measure: null, path: `scorecards.${scorecard}.bands` },
        seen: `${sum.accounts} of the ${all} accounts on ${scorecard} are ${name}.`,
        advice:
          band === "insufficient_data"
            ? "Most accounts lack data: see what is missing above all, before anybody trusts a band."
            : "If they are not alike, move the edges of the bands, or score harder what tells them apart.",
        ...sum,
      },
    ];
  });
}
