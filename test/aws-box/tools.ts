import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isFetched } from "./fetched.ts";

/** Trino 476 does not start on an older version. */
const oldestJava = 24;
const jvmDirectory = "/usr/lib/jvm";

/** The missing prerequisites of the stand-in, in one sentence; undefined when there are none. */
export function missing(): string | undefined {
  const versions = javas();
  if (versions.every(({ version }) => version < oldestJava)) {
    const found = versions.map(({ path, version }) => `${version} at ${path}`).join(", ");
    return `Java ${oldestJava} or newer is missing (found: ${found || "none"}): set JAVA_HOME to one.`;
  }
  if (isFetched()) return undefined;
  if (!runs("mvn", ["--version"])) return "Maven is missing (mvn), which fetches Trino.";
  if (!runs("python3", ["-c", "import venv, ensurepip"]))
    return "Python 3 with venv is missing (python3), which runs the emulator of AWS.";
  return undefined;
}

/** The newest Java of the machine. @throws when none is new enough for Trino, see {@link missing} */
export function java(): string {
  const newest = javas().toSorted((a, b) => b.version - a.version)[0];
  if (newest === undefined || newest.version < oldestJava) throw new Error(missing());
  return newest.path;
}

function javas(): { readonly path: string; readonly version: number }[] {
  const home = process.env.JAVA_HOME;
  const homes = existsSync(jvmDirectory)
    ? readdirSync(jvmDirectory).map((name) => join(jvmDirectory, name))
    : [];
  const paths = [...(home === undefined ? [] : [home]), ...homes].map((directory) =>
    join(directory, "bin/java"),
  );
  return [...paths.filter((path) => existsSync(path)), "java"].flatMap((path) => {
    // `openjdk version "25.0.1" 2025-10-21`, on stderr.
    const { stderr } = spawnSync(path, ["-version"], { encoding: "utf8" });
    const version = /version "(\d+)/.exec(stderr ?? "")?.[1];
    return version === undefined ? [] : [{ path, version: Number(version) }];
  });
}

const runs = (command: string, parameters: string[]): boolean =>
  spawnSync(command, parameters, { stdio: "ignore" }).status === 0;
