import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bundles, bundled, bundleHandlers, handlers, UnfitBundle } from "../../infra/bundle.ts";
import { readCompiled } from "../../lib/pipeline/compiled-folder.ts";
import { compileProject } from "../../lib/project/compile.ts";
import { loadConfig } from "../../lib/project/load.ts";

const root = join(import.meta.dirname, "../..");
/** Below node_modules, so that bundles written here resolve the packages. */
const scratch = join(root, "node_modules/.cache");
const megabyte = 1_000_000;

let folder: string;
beforeAll(async () => {
  await mkdir(scratch, { recursive: true });
  folder = await mkdtemp(join(scratch, "bellwether-bundle-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function bundledText(text: string, most = megabyte): Promise<string> {
  const entry = join(folder, "entry.ts");
  await writeFile(entry, text);
  return bundled(entry, most);
}

describe("the bundled functions", () => {
  let bundles: Bundles;
  beforeAll(async () => {
    const project = await compileProject(await loadConfig(join(root, "examples/northwind-cloud")));
    bundles = await bundleHandlers({ directory: join(folder, "first"), project });
  });

  test("are each one file, next to the compiled project", async () => {
    for (const handler of handlers) {
      const { directory, bytes } = bundles[handler];
      const { config, models, queries } = await readCompiled(join(directory, "project"));

      expect(await readFile(join(directory, "index.mjs"))).toHaveLength(bytes);
      expect(config.company).toBe("Northwind Cloud");
      expect(models.map(({ table }) => table)).toContain("scores");
      expect(queries.open_alerts.sql).toContain("from alert_episodes");
    }
  });

  test("are byte for byte the same when nothing changed, so that nothing is deployed", async () => {
    const again = await bundled(join(root, "functions/detect-drops.ts"), 2 * megabyte);

    expect(await readFile(join(bundles["detect-drops"].directory, "index.mjs"), "utf8")).toBe(again);
  });

  test("are all in English", async () => {
    const code = await readFile(join(bundles["daily-run"].directory, "index.mjs"), "utf8");

    expect(code).toContain("Invalid input: expected");
    expect(code).not.toContain("Ungültige Eingabe");
  });
});

describe("a bundle", () => {
  test("that reaches a forbidden package is refused, and names it", async () => {
    const refused = bundledText('import { parse } from "yaml"; export const handler = () => parse("a: 1");');

    await expect(refused).rejects.toThrow(UnfitBundle);
    await expect(refused).rejects.toThrow("it contains yaml");
  });

  test("that is too large is refused with its size", async () => {
    const long = `export const handler = () => ${JSON.stringify("x".repeat(30_000))};`;

    await expect(bundledText(long, 20_000)).rejects.toThrow("it has 30 kB; at most 20 kB are allowed");
  });

  test("defines require for packages that load Node's own modules with it", async () => {
    await writeFile(join(folder, "old.cjs"), 'exports.separator = require("node:path").sep;');
    const code = await bundledText('import old from "./old.cjs"; export const separator = old.separator;');
    const file = join(folder, "requires.mjs");
    await writeFile(file, code);

    expect(await import(pathToFileURL(file).href)).toHaveProperty("separator", "/");
  });

  test("defines no require without a call of it", async () => {
    expect(await bundledText("export const handler = () => 1;")).not.toContain("createRequire");
  });
});
