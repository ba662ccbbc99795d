import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
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
  // Of git itself, as the project may be named by a link.
  const folder = (await git("rev-parse", "--show-prefix")).replace(/\n$/, "");
  const listed = await git(
    ...["ls-tree", "-r", "-z", "--name-only", "--full-tree", commit.trim(), "--"],
    ...[`${folder}${configFile}`, `${folder}measures`],
  );
  const files = listed.split("\0").filter((file) => file !== "");
  if (!files.includes(`${folder}${configFile}`))
    throw new WrongUsage(`${ref} has no ${folder}${configFile}.`);
  const directory = await mkdtemp(join(tmpdir(), "bellwether-diff-"));
  const away = () => rm(directory, { recursive: true, force: true });
  try {
    for (const file of files) {
      const path = join(directory, file.slice(folder.length));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await git("show", `${commit.trim()}:${file}`));
    }
  } catch (error) {
    await away();
    throw error;
  }
  return { directory, [Symbol.asyncDispose]: away };
}
