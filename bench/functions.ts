import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs, promisify } from "node:util";
import { bundleHandlers, handlers } from "../infra/bundle.ts";
import { compileProject } from "../lib/project/compile.ts";
import { loadConfig } from "../lib/project/load.ts";
import { circumstances } from "./machine.ts";
import { writeFigures } from "./page.ts";
import { Report } from "./report.ts";
import { median } from "./statistics.ts";
import { countedTurns, takeTurns, whyLoaded } from "./turns.ts";

/**
 * What a cold start of each function reads, and the CPU it takes up to where the handler could be called:
 *   npm run bench:functions
 */
const { values } = parseArgs({
  options: {
    project: { type: "string", default: join(import.meta.dirname, "../examples/northwind-cloud") },
    starts: { type: "string", default: "9" },
    "no-bars": { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});

/** Landing includes a reader for every export format. */
const mostMegabytes = (handler: string): number => (handler === "land-source" ? 2 : 1.5);
const mostMilliseconds = 300;

const stage = {
  ...{ name: "bench", region: "us-east-1", lakeBucket: "lake", inboxBucket: "inbox", workgroup: "bench" },
  ...{ publishedDatabase: "bench", buildDatabasePrefix: "bench_build_", refreshFunction: "refresh" },
  ...{
    alertsTopicArn: "arn:aws:sns:us-east-1:0:alerts",
    operatorsTopicArn: "arn:aws:sns:us-east-1:0:operators",
  },
  landFunctions: {},
};

const execute = promisify(execFile);
const report = new Report();
report.note(await circumstances());
const directory = await mkdtemp(join(tmpdir(), "bellwether-functions-"));
try {
  const project = await compileProject(await loadConfig(values.project));
  const bundles = await bundleHandlers({ directory, project });
  const turns = await takeTurns(
    Number(values.starts),
    handlers.map((handler) => () => coldStart(join(bundles[handler].directory, "index.mjs"))),
  );
  const notJudged = whyLoaded(turns);
  for (const [index, handler] of handlers.entries()) {
    const starts = countedTurns(turns).map(({ results }) => results[index] ?? Number.NaN);
    report.bar({
      ...{ name: `${handler}: bundle`, unit: "MB", figure: bundles[handler].bytes / 1_000_000 },
      limit: { atMost: mostMegabytes(handler) },
    });
    report.bar({
      ...{ name: `${handler}: CPU to initialise`, unit: "ms", figure: median(starts) },
      ...{ limit: { atMost: mostMilliseconds }, notJudged },
    });
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
process.stdout.write(`${report}\n`);
if (values.write) await writeFigures("functions", `${report}`);
if (!values["no-bars"] && report.missed.length > 0) process.exitCode = 1;

/** CPU milliseconds until a handler is loaded, in a process of its own that has started. */
async function coldStart(file: string): Promise<number> {
  const script = `const before = process.cpuUsage();
    const { handler } = await import(${JSON.stringify(pathToFileURL(file).href)});
    if (typeof handler !== "function") throw new Error("there is no handler");
    const { user, system } = process.cpuUsage(before);
    process.stdout.write(String((user + system) / 1000));
    process.exit();`;
  const { stdout } = await execute(process.execPath, ["--input-type=module", "--eval", script], {
    // As on Lambda, nothing is precompiled.
    env: {
      ...{ PATH: process.env.PATH, AWS_REGION: "us-east-1", AWS_LAMBDA_FUNCTION_NAME: "bench" },
      BELLWETHER_STAGE: JSON.stringify(stage),
    },
  });
  return Number(stdout);
}
