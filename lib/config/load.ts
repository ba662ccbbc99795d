import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { measureDefinitions } from "../scoring/measures.ts";
import { checkConfig } from "./check.ts";
import { readDocument } from "./document.ts";
import { type ConfigProblem, RejectedConfig } from "./problem.ts";
import { Config } from "./schema.ts";

export { type ConfigProblem, RejectedConfig } from "./problem.ts";

export const configFile = "bellwether.yaml";

/** A folder with a config that has no mistakes. */
export interface Project {
  readonly directory: string;
  readonly config: Config;
  /** 12 hex digits that are equal exactly for configs that mean the same, whatever their layout and comments. */
  readonly configVersion: string;
  /** The config as it is written. */
  readonly text: string;
}

export class NoProject extends Error {
  override readonly name = "NoProject";
  readonly directory: string;
  constructor(directory: string) {
    super(`${directory} has no ${configFile}: bellwether init writes one, --project names another folder`);
    this.directory = directory;
  }
}

/** Reads a project's `bellwether.yaml`. @throws NoProject, {@link RejectedConfig} with all its mistakes */
export async function loadConfig(directory: string): Promise<Project> {
  let text: string;
  try {
    text = await readFile(join(directory, configFile), "utf8");
  } catch (error) {
    if (isMissing(error)) throw new NoProject(directory);
    throw error;
  }
  const config = parseConfig(text);
  return { directory, config, configVersion: configVersionOf(config), text };
}

/** The config that a YAML text holds. @throws RejectedConfig */
export function parseConfig(text: string): Config {
  const document = readDocument(text, configFile);
  if (document.status === "unreadable") throw new RejectedConfig(document.problems);
  const problems = checkConfig(document.value, measureDefinitions).map(document.locate);
  if (problems.length > 0) throw new RejectedConfig(problems.toSorted(byPlace));
  return Config.parse(document.value);
}

export function configVersionOf(config: Config): string {
  return createHash("sha256").update(canonicalJson(config)).digest("hex").slice(0, 12);
}

const byPlace = (a: ConfigProblem, b: ConfigProblem): number => a.line - b.line || a.column - b.column;

/** JSON in which the order of keys does not matter; that of lists does. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
