import type { Link } from "../pipeline/chain.ts";
import type { CompiledProject } from "../pipeline/compiled-project.ts";
import { readPlan } from "../pipeline/plan.ts";
import type { Steps } from "../pipeline/steps.ts";
import { onTrial, type Trial } from "../pipeline/trial.ts";
import type { Services } from "../services.ts";
import { type AlertChange, alertChanges } from "./alerts.ts";
import { type BandMove, bandMoves } from "./bands.ts";
import { type Part, partsOf } from "./parts.ts";
import { type AccountFacts, dayReader, type Scored } from "./read-day.ts";

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
export interface Comparison {
  readonly as_of_date: string;
  readonly currency: string;
  readonly config_from: string;
  readonly config_to: string;
  readonly accounts: number;
  /** The accounts whose score differs. */
  readonly moved: number;
  /** The accounts by band, on both sides. */
  readonly bands: Readonly<Record<string, { readonly from: number; readonly to: number }>>;
  readonly band_moves: readonly BandMove[];
  /** Those whose score differs most. */
  readonly movers: readonly Mover[];
  readonly alerts: readonly AlertChange[];
  /** Tables that the other config would build otherwise, and that both sides have as they were published. */
  readonly not_compared: readonly string[];
}

/** The accounts whose changes are explained. */
const mostMovers = 10;
/** Differences in the last digits are no change. */
const leastChange = 1e-9;

/** @param project compiled from the other config */
export async function compareConfigs(
  steps: Steps,
  services: Services,
  { link, project }: { readonly link: Link; readonly project: CompiledProject },
): Promise<Comparison> {
  const { warehouse, databases, store } = services;
  const published = (sql: string) => warehouse.rows(sql, { database: databases.published });
  const plan = await readPlan(store, link);
  return onTrial(steps, services, { link, project }, async (trial: Trial) => {
    const [before, after] = [published, trial.rows].map((rows) => dayReader(rows, link.as_of_date));
    if (before === undefined || after === undefined) throw new Error("a comparison has two sides");
    const [facts, from, to] = [await before.accounts(), await before.scores(), await after.scores()];
    const pairs = [...to].flatMap(([account, now]) => {
      const then = from.get(account);
      return then === undefined ? [] : [{ account, then, now }];
    });
    const changed = pairs
      .filter(({ then, now }) => changeOf(then, now) > leastChange)
      .toSorted(
        (a, b) => changeOf(b.then, b.now) - changeOf(a.then, a.now) || (a.account < b.account ? -1 : 1),
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
      currency: project.config.currency,
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
      not_compared: trial.otherwise,
    };
  });
}

/** How far a score moves; one that comes or goes moves farthest. */
function changeOf({ score: from }: Scored, { score: to }: Scored): number {
  if (from === null || to === null) return from === to ? 0 : Number.MAX_VALUE;
  return Math.abs(to - from);
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
