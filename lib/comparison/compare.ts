import type { Link } from "../pipeline/chain.ts";
import type { CompiledProject } from "../pipeline/compiled-project.ts";
import { readPlan } from "../pipeline/plan.ts";
import type { Steps } from "../pipeline/steps.ts";
import { onTrial, type Trial } from "../pipeline/trial.ts";
import type { Services } from "../services.ts";
import { isUnknownName } from "../warehouse/warehouse.ts";
import { type AlertChange, alertChanges } from "./alerts.ts";
import { AnotherVersion } from "./another-version.ts";
import { type BandMoves, bandMoves } from "./bands.ts";
import { type LensComparison, lensComparisons } from "./lenses.ts";
import { type NotCompared, notCompared } from "./not-compared.ts";
import { leastChange, pairsOf, pointsBetween } from "./pairs.ts";
import { type Part, partsOf } from "./parts.ts";
import { type AccountFacts, dayReader } from "./read-day.ts";

/** An account whose score differs. */
export interface Mover extends AccountFacts {
  readonly score_from: number | null;
  readonly score_to: number | null;
  readonly band_from: string;
  readonly band_to: string;
  readonly scorecard_from: string;
  readonly scorecard_to: string;
  /** Its causes, the largest first; their points sum to the change of the score. */
  readonly parts: readonly Part[];
}

/** A published day, as it was scored and as another config scores the same facts. */
export interface Comparison extends BandMoves {
  readonly as_of_date: string;
  readonly currency: string;
  readonly config_from: string;
  readonly config_to: string;
  readonly accounts: number;
  /** The accounts whose score differs. */
  readonly moved: number;
  /** Those whose score differs most. */
  readonly movers: readonly Mover[];
  readonly alerts: readonly AlertChange[];
  /** The lenses that differ. */
  readonly lenses: readonly LensComparison[];
  readonly not_compared: NotCompared;
}

/** The accounts whose changes are explained. */
const mostMovers = 10;
const lensTable = "lens_scores";

/**
 * @param project compiled from the other config
 * @throws AnotherVersion, DayExpired, AncestorExpired, LeaseTaken
 */
export async function compareConfigs(
  steps: Steps,
  services: Services,
  { link, project }: { readonly link: Link; readonly project: CompiledProject },
): Promise<Comparison> {
  const { warehouse, databases, store } = services;
  const published = (sql: string) => warehouse.rows(sql, { database: databases.published });
  const plan = await readPlan(store, link);
  const read = onTrial(steps, services, { link, project }, async (trial: Trial) => {
    const [before, after] = [published, trial.rows].map((rows) => dayReader(rows, link.as_of_date));
    if (before === undefined || after === undefined) throw new Error("a comparison has two sides");
    const [facts, from, to] = [await before.accounts(), await before.scores(), await after.scores()];
    const pairs = pairsOf(from, to);
    const changed = pairs
      .filter(({ then, now }) => pointsBetween(then, now) > leastChange)
      .toSorted(
        (a, b) =>
          pointsBetween(b.then, b.now) - pointsBetween(a.then, a.now) || (a.account < b.account ? -1 : 1),
      );
    const shown = changed.slice(0, mostMovers);
    const ids = shown.map(({ account }) => account);
    const [measuresFrom, measuresTo] = [await before.measures(ids), await after.measures(ids)];
    const labels = labelsOf([
      plan.inputs.find(({ name }) => name === "measure_definitions"),
      definitionsOf(project),
    ]);
    return {
      as_of_date: link.as_of_date,
      currency: plan.config.currency,
      config_from: plan.config_version,
      config_to: project.configVersion,
      accounts: pairs.length,
      moved: changed.length,
      ...bandMoves(pairs, facts),
      movers: shown.map(({ account, then, now }) => ({
        ...(facts.get(account) ?? { account_id: account, name: account, arr: null, owner: null }),
        ...{ score_from: then.score, score_to: now.score, band_from: then.band, band_to: now.band },
        ...{ scorecard_from: then.scorecard, scorecard_to: now.scorecard },
        parts: partsOf(
          { ...then, measures: measuresFrom.get(account) ?? [] },
          { ...now, measures: measuresTo.get(account) ?? [] },
          (measure) => labels.get(measure) ?? measure,
        ),
      })),
      alerts: alertChanges(await before.openEpisodes(), await after.openEpisodes(), facts),
      lenses: lensComparisons(
        plan.models.some(({ name }) => name === lensTable) ? await before.lensScores() : [],
        project.models.some(({ table }) => table === lensTable) ? await after.lensScores() : [],
        facts,
      ),
      not_compared: notCompared(plan, project, trial.otherwise),
    };
  });
  return read.catch((error: unknown) => {
    throw error instanceof Error && isUnknownName(error) ? new AnotherVersion(link.as_of_date, error) : error;
  });
}

const definitionsOf = ({ inputs }: CompiledProject) =>
  inputs.find(({ table }) => table === "measure_definitions");

const labelsOf = (
  inputs: readonly ({ readonly rows: readonly Readonly<Record<string, unknown>>[] } | undefined)[],
): ReadonlyMap<string, string> =>
  new Map(
    inputs.flatMap((input) =>
      (input?.rows ?? []).map(({ measure, label }) => [String(measure), String(label)]),
    ),
  );
