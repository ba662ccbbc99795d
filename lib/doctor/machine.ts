import { statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import { findFiles } from "../landing/find-files.ts";
import { lakeDirectory } from "../local/open-project.ts";
import { type Chain, headOf, readChain } from "../pipeline/chain.ts";
import { farFuture, unreadAfter } from "../pipeline/make-plan.ts";
import { plural } from "../plural.ts";
import { loadConfig } from "../project/load.ts";
import { DirectoryStore } from "../storage/directory-store.ts";
import type { ObjectStore, ReadableStore } from "../storage/object-store.ts";
import { type Check, examine, type Finding, fail, ok, type Verdict, warn } from "./finding.ts";

/** Looks at a project on this machine. */
export async function examineMachine(directory: string): Promise<readonly Finding[]> {
  // A config that cannot be read is reported by the check of the project.
  const sources = await loadConfig(directory).then(
    ({ config }) => config.sources,
    () => [],
  );
  const store = new DirectoryStore(join(directory, lakeDirectory));
  return examine([
    ...machineChecks(directory),
    ...exportChecks(new DirectoryStore(directory), sources),
    { what: "landed data", look: async () => judgeWaiting(await readWaiting(store)) },
    { what: "published day", look: async () => judgeChain(await readChain(store)) },
  ]);
}

function machineChecks(directory: string): readonly Check[] {
  return [
    { what: "Node", look: async () => judgeNode(process.versions.node) },
    {
      what: "project",
      look: async () => {
        const { config, configVersion } = await loadConfig(directory);
        return ok(`${config.company}, ${plural(config.sources.length, "source")} (version ${configVersion})`);
      },
    },
    {
      what: "free disk space",
      look: async () => {
        const { bavail, bsize } = await statfs(directory);
        return judgeRoom(bavail * bsize);
      },
    },
  ];
}

/** Whether each source has exports in the project's folder. */
const exportChecks = (inbox: ReadableStore, sources: Config["sources"]): readonly Check[] =>
  sources.map(({ name, streams }) => ({
    what: `exports of ${name}`,
    look: async () => {
      const found = await Promise.all(
        Object.entries(streams).map(async ([stream, { path }]) => ({
          ...{ stream, path },
          files: (await findFiles(inbox, path)).length,
        })),
      );
      return judgeExports(found);
    },
  }));

export function judgeExports(
  streams: readonly { readonly stream: string; readonly path: string; readonly files: number }[],
): Verdict {
  const missing = streams.filter(({ files }) => files === 0);
  if (missing.length === 0)
    return ok(
      `${plural(
        streams.reduce((sum, { files }) => sum + files, 0),
        "file",
      )} of ${plural(streams.length, "stream")}`,
    );
  const paths = missing.map(({ stream, path }) => `${stream} (${path})`).join(", ");
  return warn(
    `no file for ${missing.length} of ${plural(streams.length, "stream")}: ${paths}`,
    "put them there, or correct the path in bellwether.yaml",
  );
}

const readWaiting = async (store: ObjectStore): Promise<number> =>
  (await unreadAfter(store, headOf(await readChain(store)), farFuture)).length;

export const judgeWaiting = (batches: number): Verdict =>
  batches === 0
    ? ok("all of it has been read")
    : warn(`${plural(batches, "batch waits", "batches wait")} for the next run`, "bellwether run");

export function judgeChain(chain: Chain): Verdict {
  const head = headOf(chain);
  if (head === undefined) return warn("none yet", "bellwether land, then bellwether run");
  return ok(`${head.as_of_date}, the latest of ${plural(chain.links.length, "day")}`);
}

/** The first that runs TypeScript as we write it, and that the functions on AWS run on. */
const oldestNode = 24;

export function judgeNode(version: string): Verdict {
  if (Number.parseInt(version, 10) >= oldestNode) return ok(version);
  return fail(
    `${version}; ${oldestNode} is required`,
    "start it with npm run -s bellwether --, which uses the right Node",
  );
}

const gigabyte = 1e9;
/** A query that spills, and the tables of a day of a large company. */
const comfortable = 5 * gigabyte;
const least = gigabyte / 2;

export function judgeRoom(bytes: number): Verdict {
  const found = `${(bytes / gigabyte).toFixed(1)} GB are free`;
  const todo = "free some space: each run writes every table again, and queries spill to disk";
  if (bytes < least) return fail(found, todo);
  return bytes < comfortable ? warn(found, todo) : ok(found);
}
