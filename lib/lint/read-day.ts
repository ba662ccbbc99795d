import { z } from "zod";
import { loadQueries, type QueryName, queryOn } from "../models/queries.ts";
import type { Row } from "../warehouse/warehouse.ts";

/** DuckDB and Athena give counts as numbers or bigints, by their size. */
const count = z.coerce.number();
/** Revenue whose sum is null is that of no account with a known one. */
const money = z.coerce
  .number()
  .nullable()
  .transform((sum) => sum ?? 0);

export const LintedMeasure = z.object({
  scorecard: z.string(),
  component: z.string(),
  measure: z.string(),
  accounts: count,
  arr: money,
  arr_unknown: count,
  known: count,
  missing: count,
  missing_arr: money,
  missing_arr_unknown: count,
  missing_status: z.string().nullable(),
  lowest_value: z.number().nullable(),
  highest_value: z.number().nullable(),
  lowest_points: z.number().nullable(),
  highest_points: z.number().nullable(),
  weight: z.number(),
  covariance: z.number().nullable(),
  variance: z.number().nullable(),
  red_in_green: count,
  red_in_green_arr: money,
  red_in_green_arr_unknown: count,
});
export type LintedMeasure = z.infer<typeof LintedMeasure>;

const LintedPair = z.object({
  scorecard: z.string(),
  measure: z.string(),
  other_measure: z.string(),
  accounts: count,
  correlation: z.number(),
});
export type LintedPair = z.infer<typeof LintedPair>;

const LintedBand = z.object({
  scorecard: z.string(),
  band: z.string(),
  accounts: count,
  arr: money,
  arr_unknown: count,
});
export type LintedBand = z.infer<typeof LintedBand>;

const Name = z.object({ name: z.string() });

/** What a review reads of a published day. */
export interface LintedDay {
  readonly measures: readonly LintedMeasure[];
  readonly pairs: readonly LintedPair[];
  readonly bands: readonly LintedBand[];
  /** Words that an account has, as `<measure> <place>`. */
  readonly places: ReadonlySet<string>;
  readonly features: ReadonlySet<string>;
  /** Rules that some account's episode had, on any day. */
  readonly rules: ReadonlySet<string>;
  readonly routes: ReadonlySet<string>;
}

/** @param rows runs a SELECT on the published tables */
export async function readLintedDay(
  rows: (sql: string) => Promise<readonly Row[]>,
  asOfDate: string,
): Promise<LintedDay> {
  const queries = await loadQueries();
  const read = async <S extends z.ZodType>(schema: S, query: QueryName): Promise<z.infer<S>[]> =>
    z.array(schema).parse(await rows(queryOn(queries[query], asOfDate)));
  const names = async (sql: string) =>
    new Set(
      z
        .array(Name)
        .parse(await rows(sql))
        .map(({ name }) => name),
    );
  const onDay = `as_of_date = date '${asOfDate}'`;
  const [measures, pairs, bands, places, features, rules, routes] = await Promise.all([
    read(LintedMeasure, "lint_measures"),
    read(LintedPair, "lint_pairs"),
    read(LintedBand, "lint_bands"),
    names(
      `select distinct s.measure || ' ' || cast(cast(s.value as bigint) as varchar) as name from measure_scores as s
       inner join measure_dictionary as d on d.measure = s.measure and d.${onDay} and d.words is not null
       where s.${onDay} and s.value is not null`,
    ),
    names("select distinct feature as name from usage_daily where feature is not null"),
    names(`select distinct rule as name from alert_episodes where as_of_date <= date '${asOfDate}'`),
    names(`select distinct route as name from account_routes where ${onDay}`),
  ]);
  return { measures, pairs, bands, places, features, rules, routes };
}
