import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { projectFile, readCompiled } from "../pipeline/compiled-folder.ts";
import type { CompiledProject } from "../pipeline/compiled-project.ts";
import { compileProject } from "./compile.ts";
import { configFile, loadConfig } from "./load.ts";

const run = promisify(execFile);

/** Neither a project's folder nor a git ref with a project. */
export class NoSuchProject extends Error {
  override readonly name = "NoSuchProject";
  constructor(place: string, reason: string) {
    super(`${place} is neither a folder with ${configFile} or ${projectFile}, nor a git ref: ${reason}`);
  }
}

/**
 * The compiled project of a place.
 * @param place a project's folder, a folder that `compile` wrote, or a git ref of the project in `directory`
 * @throws NoSuchProject, RejectedConfig
 */
export async function compiledFrom(place: string, directory: string): Promise<CompiledProject> {
  const folder = resolve(place);
  if (await isFile(join(folder, projectFile))) return readCompiled(folder);
  if (await isFile(join(folder, configFile))) return compileProject(await loadConfig(folder));
  const copy = await mkdtemp(join(tmpdir(), "bellwether-ref-"));
  try {
    await checkOut(place, { directory, copy });
    return await compileProject(await loadConfig(copy));
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

const isFile = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isFile() ?? false;

/** Copies a project's config and measures as a git ref has them. @throws NoSuchProject */
async function checkOut(
  ref: string,
  { directory, copy }: { readonly directory: string; readonly copy: string },
): Promise<void> {
  const git = async (...args: readonly string[]): Promise<string> => {
    try {
      return (await run("git", ["-C", directory, ...args], { maxBuffer: 64 << 20 })).stdout;
    } catch (error) {
      throw new NoSuchProject(ref, error instanceof Error ? error.message.trim() : String(error));
    }
  };
  const commit = (await git("rev-parse", "--verify", "--end-of-options", `${ref}^{commit}`)).trim();
  const listed = await git("ls-tree", "-r", "--name-only", "-z", commit, "--", configFile, "measures");
  const files = listed.split("\0").filter((file) => file === configFile || file.endsWith(".sql"));
  if (!files.includes(configFile)) throw new NoSuchProject(ref, `it has no ${configFile} in this folder`);
  for (const file of files) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await writeFile(join(copy, file), await git("show", `${commit}:./${file}`));
  }
}
