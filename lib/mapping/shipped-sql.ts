import { type Audit, loadAudits, loadModels } from "../models/load.ts";
import type { Model } from "../models/model.ts";
import { entityUnions } from "./entity-unions.ts";

/** Every model of `sql/`, in the order of their stages. */
export const shippedModels = async (): Promise<readonly Model[]> =>
  (await loadModels()).map(withEntityUnions);

/** Every audit of `sql/`, by name. */
export const shippedAudits = async (): Promise<readonly Audit[]> =>
  (await loadAudits()).map(withEntityUnions);

/**
 * The SQL with the unions over the entities that it asks for, each on a line of its own; other placeholders are left
 * for a run.
 */
const withEntityUnions = <T extends { readonly sql: string }>(shipped: T): T => ({
  ...shipped,
  sql: shipped.sql.replace(/^ *\{\{ (\w+) \}\}$/gm, (line, name: string) => entityUnions[name] ?? line),
});
