import type { Scorecard } from "../../lib/config/schema.ts";
import { scorecardRows } from "../../lib/scoring/scorecard-rows.ts";
import { scoringModels } from "../../lib/scoring/scoring-models.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { type GivenRow, rowsOf } from "./given.ts";

export interface GivenScoring {
  readonly scorecards: readonly Scorecard[];
  readonly account_inputs: readonly GivenRow[];
  readonly measures: readonly GivenRow[];
  readonly account_limits?: readonly GivenRow[];
  readonly history_scores?: readonly GivenRow[];
  readonly overrides?: readonly GivenRow[];
  readonly previous?: string;
  /** @default 2024-06-30 */
  readonly asOf?: string;
  /** The version of all that scores. @default s1 */
  readonly scoring?: string;
}

export interface Scored {
  readonly measure_scores: readonly Row[];
  readonly component_scores: readonly Row[];
  readonly scores: readonly Row[];
}

/**
 * Runs the three scoring models in order. Measures of a scorecard that are not given count as not
 * connected.
 */
export async function scoresOf({ scorecards, previous, ...given }: GivenScoring): Promise<Scored> {
  const { asOf = "2024-06-30", scoring = "s1" } = given;
  const inputs = scorecardRows({ scorecards: [...scorecards] }, { config: "v1", scoring });
  const { account_inputs, account_limits = [], history_scores = [], overrides = [] } = given;
  const measures = everyMeasure(scorecards, given);
  const run = {
    asOf,
    models: scoringModels({ sources: [], scorecards: [...scorecards] }),
    ...(previous === undefined ? {} : { previous }),
  };
  const { scorecard_measures, scorecard_points } = inputs;
  const measure_scores = await rowsOf("measure_scores", {
    ...run,
    given: { account_inputs, measures, scorecard_measures, scorecard_points },
  });
  const component_scores = await rowsOf("component_scores", {
    ...run,
    given: { measure_scores, scorecard_measures },
  });
  const scores = await rowsOf("scores", {
    ...run,
    given: {
      account_inputs,
      measure_scores,
      account_limits,
      history_scores,
      overrides,
      scorecard_measures,
      scorecards: inputs.scorecards,
    },
  });
  return { measure_scores, component_scores, scores };
}

/** As in the published table, each account has every measure. */
export function everyMeasure(
  scorecards: readonly Scorecard[],
  { account_inputs, measures }: Pick<GivenScoring, "account_inputs" | "measures">,
): GivenRow[] {
  const names = scorecards.flatMap(({ components }) =>
    Object.values(components).flatMap((component) => Object.keys(component.measures)),
  );
  const given = new Set(measures.map(({ account_id, measure }) => `${account_id} ${measure}`));
  const missing = account_inputs.flatMap(({ account_id = null }) =>
    [...new Set(names)]
      .filter((measure) => !given.has(`${account_id} ${measure}`))
      .map((measure) => ({ account_id, measure, status: "never_connected" })),
  );
  return [...measures, ...missing];
}
