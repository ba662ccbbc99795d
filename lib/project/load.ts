import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { KnownMeasure } from "../config/columns.ts";
import { Config } from "../config/schema.ts";
import { canonicalJson } from "../json-text.ts";
import {
  checkOwnMeasures,
  type MeasureProblem,
  type OwnMeasure,
  readOwnMeasures,
} from "../measures/own-measures.ts";
import { measureDefinitions } from "../scoring/measures.ts";
import { withBuiltInSource } from "./built-in-source.ts";
import { checkConfig } from "./check.ts";
import { readDocument } from "./document.ts";
import { projectMeasures, projectModels } from "./models.ts";
import { type ConfigProblem, describeFound, RejectedConfig } from "./problem.ts";

export { RejectedConfig } from "./problem.ts";

export const configFile = "bellwether.yaml";

/** A folder with a config that has no mistakes. */
export interface Project {
  readonly directory: string;
  readonly config: Config;
  /** 12 hex digits; equal for configs with the same meaning, regardless of layout and comments. */
  readonly configVersion: string;
  /** The config as parsed, before defaults. */
  readonly text: string;
  /** The measures of the project's folder `measures/`, by name. */
  readonly ownMeasures: readonly OwnMeasure[];
}

export class NoProject extends Error {
  override readonly name = "NoProject";
  readonly directory: string;
  constructor(directory: string) {
    super(`${directory} has no ${configFile}: bellwether init writes one, --project names another folder`);
    this.directory = directory;
  }
}

/** Reads a project's `bellwether.yaml` and its own measures. @throws NoProject, {@link RejectedConfig} with all its mistakes */
export async function loadConfig(directory: string): Promise<Project> {
  let text: string;
  try {
    text = await readFile(join(directory, configFile), "utf8");
  } catch (error) {
    if (isMissing(error)) throw new NoProject(directory);
    throw error;
  }
  const parsed = await readOwnMeasures(directory);
  const ownMeasures = parsed.flatMap((each) => (each.status === "read" ? [each.measure] : []));
  const refused = parsed.flatMap((each) => (each.status === "refused" ? each.problems : []));
  const read = readConfig(text, projectMeasures({ ownMeasures }));
  if (read.status === "rejected") throw new RejectedConfig([...read.problems, ...refused.map(configProblem)]);
  const { config } = read;
  const problems = [...refused, ...(await problemsOf(ownMeasures, config))];
  if (problems.length > 0) throw new RejectedConfig(problems.map(configProblem));
  return { directory, config, configVersion: configVersionOf(config, ownMeasures), text, ownMeasures };
}

/** A project without measures of its own need not gather its models to check them. */
async function problemsOf(
  ownMeasures: readonly OwnMeasure[],
  config: Config,
): Promise<readonly MeasureProblem[]> {
  if (ownMeasures.length === 0) return [];
  return checkOwnMeasures(ownMeasures, await projectModels({ config, ownMeasures }));
}

/** The config that a YAML text holds, in a project without measures of its own. @throws RejectedConfig */
export function parseConfig(text: string): Config {
  const read = readConfig(text, measureDefinitions);
  if (read.status === "rejected") throw new RejectedConfig(read.problems);
  return read.config;
}

/** The content that identifies a config together with the project's own measures. */
export function configVersionOf(config: Config, ownMeasures: readonly OwnMeasure[] = []): string {
  const hash = createHash("sha256").update(canonicalJson(config));
  for (const { file, sql } of ownMeasures) hash.update(canonicalJson([file, sql]));
  return hash.digest("hex").slice(0, 12);
}

type ReadConfig =
  | { readonly status: "read"; readonly config: Config }
  | { readonly status: "rejected"; readonly problems: readonly ConfigProblem[] };

function readConfig(text: string, measures: readonly KnownMeasure[]): ReadConfig {
  const document = readDocument(text, configFile);
  if (document.status === "unreadable") return { status: "rejected", problems: document.problems };
  const problems = checkConfig(document.value, measures).map(document.locate);
  if (problems.length > 0) return { status: "rejected", problems: problems.toSorted(byPlace) };
  return { status: "read", config: withBuiltInSource(Config.parse(document.value)) };
}

const configProblem = ({ file, line, found, message }: MeasureProblem): ConfigProblem => ({
  ...{ file, line, column: 1, path: "", reason: message },
  found: describeFound([], found),
  expected: "a valid measure",
});

const byPlace = (a: ConfigProblem, b: ConfigProblem): number => a.line - b.line || a.column - b.column;

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
