import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { configFile } from "../lib/project/load.ts";
import { WrongUsage } from "./wrong-usage.ts";

const run = promisify(execFile);

/** A folder with a config and its own measures. */
export interface ConfigFolder extends AsyncDisposable {
  readonly directory: string;
}

const standing = (directory: string): ConfigFolder => ({ directory, [Symbol.asyncDispose]: async () => {} });

/**
 * The folder of another config.
 * @param named a project's folder, its bellwether.yaml, or a git ref of the project at hand
 * @throws WrongUsage
 */
export async function otherConfig(named: string, project: string): Promise<ConfigFolder> {
  const found = await stat(named).catch(() => undefined);
  if (found?.isDirectory()) return standing(resolve(named));
  if (found !== undefined && basename(named) === configFile) return standing(dirname(resolve(named)));
  if (found !== undefined) throw new WrongUsage(`${named} is not a ${configFile}, nor a folder with one.`);
  return fromGit(named, project);
}

/** The config of a commit, read without touching the working tree. */
async function fromGit(ref: string, project: string): Promise<ConfigFolder> {
  const git = async (...args: readonly string[]) =>
    (await run("git", ["-C", project, ...args], { encoding: "utf8", maxBuffer: 2 ** 26 })).stdout;
  const commit = await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`).catch(
    () => undefined,
  );
  if (commit === undefined)
    throw new WrongUsage(
      `${ref} is neither a folder, nor a ${configFile}, nor a commit that git knows in ${project}.`,
    );
  const top = (await git("rev-parse", "--show-toplevel")).trim();
  const folder = relative(top, resolve(project)).replaceAll("\\", "/");
  const within = (file: string) => (folder === "" ? file : `${folder}/${file}`);
  const listed = await git(
    "ls-tree",
    "-r",
    "--name-only",
    "--full-tree",
    commit.trim(),
    "--",
    within(configFile),
    within("measures"),
  );
  const files = listed.split("\n").filter((file) => file !== "");
  if (!files.includes(within(configFile))) throw new WrongUsage(`${ref} has no ${within(configFile)}.`);
  const directory = await mkdtemp(join(tmpdir(), "bellwether-diff-"));
  for (const file of files) {
    const path = join(directory, relative(folder, file));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await git("show", `${commit.trim()}:${file}`));
  }
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}
