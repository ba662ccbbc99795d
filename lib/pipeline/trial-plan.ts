import type { CompiledProject } from "./compiled-project.ts";
import { newRunId, plannedModel } from "./make-plan.ts";
import type { BuiltTable, Plan, PlannedModel } from "./plan.ts";
import { withoutUnread } from "./unread-streams.ts";

/** What the config decides of a day's scores and alerts, and the models from which it follows. */
const decidedInputs: ReadonlySet<string> = new Set([
  ...["scorecards", "scorecard_measures", "scorecard_points", "scorecard_limits", "alert_rules"],
  ...["measure_definitions", "measure_entities"],
]);
const decidedModels: ReadonlySet<string> = new Set([
  ...["own_measures", "measures", "account_inputs", "account_limits"],
  ...["measure_scores", "component_scores", "scores", "rule_states", "alert_episodes"],
  ...["lens_inputs", "lens_limits", "lens_measure_scores", "lens_component_scores", "lens_scores"],
]);

/** What else is made from scorecards, alert rules and routes, and says nothing of scores and alerts of the day. */
const furtherModels: ReadonlySet<string> = new Set([
  ...["previous_limits", "scorecard_history", "condition_problems", "account_routes"],
]);

export interface TrialPlan {
  readonly plan: Plan;
  /** The models that it builds; all others are as the published run left them. */
  readonly builds: readonly PlannedModel[];
  /** Further models whose SQL the other project has otherwise. */
  readonly otherwise: readonly Pick<PlannedModel, "name" | "origin">[];
}

/**
 * The plan of a published run with the scorecards, the own measures and the alert rules of another config.
 * @param past the dates of the days before it
 */
export function trialPlan(
  published: Plan,
  project: CompiledProject,
  { past, now }: { readonly past: readonly string[]; readonly now: Date },
): TrialPlan {
  const runId = newRunId(now);
  const parameters = { asOfDate: published.as_of_date, past, runId };
  const others = project.models.map((model) =>
    plannedModel(withoutUnread(model, published.batches), parameters),
  );
  const builds = others.filter(({ name }) => decidedModels.has(name));
  const kept = published.models.filter(({ name }) => !decidedModels.has(name));
  const inputs = new Map(project.inputs.map((input) => [input.table as string, input]));
  const sqlOf = new Map(kept.map(({ name, sql }) => [name, sql.replaceAll(published.run_id, runId)]));
  return {
    builds,
    otherwise: others.filter(
      ({ name, sql }) => !decidedModels.has(name) && !furtherModels.has(name) && sqlOf.get(name) !== sql,
    ),
    plan: {
      ...published,
      run_id: runId,
      planned_at: now.toISOString(),
      config_version: project.configVersion,
      models: [...kept, ...builds],
      inputs: published.inputs.map((input) => {
        const other = decidedInputs.has(input.name) ? inputs.get(input.name) : undefined;
        return other === undefined ? input : { ...input, columns: [...other.columns], rows: [...other.rows] };
      }),
      audits: [],
    },
  };
}

/** The day that a trial would score has lost tables that it reads. */
export class DayExpired extends Error {
  override readonly name = "DayExpired";
  constructor(date: string, tables: readonly string[]) {
    super(
      `${date} cannot be scored again: its ${tables.join(", ")} were deleted when their retention ended. ` +
        "Choose a newer day",
    );
  }
}

/**
 * Tables that retention has deleted are empty to SQL, which would score nobody.
 * @throws DayExpired
 */
export function assertWhole({ plan, builds }: TrialPlan, tables: readonly BuiltTable[]): void {
  const names = new Set([...tables, ...builds].map(({ name }) => name));
  const read = new Set(
    builds.flatMap(({ sql }) => [...sql.matchAll(/\b(?:from|join)\s+(\w+)/gi)].map(([, name]) => name)),
  );
  const gone = plan.models.filter(({ name }) => read.has(name) && !names.has(name)).map(({ name }) => name);
  if (gone.length > 0) throw new DayExpired(plan.as_of_date, gone);
}
