import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inputTables } from "../models/input-tables.ts";
import { loadAudits, loadModels } from "../models/load.ts";
import type { Row } from "../warehouse/warehouse.ts";
import type { CompiledProject, RunConfig } from "./compiled-project.ts";

/** The file of a compiled project with everything except SQL and rows. */
export const projectFile = "project.json";

interface ProjectDocument {
  readonly config_version: string;
  readonly config: RunConfig;
}

/** A folder with files that do not belong to a compiled project. */
export class NotACompiledFolder extends Error {
  override readonly name = "NotACompiledFolder";
  constructor(directory: string, found: string) {
    super(
      `${directory} contains ${found}, which is not part of a compiled project. compile replaces all files in its folder, so give an empty one`,
    );
  }
}

/** A folder without a readable `project.json`. */
export class NoCompiledProject extends Error {
  override readonly name = "NoCompiledProject";
  constructor(directory: string, reason: string) {
    super(`${directory} is not a compiled project (${reason}). bellwether compile writes one`);
  }
}

const isOfCompiled = (entry: string): boolean =>
  [projectFile, "inputs", "audits"].includes(entry) || /^\d+-[a-z-]+$/.test(entry);

/**
 * The files of a compiled project, by path: `<n>-<stage>/<table>.sql` for each model, `audits/<name>.sql`,
 * `inputs/<table>.ndjson` for each input table that depends on the config, and `project.json`.
 */
export function compiledFiles(project: CompiledProject): ReadonlyMap<string, string> {
  const { config, configVersion, inputs, models, audits } = project;
  const document: ProjectDocument = { config_version: configVersion, config };
  const linesOf = (rows: readonly Row[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  return new Map([
    [projectFile, `${JSON.stringify(document, undefined, 2)}\n`],
    ...inputs.map(({ table, rows }) => [`inputs/${table}.ndjson`, linesOf(rows)] as const),
    ...models.map(({ stage, table, sql }) => [`${stage.number}-${stage.name}/${table}.sql`, sql] as const),
    ...audits.map(({ name, sql }) => [`audits/${name}.sql`, sql] as const),
  ]);
}

/** Writes a compiled project as a folder, in place of an earlier one. @throws NotACompiledFolder */
export async function writeCompiled(directory: string, project: CompiledProject): Promise<void> {
  await mkdir(directory, { recursive: true });
  const present = await readdir(directory);
  const isCompiled = present.includes(projectFile);
  const foreign = present.find((entry) => !isCompiled || !isOfCompiled(entry));
  if (foreign !== undefined) throw new NotACompiledFolder(directory, foreign);
  for (const entry of present) await rm(join(directory, entry), { recursive: true });
  for (const [path, text] of compiledFiles(project)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
}

/** Reads a folder written by {@link writeCompiled}. @throws NoCompiledProject */
export async function readCompiled(directory: string): Promise<CompiledProject> {
  const [{ config, config_version }, models, audits, inputs] = await Promise.all([
    readProjectFile(directory),
    loadModels(directory),
    loadAudits(directory),
    Promise.all(
      Object.values(inputTables).map(async (input) => ({
        ...input,
        rows: rowsIn(await readFile(join(directory, "inputs", `${input.table}.ndjson`), "utf8")),
      })),
    ),
  ]);
  return { config, configVersion: config_version, inputs, models, audits };
}

/** The settings of landing and detection in a compiled project: one file instead of a folder. */
export async function readRunConfig(directory: string): Promise<RunConfig> {
  return (await readProjectFile(directory)).config;
}

/** @throws NoCompiledProject */
async function readProjectFile(directory: string): Promise<ProjectDocument> {
  try {
    return JSON.parse(await readFile(join(directory, projectFile), "utf8"));
  } catch (error) {
    throw new NoCompiledProject(directory, error instanceof Error ? error.message : String(error));
  }
}

const rowsIn = (lines: string): Row[] =>
  lines.split("\n").flatMap((line): Row[] => (line === "" ? [] : [JSON.parse(line)]));
