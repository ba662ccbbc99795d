import { type Audit, loadAudits, loadModels } from "../../models/load.ts";
import type { Model } from "../../models/model.ts";
import { indented } from "../text.ts";
import { companyNameSql } from "./company-name.ts";
import { entityUnions } from "./entity-unions.ts";

/** Every model of `sql/`, in the order of their stages. */
export const shippedModels = async (): Promise<readonly Model[]> => (await loadModels()).map(withWritten);

/** Every audit of `sql/`, by name. */
export const shippedAudits = async (): Promise<readonly Audit[]> => (await loadAudits()).map(withWritten);

const written: Readonly<Record<string, string>> = {
  ...entityUnions,
  company_name: `${" ".repeat(16)}${indented(companyNameSql("stated_name"), 4)}`,
};

/**
 * The SQL with the unions over the entities and the rule for names that it asks for, each on a line of its own; other
 * placeholders are left for a run.
 */
const withWritten = <T extends { readonly sql: string }>(shipped: T): T => ({
  ...shipped,
  sql: shipped.sql.replace(/^ *\{\{ (\w+) \}\}$/gm, (line, name: string) => written[name] ?? line),
});
