import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { InputRow } from "../models/input-tables.ts";
import { type InputTable, inputTables } from "../models/input-tables.ts";
import { loadAudits, loadModels } from "../models/load.ts";
import { loadQueries } from "../models/queries.ts";
import type { CompiledProject, RunConfig } from "./compiled-project.ts";

/** The file of a compiled project with everything except SQL and rows. */
export const projectFile = "project.json";

const parts = ["currency", "sources", "routes", "retention", "schedule"] as const;

const ProjectDocument = z.object({
  config_version: z.string(),
  config: z.custom<RunConfig>(
    (value) => typeof value === "object" && value !== null && parts.every((part) => part in value),
    `needs ${parts.join(", ")}`,
  ),
  /** The paths of all other files, so that a missing one is noticed. */
  files: z.array(z.string()),
});
type ProjectDocument = z.infer<typeof ProjectDocument>;

/** A folder with files that do not belong to a compiled project. */
export class NotACompiledFolder extends Error {
  override readonly name = "NotACompiledFolder";
  constructor(directory: string, found: string) {
    super(
      `${directory} contains ${found}, which is not part of a compiled project. compile replaces all files in its folder, so give an empty one`,
    );
  }
}

/** A folder that lacks a file of a compiled project, or has one that cannot be read. */
export class NoCompiledProject extends Error {
  override readonly name = "NoCompiledProject";
  constructor(directory: string, reason: string) {
    super(`${directory} is not a compiled project of this version: ${reason}. bellwether compile writes one`);
  }
}

const isOfCompiled = (entry: string): boolean =>
  [projectFile, "inputs", "audits", "queries"].includes(entry) || /^\d+-[a-z-]+$/.test(entry);

/**
 * The files of a compiled project, by path: `<n>-<stage>/<table>.sql` for each model, `audits/<name>.sql`,
 * `queries/<name>.sql`, `inputs/<table>.ndjson` for each input table that depends on the config, and `project.json`.
 */
export function compiledFiles(project: CompiledProject): ReadonlyMap<string, string> {
  const { config, configVersion, inputs, models, audits, queries } = project;
  const linesOf = (rows: readonly InputRow[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const files = new Map([
    ...inputs.map(({ table, rows }) => [`inputs/${table}.ndjson`, linesOf(rows)] as const),
    ...models.map(({ stage, table, sql }) => [`${stage.number}-${stage.name}/${table}.sql`, sql] as const),
    ...audits.map(({ name, sql }) => [`audits/${name}.sql`, sql] as const),
    ...Object.values(queries).map(({ name, sql }) => [`queries/${name}.sql`, sql] as const),
  ]);
  const document: ProjectDocument = {
    config_version: configVersion,
    config,
    files: [...files.keys()].toSorted(),
  };
  return new Map([[projectFile, `${JSON.stringify(document, undefined, 2)}\n`], ...files]);
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
  const { config, config_version, files } = await readProjectFile(directory);
  const present = new Set(await readdir(directory, { recursive: true }));
  const missing = files.filter((file) => !present.has(file));
  if (missing.length > 0)
    throw new NoCompiledProject(directory, `${missing.join(", ")} cannot be read (missing)`);
  const [models, audits, queries, inputs] = await Promise.all([
    loadModels(directory),
    loadAudits(directory),
    loadQueries(directory),
    Promise.all(
      Object.values(inputTables).map(async (input) => ({
        ...input,
        rows: await readPart(directory, `inputs/${input.table}.ndjson`, (text) => rowsIn(text, input)),
      })),
    ),
  ]);
  return { config, configVersion: config_version, inputs, models, audits, queries };
}

/** The settings of landing and detection in a compiled project: one file instead of a folder. */
export async function readRunConfig(directory: string): Promise<RunConfig> {
  return (await readProjectFile(directory)).config;
}

/** @throws NoCompiledProject */
const readProjectFile = (directory: string): Promise<ProjectDocument> =>
  readPart(directory, projectFile, (text) => ProjectDocument.parse(JSON.parse(text)));

/** @throws NoCompiledProject that names the file */
async function readPart<T>(directory: string, file: string, parse: (text: string) => T): Promise<T> {
  const text = await readFile(join(directory, file), "utf8").catch((error: Error) => {
    throw new NoCompiledProject(directory, `${file} cannot be read (${error.message})`);
  });
  try {
    return parse(text);
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new NoCompiledProject(directory, `${file}: ${reason}`);
  }
}

/** The rows of an input table, each with exactly the table's columns. */
function rowsIn(lines: string, { columns }: InputTable): InputRow[] {
  const names = columns.map(({ name }) => name);
  return lines.split("\n").flatMap((line, index): InputRow[] => {
    if (line === "") return [];
    const row: InputRow = JSON.parse(line);
    const foreign = Object.keys(row).find((name) => !names.includes(name));
    if (foreign !== undefined) throw new Error(`line ${index + 1} has ${foreign}, which is not a column`);
    const missing = names.find((name) => row[name] === undefined);
    if (missing !== undefined) throw new Error(`line ${index + 1} lacks ${missing}`);
    return [row];
  });
}
