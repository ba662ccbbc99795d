import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { lakeDirectory } from "../local/open-project.ts";
import { headOf, readChain } from "../pipeline/chain.ts";
import { plural } from "../plural.ts";
import { loadConfig } from "../project/load.ts";
import { DirectoryStore } from "../storage/directory-store.ts";
import { examine, type Finding, fail, ok, type Verdict, warn } from "./finding.ts";

/** Looks at a project on this machine. */
export function examineMachine(directory: string): Promise<readonly Finding[]> {
  return examine([
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
    {
      what: "published day",
      look: async () => {
        const chain = await readChain(new DirectoryStore(join(directory, lakeDirectory)));
        const head = headOf(chain);
        if (head === undefined) return warn("none yet", "bellwether land, then bellwether run");
        return ok(`${head.as_of_date}, the latest of ${plural(chain.links.length, "day")}`);
      },
    },
  ]);
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
