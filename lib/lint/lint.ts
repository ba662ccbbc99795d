import { z } from "zod";
import type { Link } from "../pipeline/chain.ts";
import { type Plan, readPlan } from "../pipeline/plan.ts";
import type { Services } from "../services.ts";
import { type Finding, fewestAccounts } from "./finding.ts";
import { type MeasureFacts, measureFindings, pairFindings } from "./measure-findings.ts";
import { bandFindings, type NamedThings, nameFindings } from "./name-findings.ts";
import { readLintedDay } from "./read-day.ts";

/** The review of the scorecards of a published day. */
export interface Lint {
  readonly as_of_date: string;
  readonly currency: string;
  readonly accounts: number;
  /** Those that concern the most revenue first. */
  readonly findings: readonly Finding[];
  /** Scorecards with too few accounts for findings about their measures and bands. */
  readonly too_few: readonly string[];
}

/** Reviews the scorecards of a published day against its data. */
export async function lint(
  { warehouse, databases, store }: Pick<Services, "warehouse" | "databases" | "store">,
  link: Link,
): Promise<Lint> {
  const plan = await readPlan(store, link);
  const day = await readLintedDay(
    (sql) => warehouse.rows(sql, { database: databases.published }),
    link.as_of_date,
  );
  const factsOf = factsIn(plan);
  const found = [
    ...measureFindings(day.measures, factsOf),
    ...pairFindings(day.pairs, day.measures, factsOf),
    ...bandFindings(day.bands),
    ...nameFindings(namedIn(plan), day),
  ];
  const sizes = Map.groupBy(day.bands, ({ scorecard }) => scorecard);
  const sizeOf = (scorecard: string) =>
    (sizes.get(scorecard) ?? []).reduce((sum, { accounts }) => sum + accounts, 0);
  return {
    as_of_date: link.as_of_date,
    currency: plan.config.currency,
    accounts: [...sizes.keys()].reduce((sum, scorecard) => sum + sizeOf(scorecard), 0),
    findings: found.toSorted(
      (a, b) => b.arr - a.arr || b.accounts - a.accounts || a.path.localeCompare(b.path),
    ),
    too_few: [...sizes.keys()].filter((scorecard) => sizeOf(scorecard) < fewestAccounts),
  };
}

const Definition = z.object({
  measure: z.string(),
  label: z.string(),
  unit: z.string().nullable(),
  words: z.string().nullish(),
});
const Stretch = z.object({
  scorecard: z.string(),
  measure: z.string(),
  points_from: z.number(),
  points_to: z.number(),
});

const inputRows = <S extends z.ZodType>(plan: Plan, table: string, schema: S): z.infer<S>[] =>
  z.array(schema).parse(plan.inputs.find(({ name }) => name === table)?.rows ?? []);

function factsIn(plan: Plan): (scorecard: string, measure: string) => MeasureFacts {
  const definitions = new Map(
    inputRows(plan, "measure_definitions", Definition).map((each) => [each.measure, each]),
  );
  const stretches = Map.groupBy(
    inputRows(plan, "scorecard_points", Stretch),
    ({ scorecard, measure }) => `${scorecard} ${measure}`,
  );
  return (scorecard, measure) => {
    const given = definitions.get(measure);
    const points = (stretches.get(`${scorecard} ${measure}`) ?? []).flatMap(({ points_from, points_to }) => [
      points_from,
      points_to,
    ]);
    return {
      ...{ label: given?.label ?? measure, unit: given?.unit ?? "", words: given?.words ?? null },
      ...{ leastPoints: Math.min(...points), mostPoints: Math.max(...points) },
    };
  };
}

function namedIn(plan: Plan): NamedThings {
  const names = (table: string, column: string): readonly string[] =>
    inputRows(plan, table, z.looseObject({ [column]: z.string() })).map((row) => String(row[column]));
  const scored = new Set(names("scorecard_measures", "measure"));
  return {
    scorecards: inputRows(plan, "scorecards", z.object({ scorecard: z.string(), lens: z.string().nullish() }))
      .filter(({ lens }) => lens === null || lens === undefined)
      .map(({ scorecard }) => scorecard),
    keyFeatures: names("key_features", "feature"),
    rules: names("alert_rules", "rule"),
    routes: plan.config.routes.map(({ to }) => to),
    words: inputRows(plan, "measure_definitions", Definition).flatMap(({ measure, words }) =>
      words === null || words === undefined || !scored.has(measure)
        ? []
        : [{ measure, words: words.split(", ") }],
    ),
  };
}
