import type { Row } from "../../lib/warehouse/warehouse.ts";
import type { TestProject } from "./project.ts";

/** Every published table of a project except `runs`, with rows sorted and doubles to 9 digits, to compare two projects. */
export async function publishedRows(
  project: TestProject,
  where = "true",
): Promise<Readonly<Record<string, readonly string[]>>> {
  const { catalog, databases } = project.local.services;
  const tables: Record<string, readonly string[]> = {};
  for (const name of await catalog.tableNames(databases.published)) {
    if (name === "runs" || name.endsWith("_current")) continue;
    const rows = await project.query(`select * from ${name} where ${where}`);
    tables[name] = rows.map(comparable).toSorted();
  }
  return tables;
}

const comparable = (row: Row): string =>
  JSON.stringify(row, (_, value: unknown) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(9)) : value,
  );
