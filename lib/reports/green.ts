import { z } from "zod";
import { type CardInputs, cardOf } from "../scoring/least-change/card.ts";
import type { Movable } from "../scoring/least-change/inverse.ts";
import type { Readings } from "../scoring/least-change/score.ts";
import { type ToGreen, toGreen } from "../scoring/least-change/to-green.ts";
import type { Row } from "../warehouse/warehouse.ts";

const MeasureRow = z.object({
  measure: z.string(),
  value: z.number().nullable(),
  points: z.number().nullable(),
  status: z.string(),
  unit: z.string().nullable(),
  moved_by: z.string().nullable(),
});

const PeerRow = z.object({ measure: z.string(), twentieth: z.number(), value: z.number() });

const AccountRow = z.object({
  scorecard: z.string().nullable(),
  score: z.number().nullable(),
  computed_score: z.number().nullable(),
  floored_score: z.number().nullable(),
  band: z.string().nullable(),
  coverage: z.number().nullable(),
  floor_rule: z.string().nullable(),
  cap_rule: z.string().nullable(),
});

/** The published rows of an account on which the question rests. */
export interface GreenRows {
  readonly inputs: CardInputs;
  readonly account: Row;
  /** Every measure of its scorecard, counted or not. */
  readonly measures: readonly Row[];
  /** Of its scorecard: `sql/queries/peer_values.sql`. */
  readonly peers: readonly Row[];
}

/** Who may be told to move a measure: nobody moves time, and nobody should move opinions. */
const movers: readonly (string | null)[] = ["company", "customer"];

/** What would bring an account to green; null when the day's run has not kept its scorecard. */
export function greenAnswer({ inputs, account, measures, peers }: GreenRows): ToGreen | null {
  const scored = AccountRow.parse(account);
  if (scored.scorecard === null) return { kind: "not_scored" };
  const card = cardOf(inputs, scored.scorecard);
  if (card === undefined) return null;
  const rows = measures.map((row) => MeasureRow.parse(row));
  const readings: Readings = new Map(
    rows.map(({ measure, value, status, points }) => [measure, { value, status, points }]),
  );
  const known = Map.groupBy(
    peers.map((row) => PeerRow.parse(row)),
    ({ measure }) => measure,
  );
  const movable = rows
    .filter(({ moved_by }) => movers.includes(moved_by))
    .map(({ measure, unit }) => movableOf(measure, unit ?? "", known.get(measure) ?? []));
  return toGreen({ card, account: scored, readings, movable });
}

/** The twentieths of peer_values beyond which fewer than one in twenty accounts are. */
const [lowest, highest] = [1, 19];

function movableOf(measure: string, unit: string, peers: readonly z.infer<typeof PeerRow>[]): Movable {
  const at = (wanted: number) => peers.find(({ twentieth }) => twentieth === wanted)?.value;
  const [low, high] = [at(lowest), at(highest)];
  return {
    ...{ measure, unit },
    reach: low === undefined || high === undefined ? null : { low, high },
    deciles: peers.filter(({ twentieth }) => twentieth % 2 === 0).map(({ value }) => value),
  };
}
