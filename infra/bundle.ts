import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import type { CompiledProject } from "../lib/compiled-project.ts";

export const handlers = ["daily-run", "land-source", "detect-drops", "refresh-dashboards"] as const;
export type HandlerName = (typeof handlers)[number];

export interface Bundle {
  /** What is shipped: `index.mjs`, and the project beside it. */
  readonly directory: string;
  /** Of `index.mjs`. */
  readonly bytes: number;
}
export type Bundles = Readonly<Record<HandlerName, Bundle>>;

const root = join(import.meta.dirname, "..");
const megabyte = 1_000_000;

/** A cold start reads and compiles all of it. Landing brings readers of Parquet and of old encodings. */
const mostBytes: Readonly<Record<HandlerName, number>> = {
  "daily-run": 1.5 * megabyte,
  "land-source": 2.5 * megabyte,
  "detect-drops": 1.5 * megabyte,
  "refresh-dashboards": 1.5 * megabyte,
};

/** What only the command and the deployment need, and what stands in for Node in browsers. */
const unwanted: ReadonlySet<string> = new Set([
  ...["@duckdb/node-api", "@duckdb/node-bindings", "dt-sql-parser", "antlr4ng", "antlr4-c3", "yaml"],
  ...["aws-cdk-lib", "constructs", "commander", "ora", "esbuild"],
  ...[
    "assert",
    "browserify-zlib",
    "buffer",
    "crypto-browserify",
    "events",
    "https-browserify",
    "os-browserify",
  ],
  ...["path-browserify", "process", "punycode", "querystring", "readable-stream", "stream-browserify"],
  ...["stream-http", "string_decoder", "timers-browserify", "url", "util", "vm-browserify"],
]);

/** A handler that would start slowly, or that reached what has no place in it. */
export class UnfitBundle extends Error {
  override readonly name = "UnfitBundle";
  readonly handler: string;
  constructor(handler: string, problems: readonly string[]) {
    super(`functions/${handler}.ts does not bundle to what may be shipped:\n${problems.join("\n")}`);
    this.handler = handler;
  }
}

/** One file of modules per handler, each in a folder with the project. The same sources give the same bytes. */
export async function bundleHandlers({
  directory,
  project,
}: {
  readonly directory: string;
  readonly project: CompiledProject;
}): Promise<Bundles> {
  const projectJson = JSON.stringify(project);
  const written = handlers.map(async (handler): Promise<[HandlerName, Bundle]> => {
    const code = await bundleHandler(handler);
    const folder = join(directory, handler);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "index.mjs"), code);
    await writeFile(join(folder, "project.json"), projectJson);
    return [handler, { directory: folder, bytes: Buffer.byteLength(code) }];
  });
  return Object.fromEntries(await Promise.all(written)) as Record<HandlerName, Bundle>;
}

/** The code of one handler with all that it reaches. @throws UnfitBundle */
async function bundleHandler(handler: HandlerName): Promise<string> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, "functions", `${handler}.ts`)],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    // Names stay, so that a stack trace says where it was without a map.
    minifyWhitespace: true,
    minifySyntax: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    legalComments: "none",
    plugins: [zodInEnglish],
    logLevel: "error",
  });
  const code = outputFiles.map(({ text }) => text).join("");
  const shipped = code.includes(dynamicRequire) ? `${requireBanner}${code}` : code;
  const problems = [
    ...packagesOf(Object.keys(metafile.inputs))
      .filter((name) => unwanted.has(name))
      .map((name) => `  ${name} is in it: nothing that the handler imports may reach it`),
    ...(Buffer.byteLength(shipped) <= mostBytes[handler]
      ? []
      : [`  it has ${kilobytes(Buffer.byteLength(shipped))}, ${kilobytes(mostBytes[handler])} at most`]),
  ];
  if (problems.length > 0) throw new UnfitBundle(handler, problems);
  return shipped;
}

/** What esbuild leaves behind where a CommonJS package asks for one of Node's own modules. */
const dynamicRequire = "Dynamic require of";
const requireBanner = `import{createRequire as $createRequire}from"node:module";const require=$createRequire(import.meta.url);\n`;

function packagesOf(files: readonly string[]): readonly string[] {
  const names = files.map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** Zod brings its messages in fifty languages; what a function says is read in one. */
const zodInEnglish: Plugin = {
  name: "zod-in-english",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    }));
  },
};

/** A line per bundle. */
export const sizesOf = (bundles: Bundles): string =>
  handlers.map((handler) => `${handler} ${kilobytes(bundles[handler].bytes)}\n`).join("");

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1_000)} kB`;

if (import.meta.main) {
  for (const handler of handlers)
    process.stdout.write(`${handler} ${kilobytes(Buffer.byteLength(await bundleHandler(handler)))}\n`);
}
