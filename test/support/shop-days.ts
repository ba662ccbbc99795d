import { cp } from "node:fs/promises";
import { join } from "node:path";
import { afterAll } from "vitest";
import { lakeDirectory } from "../../lib/local/open-project.ts";
import { type TestProject, testProject } from "./project.ts";
import { firstExports, shopYaml } from "./shop.ts";

let built: Promise<TestProject> | undefined;

afterAll(async () => {
  await (await built)?.[Symbol.asyncDispose]();
});

/** The shop after its first day, 1 March 2026. A test file builds it once, and each test gets its own copy. */
export async function shopAfterFirstDay(): Promise<TestProject> {
  built ??= firstDay();
  const { directory } = await built;
  const project = await testProject(shopYaml);
  for (const part of [lakeDirectory, ...folders])
    await cp(join(directory, part), join(project.directory, part), {
      recursive: true,
      preserveTimestamps: true,
    });
  return project;
}

/** The files of the exports. */
const folders = new Set(Object.keys(firstExports).map((file) => file.split("/")[0] ?? file));

async function firstDay(): Promise<TestProject> {
  const project = await testProject(shopYaml);
  await project.day("2026-03-01", firstExports);
  return project;
}
