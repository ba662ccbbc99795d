import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { draftConfig } from "../../lib/layouts/init-from.ts";
import { openedProject, type TestProject } from "../support/project.ts";

export interface DraftedProject extends AsyncDisposable {
  readonly project: TestProject;
  /** The text of `bellwether.yaml`. */
  readonly config: string;
}

/** A project whose config is drafted from these files, and nothing else. */
export async function draftedProject(files: Readonly<Record<string, string>>): Promise<DraftedProject> {
  const directory = await mkdtemp(join(tmpdir(), "drafted-project-"));
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  const { text: config } = await draftConfig(directory, join(directory, "exports"));
  const project = await openedProject(directory, config);
  return { project, config, [Symbol.asyncDispose]: () => project[Symbol.asyncDispose]() };
}

/** Records as lines of JSON. */
export const ndjson = (records: readonly unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");

/** Rows as CSV, the header first. */
export const csv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\n`).join("");

/** Records with the same columns as CSV. */
export const csvOf = (records: readonly object[]): string =>
  csv([Object.keys(records[0] ?? {}), ...records.map((record) => Object.values(record).map(String))]);
