import { existsSync } from "node:fs";
import { cp, rename } from "node:fs/promises";
import { join } from "node:path";
import { datesBetween } from "../../lib/dates.ts";
import { lakeDirectory } from "../../lib/local/open-project.ts";
import { type TestProject, testProject } from "./project.ts";
import { sharedVariable } from "./shared.ts";
import { firstExports, laterExports, shopYaml } from "./shop.ts";

const firstDay = "2026-03-01";

/** The shop after its first day, 1 March 2026. */
export const shopAfterFirstDay = (): Promise<TestProject> => shopAfter(firstDay);

/** The shop after each of its days up to one: the first test of a run builds them, and each test gets its own copy. */
export async function shopAfter(date: string): Promise<TestProject> {
  const directory = await built(date);
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

/** The folder of the shop after that day, built in one go: a file that was copied counts as delivered again. */
async function built(last: string): Promise<string> {
  const directory = join(process.env[sharedVariable] ?? "", `shop-${last}`);
  if (existsSync(directory)) return directory;
  await using project = await testProject(shopYaml);
  for (const date of datesBetween(firstDay, last, 1))
    await project.day(date, date === firstDay ? firstExports : laterExports[date]);
  // It is there at once and complete. If another process was faster, its folder is just as good.
  await rename(project.directory, directory).catch((error: unknown) => {
    if (!existsSync(directory)) throw error;
  });
  return directory;
}
