import { accountInputColumns, alertColumns, type KnownMeasure } from "../config/columns.ts";
import type { Config, Scorecard } from "../config/schema.ts";
import { guardPredicate, type KnownColumns } from "../dialect/expression.ts";
import { readText } from "../mapping/cells/cast-sql.ts";
import { lensesOf } from "../scoring/lenses.ts";
import type { MeasureDefinition } from "../scoring/measure-definition.ts";

type Conditioned = Pick<Config, "sources" | "scorecards" | "alerts" | "routes">;

/** A condition of the config that fails on some values. */
export interface FailingCondition {
  /** Its place in words: `alert dropped: when`. */
  readonly condition: string;
  /** The text in the config. */
  readonly expression: string;
  /** Over the facts of an account: that it fails. */
  readonly fails: string;
}

export interface GuardedConditions<C extends Conditioned> {
  /** The config with each condition as SQL that is null where it fails. */
  readonly config: C;
  readonly failing: readonly FailingCondition[];
}

/** The columns that conditions may use: `inputs` for scorecards, `facts` for alerts and routes. */
export function conditionColumns(
  { sources, scorecards }: Pick<Config, "sources" | "scorecards">,
  measures: readonly KnownMeasure[],
): { readonly inputs: KnownColumns; readonly facts: KnownColumns } {
  const streams = sources.flatMap(({ streams }) => Object.values(streams));
  const attributes = streams.flatMap((stream) => Object.keys(stream.attributes));
  const inputs = accountInputColumns(attributes, measures);
  return {
    inputs,
    facts: alertColumns(
      inputs,
      lensesOf({ scorecards }).map(({ name }) => name),
    ),
  };
}

/** The conditions of a checked config, so that a value on which one fails costs one account one answer. */
export function guardConditions<C extends Conditioned>(
  config: C,
  measures: readonly MeasureDefinition[],
): GuardedConditions<C> {
  const { inputs, facts } = conditionColumns(config, measures);
  const failing: FailingCondition[] = [];
  const guard = (condition: string, expression: string, columns: KnownColumns, only = "true"): string => {
    const { sql, fails } = guardPredicate(expression, columns, readText);
    if (fails === undefined) return sql;
    failing.push({ condition, expression, fails: only === "true" ? fails : `${only} and ${fails}` });
    return `case when ${fails} then null else (${sql}) end`;
  };
  const limited = <L extends { readonly name: string; readonly when: string }>(
    kind: "cap" | "floor",
    { name: scorecard, lens }: Pick<Scorecard, "name" | "lens">,
    limits: readonly L[],
  ): L[] => {
    // Which scorecard of a lens an account has is not among its inputs.
    const only = lens === undefined ? `scorecard = '${scorecard.replaceAll("'", "''")}'` : "true";
    return limits.map((limit) => ({
      ...limit,
      when: guard(`${kind} ${limit.name} of ${scorecard}: when`, limit.when, inputs, only),
    }));
  };
  const scorecards = config.scorecards.map((card) => ({
    ...card,
    ...(card.applies_to === undefined
      ? {}
      : { applies_to: guard(`scorecard ${card.name}: applies_to`, card.applies_to, inputs) }),
    floors: limited("floor", card, card.floors),
    caps: limited("cap", card, card.caps),
  }));
  const alerts = config.alerts.map((rule) => ({
    ...rule,
    when: guard(`alert ${rule.name}: when`, rule.when, facts),
    ...(rule.clear_when === undefined
      ? {}
      : { clear_when: guard(`alert ${rule.name}: clear_when`, rule.clear_when, facts) }),
  }));
  const routes = config.routes.map((route) =>
    route.where === undefined
      ? route
      : { ...route, where: guard(`route ${route.to}: where`, route.where, facts) },
  );
  return { config: { ...config, scorecards, alerts, routes }, failing };
}
