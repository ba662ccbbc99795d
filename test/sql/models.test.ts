import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lintModels } from "../../lib/dialect/lint.ts";
import { loadAudits, loadModels, sqlDirectory } from "../../lib/models/load.ts";
import { inputTables } from "../../lib/pipeline/input-tables.ts";

test("every model and audit keeps to the dialect, and folders are the DAG", async () => {
  const audits = existsSync(join(sqlDirectory, "audits")) ? await loadAudits() : [];
  const inputs = Object.keys(inputTables).map((table) => ({ table, stageNumber: 1 }));
  const problems = lintModels(await loadModels(), audits, inputs);
  expect(problems.map(({ file, line, message }) => `${file}:${line}: ${message}`)).toEqual([]);
});
