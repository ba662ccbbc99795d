import { z } from "zod";
import type { Row } from "../warehouse/warehouse.ts";

const AccountFacts = z.object({
  account_id: z.string(),
  name: z.string().nullable(),
  /** Null when it is not known. */
  arr: z.coerce.number().nullable(),
  owner: z.string().nullable(),
});
export type AccountFacts = z.infer<typeof AccountFacts>;

const Scored = z.object({
  account_id: z.string(),
  scorecard: z.string(),
  raw_score: z.number().nullable(),
  floored_score: z.number().nullable(),
  computed_score: z.number().nullable(),
  score: z.number().nullable(),
  band: z.string(),
  floor_rule: z.string().nullable(),
  cap_rule: z.string().nullable(),
});
export type Scored = z.infer<typeof Scored>;

const ScoredMeasure = z.object({
  account_id: z.string(),
  measure: z.string(),
  points: z.number().nullable(),
  effective_weight: z.number(),
  contribution: z.number(),
});
export type ScoredMeasure = z.infer<typeof ScoredMeasure>;

const Episode = z.object({ account_id: z.string(), rule: z.string(), severity: z.string() });
export type Episode = z.infer<typeof Episode>;

const LensScored = Scored.pick({ account_id: true, score: true, band: true }).extend({ lens: z.string() });

type Rows = (sql: string) => Promise<readonly Row[]>;

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** One side of a comparison. */
export function dayReader(rows: Rows, asOfDate: string) {
  const ofDay = `as_of_date = date '${asOfDate}'`;
  const columns = (schema: z.ZodObject) => Object.keys(schema.shape).join(", ");
  const read = async <S extends z.ZodObject>(schema: S, table: string, where = ""): Promise<z.infer<S>[]> =>
    z.array(schema).parse(await rows(`select ${columns(schema)} from ${table} where ${ofDay}${where}`));
  return {
    accounts: async (): Promise<ReadonlyMap<string, AccountFacts>> =>
      byAccount(await read(AccountFacts, "accounts")),
    scores: async (): Promise<ReadonlyMap<string, Scored>> => byAccount(await read(Scored, "scores")),
    measures: async (accounts: readonly string[]): Promise<ReadonlyMap<string, readonly ScoredMeasure[]>> => {
      if (accounts.length === 0) return new Map();
      const listed = accounts.map(text).join(", ");
      const found = await read(ScoredMeasure, "measure_scores", ` and account_id in (${listed})`);
      return Map.groupBy(found, ({ account_id }) => account_id);
    },
    /** Of a day that has a lens. */
    lensScores: (): Promise<readonly z.infer<typeof LensScored>[]> => read(LensScored, "lens_scores"),
    openEpisodes: (): Promise<readonly Episode[]> => read(Episode, "alert_episodes", " and is_open"),
  };
}

const byAccount = <R extends { readonly account_id: string }>(found: readonly R[]): ReadonlyMap<string, R> =>
  new Map(found.map((row) => [row.account_id, row]));
