import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { firstExports, shopYaml } from "../support/shop.ts";

const root = join(import.meta.dirname, "../..");
let directory: string;

/** Runs a command of the folder into which the package is installed; returns its output. */
const run = (command: string, ...args: readonly string[]): string =>
  execFileSync(command, args, {
    cwd: directory,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PATH: [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter) },
  });

/** Packs the package and installs it elsewhere, as npm would, with the packages of this checkout as dependencies. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "bellwether-installed-"));
  execFileSync("npm", ["pack", "--silent", "--pack-destination", directory], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, PATH: [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter) },
  });
  const [packed = ""] = (await readdir(directory)).filter((file) => file.endsWith(".tgz"));
  const modules = join(directory, "node_modules");
  await mkdir(join(modules, ".bin"), { recursive: true });
  run("tar", "xzf", packed);
  run("mv", "package", join(modules, "bellwether"));
  for (const name of await readdir(join(root, "node_modules")))
    if (!name.startsWith(".")) await symlink(join(root, "node_modules", name), join(modules, name));
  await symlink("../bellwether/dist/cli/bellwether.js", join(modules, ".bin/bellwether"));
  run("chmod", "+x", join(modules, "bellwether/dist/cli/bellwether.js"));
}, 180_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

test("an installed package has a command that lists its verbs", () => {
  expect(run("npx", "--no-install", "bellwether", "--help")).toMatch(/^Usage: bellwether .*compile.*show/s);
});

test("an installed package takes a project from exports to a published day", async () => {
  await writeFile(join(directory, "bellwether.yaml"), shopYaml);
  for (const [file, text] of Object.entries(firstExports)) {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), text);
  }
  const bellwether = (...args: readonly string[]) => run("npx", "--no-install", "bellwether", ...args);
  expect(bellwether("check")).toContain("is valid");
  bellwether("land", "--date", "2026-03-01");
  expect(bellwether("run", "--date", "2026-03-01")).toContain("2026-03-01 is published");
  expect(JSON.parse(bellwether("query", "--json", "select count(*) as n from scores"))).toEqual([{ n: 3 }]);
}, 120_000);

test("the package holds what an installed package needs, and no more", async () => {
  const files = await readdir(join(directory, "node_modules/bellwether"), { recursive: true });
  expect(files).toContain("dist/sql/12-scores/scores.sql");
  expect(files).toContain("dist/lib/models/free-mail-domains.txt");
  expect(files.filter((file) => /^(?:test|bench|sql|lib)\//.test(file))).toEqual([]);
});
