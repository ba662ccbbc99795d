import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { lintModels } from "../dialect/lint.ts";
import { inputTables } from "../models/input-tables.ts";
import type { Model } from "../models/model.ts";
import { failingCalls } from "./guard-measure.ts";
import { type MeasureProblem, problemAt } from "./measure-problem.ts";
import type { OwnMeasure } from "./own-measure.ts";
import { type ParsedMeasure, parseOwnMeasure } from "./parse-own-measure.ts";
import { tryMeasures } from "./try-measures.ts";

export type { MeasureProblem } from "./measure-problem.ts";
export type { OwnMeasure } from "./own-measure.ts";
export { ownMeasuresModel } from "./own-measures-model.ts";

/** The folder of a project's own measures. */
export const measuresFolder = "measures";

/** Reads `measures/*.sql` of a project, by name. None when there is no such folder. */
export async function readOwnMeasures(directory: string): Promise<readonly ParsedMeasure[]> {
  const entries = await readdir(join(directory, measuresFolder), { withFileTypes: true }).catch(
    (error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
      throw error;
    },
  );
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".sql"))
    .map(({ name }) => `${measuresFolder}/${name}`)
    .toSorted();
  return Promise.all(
    files.map(async (file) =>
      parseOwnMeasure(file, plainText(await readFile(join(directory, file), "utf8"))),
    ),
  );
}

/** As other editors write it: the same measure on every machine has the same config version. */
const plainText = (text: string): string => text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");

/**
 * The problems in the SELECTs of a project's measures: first by the rules of all models, then, if those hold,
 * by preparing them. `models` are those of the project; measures may read their tables up to stage 6.
 */
export async function checkOwnMeasures(
  measures: readonly OwnMeasure[],
  models: readonly Model[],
): Promise<readonly MeasureProblem[]> {
  const inputs = Object.values(inputTables);
  const others = [
    ...models.map(({ table, stage }) => ({ table, stageNumber: stage.number })),
    ...inputs.map(({ table }) => ({ table, stageNumber: 1 })),
  ];
  const linted = measures.map(({ file, sql }) => ({
    // A measure makes no table of its own that another could read.
    ...{ table: file, stage: { number: 7, name: "measure-families" } },
    ...{ kind: "snapshot" as const, origin: file, sql: sql.trimEnd() },
  }));
  const broken = lintModels(linted, [], others);
  const problems = measures.flatMap((measure) => [
    ...broken
      .filter(({ file }) => file === measure.file)
      .map(({ line, message }) => problemAt(measure, line, message)),
    ...semicolonProblems(measure),
    ...failingCalls(measure),
  ]);
  const sound = measures.filter(({ file }) => problems.every((problem) => problem.file !== file));
  return [...problems, ...(await tryMeasures(sound, [...models, ...inputs]))];
}

/** The SELECT is nested in another one, where a `;` would end both. */
function semicolonProblems(measure: OwnMeasure): readonly MeasureProblem[] {
  const index = measure.sql.split("\n").findIndex((line) => /;\s*$/.test(line) && !line.startsWith("--"));
  return index === -1 ? [] : [problemAt(measure, index + 1, "leave out the ; at the end")];
}
