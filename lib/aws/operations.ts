import { auditGroups } from "../pipeline/build.ts";
import type { CompiledProject } from "../pipeline/compiled-project.ts";

/** Lambda's limit for one durable execution. */
const mostOperations = 3_000;

/** The operations of an execution besides its days, with a margin. */
const besides = 100;

/** Of a day: choosing or planning, opening, preparing, the map of its audits, finishing, keeping, publishing … */
const ofDay = 20;

/** How many operations it takes at most to build a day: contexts, steps and waits, as Lambda counts them. */
export function operationsOfDay({ models, audits }: CompiledProject): number {
  const stages = new Set(models.map(({ stage }) => stage.number));
  // A model is a context in which its query is started and waited for; a stage is a map and its registration.
  return 3 * models.length + 2 * stages.size + auditGroups(audits).length + ofDay;
}

/** The number of days of a history that one execution builds before it starts the next. */
export const mostDaysOf = (project: CompiledProject): number =>
  Math.max(1, Math.floor((mostOperations - besides) / operationsOfDay(project)));
