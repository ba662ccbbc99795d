import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs, promisify } from "node:util";
import { bundleHandlers, handlers } from "../infra/bundle.ts";
import { compileProject } from "../lib/project/compile.ts";
import { loadConfig } from "../lib/project/load.ts";
import { Report } from "./report.ts";

/**
 * What a cold start of each function reads and how long it takes, up to where the handler could be called:
 *   npm run bench:functions
 */
const { values } = parseArgs({
  options: {
    project: { type: "string", default: join(import.meta.dirname, "../examples/northwind-cloud") },
    starts: { type: "string", default: "9" },
    "no-bars": { type: "boolean", default: false },
  },
});

/** Handlers without connectors; landing includes a reader for every export format. */
const mostMegabytes = 1.5;
const mostMilliseconds = 300;
const withConnectors: ReadonlySet<string> = new Set(["land-source"]);

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
const directory = await mkdtemp(join(tmpdir(), "bellwether-functions-"));
try {
  const project = await compileProject(await loadConfig(values.project));
  const bundles = await bundleHandlers({ directory, project });
  for (const handler of handlers) {
    const bundle = bundles[handler];
    const starts: number[] = [];
    for (let start = 0; start < Number(values.starts); start += 1)
      starts.push(await coldStart(join(bundle.directory, "index.mjs")));
    const median = starts.toSorted((a, b) => a - b)[Math.floor(starts.length / 2)] ?? Number.NaN;
    const megabytes = bundle.bytes / 1_000_000;
    if (withConnectors.has(handler)) report.measure(`${handler}: bundle`, megabytes, "MB");
    else report.bar({ name: `${handler}: bundle, MB`, ratio: megabytes, atMost: mostMegabytes });
    if (withConnectors.has(handler)) report.measure(`${handler}: initialised in`, median, "ms");
    else report.bar({ name: `${handler}: initialised in, ms`, ratio: median, atMost: mostMilliseconds });
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
report.print({ areBarsJudged: values["no-bars"] === false });

/** Milliseconds from process start to a loaded handler, in its own process. */
async function coldStart(file: string): Promise<number> {
  const script = `const before = performance.now();
    const { handler } = await import(${JSON.stringify(pathToFileURL(file).href)});
    if (typeof handler !== "function") throw new Error("there is no handler");
    process.stdout.write(String(performance.now() - before));
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
