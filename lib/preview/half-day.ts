import type { CompiledProject } from "../pipeline/compiled-project.ts";

/** The tables that say how exports were read and matched. */
const wanted = [
  "accounts",
  "cell_problems",
  "data_quality",
  "field_counts",
  "identity_quality",
  "rejects",
  "source_freshness",
];

/** A project whose day ends at its accounts: the models of these tables and all that they read, without audits. */
export function halfDay(project: CompiledProject): CompiledProject {
  const byTable = new Map(project.models.map((model) => [model.table, model]));
  const needed = new Set<string>();
  const add = (table: string): void => {
    const model = byTable.get(table);
    if (model === undefined || needed.has(table)) return;
    needed.add(table);
    for (const [word] of model.sql.matchAll(/\w+/g)) add(word.replace(/^history_/, ""));
  };
  for (const table of wanted) add(table);
  return { ...project, models: project.models.filter(({ table }) => needed.has(table)), audits: [] };
}
