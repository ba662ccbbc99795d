import { readFile } from "node:fs/promises";
import type { CompiledProject } from "../pipeline/compiled-project.ts";

let project: Promise<CompiledProject> | undefined;

/** The project that was deployed with a function: `project.json` beside its bundle, read once. */
export function shippedProject(): Promise<CompiledProject> {
  project ??= readShipped();
  return project;
}

/** Written by the deployment that bundled this very code, so there is nothing to check. */
async function readShipped(): Promise<CompiledProject> {
  return JSON.parse(await readFile(new URL("./project.json", import.meta.url), "utf8"));
}
