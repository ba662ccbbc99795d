import { z } from "zod";
import { addDays } from "../dates.ts";
import { type Query, queryOn } from "../models/queries.ts";
import { type ChangedScore, type ChangeReason, leadOf, toldReasons } from "../sentences/changes.ts";
import type { Row } from "../warehouse/warehouse.ts";

/** Why a score changed since an earlier day, in words. */
export interface AccountChange {
  /** 0 for the run before. */
  readonly horizon_days: number;
  readonly from_date: string;
  readonly score_from: number | null;
  readonly score_to: number | null;
  readonly band_from: string | null;
  readonly band_to: string | null;
  /** What stands before the reasons, such as a cap that holds the score; null for none. */
  readonly lead: string | null;
  /** Sentences that end in their points, those that moved the score most first. */
  readonly reasons: readonly string[];
  /** The rows of score_changes behind the sentences. */
  readonly rows: readonly ChangeRow[];
}

/** A row of score_changes, with the measure's label. */
export type ChangeRow = Pick<
  ReasonRow,
  | "cause"
  | "measure"
  | "label"
  | "reason"
  | "points"
  | "value_from"
  | "value_to"
  | "known_from"
  | "happened_on"
>;

const ReasonRow = z.object({
  account_id: z.string(),
  horizon_days: z.int(),
  from_date: z.iso.date(),
  cause: z.string(),
  measure: z.string().nullable(),
  reason: z.string().nullable(),
  points: z.number().nullable(),
  value_from: z.number().nullable(),
  value_to: z.number().nullable(),
  known_from: z.iso.date().nullable(),
  score_from: z.number().nullable(),
  score_to: z.number().nullable(),
  band_from: z.string().nullable(),
  band_to: z.string().nullable(),
  label: z.string().nullable(),
  unit: z.string().nullable(),
  words: z.string().nullable(),
  becomes_one: z.string().nullable(),
  becomes_zero: z.string().nullable(),
  source: z.string().nullable(),
  last_usable_on: z.iso.date().nullable(),
  scorecard: z.string().nullable(),
  floored_score: z.number().nullable(),
  cap_rule: z.string().nullable(),
  override_author: z.string().nullable(),
  override_reason: z.string().nullable(),
  override_expires_on: z.iso.date().nullable(),
  happened_on: z.iso.date().nullable(),
  green: z.number().nullable(),
  yellow: z.number().nullable(),
});
type ReasonRow = z.infer<typeof ReasonRow>;

/** A change of 30 days looks back at most this far. */
const longestDays = 60;

/**
 * The SELECT of some rows of `change_reasons`.
 * @param condition SQL over its columns
 * @param since the earliest day that they look back to
 */
export const changeReasonsSql = (
  query: Query,
  asOfDate: string,
  condition: string,
  since: string = addDays(asOfDate, -longestDays),
): string => `select * from (\n${queryOn(query, asOfDate, since)}\n) as reasons where ${condition}`;

/** The changes that rows of `change_reasons` tell, by account; of each account, the nearest day first. */
export function accountChanges(
  rows: readonly Row[],
  asOfDate: string,
): ReadonlyMap<string, readonly AccountChange[]> {
  const byAccount = Map.groupBy(
    rows.map((row) => ReasonRow.parse(row)),
    ({ account_id }) => account_id,
  );
  return new Map(
    [...byAccount].map(([account, reasons]) => {
      const byHorizon = Map.groupBy(reasons, ({ horizon_days }) => horizon_days);
      const changes = [...byHorizon.values()].map((of) => changeOf(of, asOfDate));
      return [account, changes.toSorted((a, b) => a.horizon_days - b.horizon_days)];
    }),
  );
}

function changeOf(rows: readonly ReasonRow[], asOfDate: string): AccountChange {
  const [first] = rows;
  if (first === undefined) throw new Error("a change has reasons");
  const { horizon_days, from_date, score_from, score_to, band_from, band_to } = first;
  const { floored_score, cap_rule, override_author, override_reason, override_expires_on } = first;
  const score: ChangedScore = {
    ...{ as_of_date: asOfDate, scorecard: first.scorecard ?? "" },
    ...{ score_from, score_to, floored_score, cap_rule, band_from, band_to },
    ...{ override_author, override_reason, override_expires_on },
    ...{ green: first.green, yellow: first.yellow },
  };
  const reasons = rows.map(reasonOf);
  return {
    ...{ horizon_days, from_date, score_from, score_to, band_from, band_to },
    lead: leadOf(reasons, score) ?? null,
    reasons: toldReasons(reasons, score).map(({ text }) => text),
    rows: rows.map(changeRow),
  };
}

function changeRow({ cause, measure, label, reason, points, ...row }: ReasonRow): ChangeRow {
  const { value_from, value_to, known_from, happened_on } = row;
  return { cause, measure, label, reason, points, value_from, value_to, known_from, happened_on };
}

function reasonOf({ label, unit, words, becomes_one, becomes_zero, ...row }: ReasonRow): ChangeReason {
  return {
    ...row,
    measure: label === null ? null : { label, unit: unit ?? "", words, becomes_one, becomes_zero },
  };
}
