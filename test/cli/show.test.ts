import { execFileSync } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestProject, testProject } from "../support/project.ts";
import { laterExports, shopYaml } from "../support/shop.ts";
import { shopAfter } from "../support/shop-days.ts";
import { bellwether } from "./command.ts";

let project: TestProject;
let directory: string;
const [second = ""] = Object.keys(laterExports);
beforeAll(async () => {
  project = await shopAfter(second);
  directory = project.directory;
}, 120_000);
afterAll(() => project[Symbol.asyncDispose]());

test("show prints a model as it runs on a day, with the dates that it reads", async () => {
  const { code, stdout } = await bellwether(directory, "show", "scores", "--date", second);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^-- Grain: /);
  expect(stdout).toContain(`where as_of_date = date '${second}'`);
  expect(stdout).toContain("where as_of_date = date '2026-03-01'");
  expect(stdout).not.toContain("{{");
});

test("show --tables prints SQL that plain DuckDB runs, and it returns the published rows", async () => {
  const { stdout } = await bellwether(directory, "show", "scores", "--tables", "--date", second);
  const published = await project.query(
    `select count(*) as n from scores where as_of_date = date '${second}'`,
  );
  const duckDb = await DuckDBInstance.create();
  const connection = await duckDb.connect();
  for (const view of stdout.split(";\n\n").slice(0, -1)) await connection.run(view);
  const reader = await connection.runAndReadAll(stdout.split(";\n\n").at(-1) ?? "");
  expect(reader.currentRowCount).toBe(Number(published[0]?.n));
  expect(reader.currentRowCount).toBeGreaterThan(0);
  connection.closeSync();
});

test("show suggests the models closest to an unknown name", async () => {
  const { code, stderr } = await bellwether(directory, "show", "score");
  expect(code).toBe(2);
  expect(stderr).toMatch(/there is no model, audit or query score\. Did you mean .*scores/);
});

test("show --diff compares the SQL with that of a folder and of a commit", async () => {
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", directory, "-c", "user.name=a", "-c", "user.email=a@b.c", ...args]);
  git("init", "--quiet");
  git("add", "bellwether.yaml");
  git("commit", "--quiet", "-m", "first");
  const before = await readFile(join(directory, "bellwether.yaml"), "utf8");
  const folder = join(directory, "compiled-before");
  expect((await bellwether(directory, "compile", "--out", folder)).stdout).toMatch(
    /^Compiled version \w{12} to /,
  );
  await writeFile(
    join(directory, "bellwether.yaml"),
    before.replace("band = 'red'", "band = 'red' or score < 12"),
  );
  for (const other of ["HEAD", folder]) {
    const { stdout } = await bellwether(directory, "show", "rule_states", "--diff", other);
    expect(stdout).toMatch(/^-.*band = 'red'/m);
    expect(stdout).toMatch(/^\+.*band = 'red' or score < 12/m);
    const same = await bellwether(directory, "show", "scores", "--diff", other);
    expect(same.stdout).toBe(`scores is the same in ${other}.\n`);
  }
  const { code, stderr } = await bellwether(directory, "show", "scores", "--diff", "nothing-like-it");
  expect(code).toBe(1);
  expect(stderr).toContain(
    "nothing-like-it is neither a folder with bellwether.yaml or project.json, nor a git ref",
  );
  await writeFile(join(directory, "bellwether.yaml"), before);
});

test("query --build reads the internal tables of any run that is kept", async () => {
  const of = (...more: readonly string[]) =>
    bellwether(
      directory,
      "query",
      "--json",
      "--build",
      ...more,
      "select distinct as_of_date from accounts_records",
    );
  expect(JSON.parse((await of()).stdout)).toEqual([{ as_of_date: second }]);
  expect(JSON.parse((await of("--date", "2026-03-01")).stdout)).toEqual([{ as_of_date: "2026-03-01" }]);
  expect(await of("--date", "2026-02-01")).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('"message": "2026-02-01 is not published"'),
  });
  const without = await bellwether(directory, "query", "select * from accounts_records");
  expect(without.code).toBe(1);
});

test("a run of the compiled folder publishes the same tables as a run of the config", async () => {
  const folder = join(directory, "compiled");
  expect((await bellwether(directory, "compile", "--json")).code).toBe(0);
  await using other = await testProject(shopYaml);
  await cp(join(directory, ".bellwether"), join(other.directory, ".bellwether"), { recursive: true });
  const third = "2026-03-20";
  for (const [at, ...more] of [[directory], [other.directory, "--compiled", folder]] as const)
    expect((await bellwether(at ?? "", "run", "--date", third, ...more)).code).toBe(0);
  const rowsIn = async ({ query }: TestProject) =>
    query(`select * from measure_scores where as_of_date = date '${third}' order by all`);
  expect(await rowsIn(other)).toEqual(await rowsIn(project));
  expect(await rowsIn(other)).not.toEqual([]);
});
