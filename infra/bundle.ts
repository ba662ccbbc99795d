import { mkdir, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { build, type Plugin } from "esbuild";
import { writeCompiled } from "../lib/pipeline/compiled-folder.ts";
import type { CompiledProject } from "../lib/pipeline/compiled-project.ts";

export const handlers = ["daily-run", "land-source", "detect-drops", "refresh-dashboards"] as const;
export type HandlerName = (typeof handlers)[number];

export interface Bundle {
  /** The files of a bundle: `index.mjs`, and the compiled project beside it. */
  readonly directory: string;
  /** Of `index.mjs`. */
  readonly bytes: number;
}
export type Bundles = Readonly<Record<HandlerName, Bundle>>;

const root = join(import.meta.dirname, "..");
const megabyte = 1_000_000;

/**
 * A cold start reads and compiles the whole bundle. Landing includes readers for Parquet and legacy
 * encodings.
 */
const mostBytes: Readonly<Record<HandlerName, number>> = {
  "daily-run": 1.5 * megabyte,
  "land-source": 2.5 * megabyte,
  "detect-drops": 1.5 * megabyte,
  "refresh-dashboards": 1.5 * megabyte,
};

/** Modules that only the command and the deployment need, and browser replacements for Node's modules. */
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

/** A bundle that is too large, or that contains a forbidden module. */
export class UnfitBundle extends Error {
  override readonly name = "UnfitBundle";
  readonly entryPoint: string;
  readonly problems: readonly string[];
  constructor(entryPoint: string, problems: readonly string[]) {
    super(`${entryPoint} has a bundle that must not be shipped:\n  ${problems.join("\n  ")}`);
    this.entryPoint = entryPoint;
    this.problems = problems;
  }
}

/** One bundled file per handler, each beside the compiled project. The same sources always give the same bytes. */
export async function bundleHandlers({
  directory,
  project,
}: {
  readonly directory: string;
  readonly project: CompiledProject;
}): Promise<Bundles> {
  const written = handlers.map(async (handler): Promise<[HandlerName, Bundle]> => {
    const code = await bundleHandler(handler);
    const folder = join(directory, handler);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "index.mjs"), code);
    await writeCompiled(join(folder, "project"), project);
    return [handler, { directory: folder, bytes: Buffer.byteLength(code) }];
  });
  return Object.fromEntries(await Promise.all(written)) as Record<HandlerName, Bundle>;
}

const bundleHandler = (handler: HandlerName): Promise<string> =>
  bundled(join(root, "functions", `${handler}${extname(import.meta.filename)}`), mostBytes[handler]);

/** The code of a file with all that it reaches. @throws UnfitBundle */
export async function bundled(entryPoint: string, most: number): Promise<string> {
  const { outputFiles, metafile } = await build({
    entryPoints: [entryPoint],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    // Keeps function names, so that stack traces are readable without a source map, which a cold start would
    // have to load.
    keepNames: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    legalComments: "none",
    plugins: [zodInEnglish],
    logLevel: "error",
  });
  const text = outputFiles.map((file) => file.text).join("");
  const code = text.includes(dynamicRequire) ? `${requireBanner}${text}` : text;
  const bytes = Buffer.byteLength(code);
  const problems = packagesOf(Object.keys(metafile.inputs))
    .filter((name) => unwanted.has(name))
    .map((name) => `it contains ${name}, which none of its imports may reach`);
  if (bytes > most) problems.push(`it has ${kilobytes(bytes)}; at most ${kilobytes(most)} are allowed`);
  if (problems.length > 0) throw new UnfitBundle(entryPoint, problems);
  return code;
}

/** The code that esbuild leaves where a CommonJS package requires one of Node's own modules. */
const dynamicRequire = "Dynamic require of";
const requireBanner = `import{createRequire as $createRequire}from"node:module";const require=$createRequire(import.meta.url);\n`;

function packagesOf(files: readonly string[]): readonly string[] {
  const names = files.map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** Zod ships messages in fifty languages; functions need one. */
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
