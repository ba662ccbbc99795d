import { headOf, readChain } from "../../lib/pipeline/chain.ts";
import { readPlan } from "../../lib/pipeline/plan.ts";
import { cardOf } from "../../lib/scoring/least-change/card.ts";
import { scoreOf } from "../../lib/scoring/least-change/score.ts";
import type { Services } from "../../lib/services.ts";

export interface ScoredAgain {
  readonly accounts: number;
  /** The largest gap between a published score and the same one scored again in TypeScript. */
  readonly largestGap: number;
}

/** Scores every account of the newest published day again, from its published values. */
export async function scoredAgain({ store, warehouse, databases }: Services): Promise<ScoredAgain> {
  const head = headOf(await readChain(store));
  if (head === undefined) throw new Error("nothing is published");
  const { inputs } = await readPlan(store, head);
  const rowsOf = (table: string) => inputs.find(({ name }) => name === table)?.rows ?? [];
  const cards = {
    scorecards: rowsOf("scorecards"),
    scorecard_measures: rowsOf("scorecard_measures"),
    scorecard_points: rowsOf("scorecard_points"),
    scorecard_limits: rowsOf("scorecard_limits"),
  };
  const read = (table: string) =>
    warehouse.rows(`select * from ${table} where as_of_date = date '${head.as_of_date}'`, {
      database: databases.published,
    });
  const values = Map.groupBy(await read("measure_scores"), ({ account_id }) => account_id);
  const scores = await read("scores");
  const gaps = scores.map((row) => {
    const card = cardOf(cards, String(row.scorecard));
    if (card === undefined) throw new Error(`the run has no scorecard ${row.scorecard}`);
    const readings = (values.get(row.account_id ?? null) ?? []).map(({ measure, status, value }) => {
      const known = typeof value === "number" ? value : null;
      return [String(measure), { status: String(status), value: known }] as const;
    });
    const pointsOf = (kind: string, rule: unknown) =>
      card.limits.find((limit) => limit.kind === kind && limit.name === rule)?.points ?? null;
    const limits = { floor: pointsOf("floor", row.floor_rule), cap: pointsOf("cap", row.cap_rule) };
    const again = scoreOf(card, new Map(readings), limits);
    if ((again.raw === null) !== (row.raw_score === null)) return Number.POSITIVE_INFINITY;
    const pairs = [
      [again.raw, row.raw_score],
      [again.computed, row.computed_score],
    ] as const;
    return Math.max(...pairs.map(([one, other]) => Math.abs(Number(one ?? 0) - Number(other ?? 0))));
  });
  return { accounts: scores.length, largestGap: Math.max(...gaps) };
}
