import type { Scorecard } from "../../../lib/config/schema.ts";
import { scorecardRows } from "../../../lib/scoring/scorecard-rows.ts";
import { scoringModels } from "../../../lib/scoring/scoring-models.ts";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { type GivenRow, rowsOf } from "../../support/given.ts";
import { everyMeasure, scoresOf } from "../../support/scoring.ts";

/** One account on one of two days. */
export interface Side {
  readonly scorecard: Scorecard;
  /** Values by measure; a text is a status without a value. */
  readonly measures: Readonly<Record<string, number | string>>;
  /** The points of floors and caps that hold. */
  readonly floor?: number | undefined;
  readonly cap?: number | undefined;
  /** A score that is not the computed one. */
  readonly override?: number | undefined;
  /** @default s1 */
  readonly scoring?: string | undefined;
}

export interface Change {
  readonly account_id?: string;
  readonly was: Side;
  readonly is: Side;
  /** What today's config makes of the limits on the earlier day's inputs. @default those of `was` */
  readonly anew?: { readonly floor?: number | undefined; readonly cap?: number | undefined };
  /** The scorecard by today's rules on the earlier day's inputs. @default that of `was` */
  readonly ruled?: string;
  /** Measures of another definition since. */
  readonly redefined?: readonly string[];
  /** Measures counted from keys that pointed to another account. */
  readonly rematched?: readonly string[];
}

export const wasOn = "2024-06-29";
export const isOn = "2024-06-30";

/** The rows of score_changes since the run before, of one or more accounts; their measures are defined alike. */
export async function changesOf(changes: readonly Change[], others: Others = {}): Promise<Row[]> {
  const named = changes.map((change, index) => ({
    ...change,
    account_id: change.account_id ?? `a${index + 1}`,
  }));
  const before = await scored(
    named.map((each) => ({ ...each.was, account_id: each.account_id })),
    wasOn,
  );
  const after = await scored(
    named.map((each) => ({ ...each.is, account_id: each.account_id })),
    isOn,
  );
  const measures = [...new Set(after.measures.map(({ measure }) => String(measure)))];
  const redefined = new Set(named.flatMap((each) => each.redefined ?? []));
  const { scorecards, scorecard_measures, scorecard_points } = after.cards;
  const run = { asOf: isOn, previous: wasOn, models: scoringModels({ sources: [], scorecards: [] }) };
  const { history_scores = [] } = others;
  const history = [...before.scores, ...history_scores];
  const score_pairs = await rowsOf("score_pairs", {
    ...run,
    given: { scorecards, account_inputs: after.account_inputs, history_scores: history },
  });
  const score_sides = await rowsOf("score_sides", {
    ...run,
    given: {
      ...{ score_pairs, scorecard_measures, scorecard_points },
      measure_scores: after.measure_scores,
      history_measures: before.measures,
      history_measure_scores: before.measure_scores,
    },
  });
  const score_steps = await rowsOf("score_steps", {
    ...run,
    given: {
      ...{ score_sides, scorecard_measures },
      measure_scores: after.measure_scores,
      measure_dictionary: measures.map((measure) => ({ measure, is_redefined: redefined.has(measure) })),
      rematched_measures: named.flatMap(({ account_id, rematched = [] }) =>
        rematched.map((measure) => ({ account_id, measure })),
      ),
    },
  });
  const compared_scores = await rowsOf("compared_scores", {
    ...run,
    given: {
      score_steps,
      scores: after.scores,
      history_scores: history,
      previous_limits: named.map((each) => ({
        account_id: each.account_id,
        ruled_scorecard: each.ruled ?? each.was.scorecard.name,
        floor_points: (each.anew ?? each.was).floor ?? null,
        cap_points: (each.anew ?? each.was).cap ?? null,
      })),
      ...(others.history_score_changes && { history_score_changes: others.history_score_changes }),
    },
  });
  return rowsOf("score_changes", {
    ...run,
    given: {
      ...{ compared_scores, score_steps },
      measures: after.measures,
      history_measures: [
        ...before.measures,
        ...history_scores.flatMap(({ as_of_date = null }) =>
          before.measures.map((row) => ({ ...row, as_of_date })),
        ),
      ],
      ...(others.history_score_changes && { history_score_changes: others.history_score_changes }),
      ...(others.account_merges && { account_merges: others.account_merges }),
    },
  });
}

export interface Others {
  readonly history_scores?: readonly GivenRow[];
  readonly history_score_changes?: readonly GivenRow[];
  readonly account_merges?: readonly GivenRow[];
}

async function scored(sides: readonly (Side & { readonly account_id: string })[], asOf: string) {
  const scorecards = [...new Map(sides.map(({ scorecard }) => [scorecard.name, scorecard])).values()];
  const scoring = sides[0]?.scoring ?? "s1";
  const account_inputs = sides.map(({ account_id, scorecard }) => ({
    account_id,
    scorecard: scorecard.name,
  }));
  const given = sides.flatMap(({ account_id, measures }) =>
    Object.entries(measures).map(([measure, value]) =>
      typeof value === "string"
        ? { account_id, measure, status: value, value: null, known_on: null }
        : { account_id, measure, status: "ok", value, known_on: asOf },
    ),
  );
  const account_limits = sides.flatMap(({ account_id, floor, cap }) => [
    ...(floor === undefined
      ? []
      : [{ account_id, kind: "floor", limit_name: "f", points: floor, holds: true }]),
    ...(cap === undefined ? [] : [{ account_id, kind: "cap", limit_name: "c", points: cap, holds: true }]),
  ]);
  const measures = everyMeasure(scorecards, { account_inputs, measures: given });
  const rows = await scoresOf({ scorecards, account_inputs, measures, account_limits, asOf, scoring });
  const scores = rows.scores.map((row) => {
    const { override } = sides.find(({ account_id }) => account_id === row.account_id) ?? {};
    return { ...row, as_of_date: asOf, score: override ?? row.score ?? null } as GivenRow;
  });
  const dated = (list: readonly Row[]) => list.map((row) => ({ ...row, as_of_date: asOf }) as GivenRow);
  return {
    ...{ account_inputs, scores },
    measures: dated(measures),
    measure_scores: dated(rows.measure_scores),
    cards: scorecardRows({ scorecards }, { config: "v1", scoring }),
  };
}
