import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const trinoVersion = "476";
const requirements = join(import.meta.dirname, "requirements.txt");
const abandonedAfterMilliseconds = 3_600_000;

/** The stand-in's programs, fetched once per machine. */
export interface Fetched {
  /** Trino's `lib/` and `plugin/`. */
  readonly trino: string;
  readonly python: string;
}

/** Outside the tree, so that fresh clones share it; each pinned version has its own folder. */
function cacheDirectory(): string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const pins = createHash("sha256").update(trinoVersion).update(readFileSync(requirements)).digest("hex");
  return join(cache, "bellwether/aws-box", pins.slice(0, 12));
}

/** The folder exists only when complete: it gets its name at the end. */
export const isFetched = (): boolean => existsSync(cacheDirectory());

/** Fetches Trino with Maven and the emulator with pip, unless they are there. */
export async function fetched(): Promise<Fetched> {
  const directory = cacheDirectory();
  if (!isFetched()) await fetchInto(directory);
  return { trino: join(directory, "trino"), python: join(directory, "venv/bin/python") };
}

async function fetchInto(directory: string): Promise<void> {
  const parent = dirname(directory);
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent);
  const unfinished = await mkdtemp(join(parent, "fetching-"));
  try {
    await Promise.all([fetchTrino(unfinished), fetchEmulator(unfinished)]);
    // If another process was faster, its folder is just as good.
    await rename(unfinished, directory).catch((error: unknown) => {
      if (!isFetched()) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** A killed fetch leaves a temporary folder that is never finished. */
async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    const age = Date.now() - (await stat(path)).mtimeMs;
    if (name.startsWith("fetching-") && age > abandonedAfterMilliseconds)
      await rm(path, { recursive: true, force: true });
  }
}

async function fetchTrino(directory: string): Promise<void> {
  const archives = join(directory, "archives");
  for (const artifact of [`trino-server-core:${trinoVersion}:tar.gz`, `trino-hive:${trinoVersion}:zip`])
    await run("mvn", [
      "-q",
      "-B",
      "dependency:copy",
      `-Dartifact=io.trino:${artifact}`,
      `-DoutputDirectory=${archives}`,
    ]);
  const trino = join(directory, "trino");
  await mkdir(join(trino, "plugin"), { recursive: true });
  // Trino requires the folder, even if it is empty.
  await mkdir(join(trino, "secrets-plugin"));
  await run("python3", [
    "-m",
    "tarfile",
    "-e",
    `${archives}/trino-server-core-${trinoVersion}.tar.gz`,
    archives,
  ]);
  await rename(join(archives, `trino-server-core-${trinoVersion}`, "lib"), join(trino, "lib"));
  await run("python3", ["-m", "zipfile", "-e", `${archives}/trino-hive-${trinoVersion}.zip`, archives]);
  await rename(join(archives, `trino-hive-${trinoVersion}`), join(trino, "plugin/hive"));
  await rm(archives, { recursive: true });
}

async function fetchEmulator(directory: string): Promise<void> {
  const venv = join(directory, "venv");
  await run("python3", ["-m", "venv", venv]);
  await run(join(venv, "bin/python"), ["-m", "pip", "install", "--quiet", "--requirement", requirements]);
}
