import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  compiledFiles,
  NotACompiledFolder,
  readCompiled,
  writeCompiled,
} from "../../lib/pipeline/compiled-folder.ts";
import { compileProject } from "../../lib/project/compile.ts";
import { loadConfig } from "../../lib/project/load.ts";

const examples = ["northwind-cloud", "online-shop", "subscription-churn"] as const;
const projectOf = async (example: string) =>
  compileProject(await loadConfig(join(import.meta.dirname, "../../examples", example)));

/** Generated SQL that is the same for every example has one golden file. */
const [first, ...others] = await Promise.all(
  examples.map(async (example) => new Set((await projectOf(example)).models.map(({ sql }) => sql))),
);
const alike = new Set([...(first ?? [])].filter((sql) => others.every((texts) => texts.has(sql))));

const root = await mkdtemp(join(tmpdir(), "bellwether-compiled-"));
afterAll(() => rm(root, { recursive: true }));

describe.each(examples)("%s", (example) => {
  test("is the same project when it is read from its compiled folder", async () => {
    const project = await projectOf(example);
    const folder = join(root, example);
    await writeCompiled(folder, project);
    // Undefined values are not written to a file.
    expect(await readCompiled(folder)).toEqual(JSON.parse(JSON.stringify(project)));
  });

  test("generates the SQL of its golden files", async () => {
    const { models } = await projectOf(example);
    const generated = models.filter(({ origin }) => !origin.startsWith("sql/"));
    expect(generated.length).toBeGreaterThan(20);
    for (const { stage, table, sql } of generated)
      await expect(sql).toMatchFileSnapshot(
        join(
          import.meta.dirname,
          "golden",
          alike.has(sql) ? "every-example" : example,
          `${stage.number}-${stage.name}`,
          `${table}.sql`,
        ),
      );
  });
});

test("every model, audit, query and input table has its file, and a run needs nothing else", async () => {
  const project = await projectOf("online-shop");
  const paths = [...compiledFiles(project).keys()];
  for (const path of [
    "project.json",
    "inputs/scorecards.ndjson",
    "12-scores/scores.sql",
    "audits/grain_is_unique.sql",
    "queries/open_alerts.sql",
  ])
    expect(paths).toContain(path);
  const { inputs, models, audits, queries } = project;
  expect(paths).toHaveLength(1 + inputs.length + models.length + audits.length + Object.keys(queries).length);
  expect(paths.filter((path) => path.startsWith("2-staged/")).length).toBeGreaterThan(10);
});

test("a folder that compile has not written is refused by name, and never emptied", async () => {
  const folder = join(root, "own");
  await mkdir(join(folder, "inputs"), { recursive: true });
  await expect(readCompiled(folder)).rejects.toThrow(`${folder} is not a compiled project`);
  await expect(writeCompiled(folder, await projectOf("online-shop"))).rejects.toThrow(NotACompiledFolder);
  expect(await readdir(folder)).toEqual(["inputs"]);
});

const damages: readonly {
  readonly file: string;
  readonly text: string | undefined;
  readonly problem: string;
}[] = [
  { file: "project.json", text: "{", problem: "project.json: SyntaxError" },
  {
    file: "project.json",
    text: '{"config_version": "1", "config": {"currency": "EUR"}}',
    problem: "project.json: ✖ needs currency, sources, routes, retention, schedule",
  },
  { file: "inputs/streams.ndjson", text: undefined, problem: "inputs/streams.ndjson cannot be read" },
  {
    file: "audits/grain_is_unique.sql",
    text: undefined,
    problem: "audits/grain_is_unique.sql cannot be read",
  },
  {
    file: "queries/open_alerts.sql",
    text: undefined,
    problem: "is not a compiled project of this version: queries/open_alerts.sql cannot be read",
  },
  {
    file: "16-portfolio/cohort_retention.sql",
    text: undefined,
    problem: "16-portfolio/cohort_retention.sql cannot be read",
  },
  {
    file: "inputs/key_features.ndjson",
    text: '{"feature": "exports"}\n{"name": "reports"}\n',
    problem: "inputs/key_features.ndjson: Error: line 2 has name, which is not a column",
  },
  {
    file: "inputs/key_features.ndjson",
    text: "{}\n",
    problem: "inputs/key_features.ndjson: Error: line 1 lacks feature",
  },
];
test.each(damages)("a folder with a damaged $file is not run: $problem", async ({ file, text, problem }) => {
  const folder = await mkdtemp(join(root, "damaged-"));
  await writeCompiled(folder, await projectOf("online-shop"));
  if (text === undefined) await rm(join(folder, file));
  else await writeFile(join(folder, file), text);
  await expect(readCompiled(folder)).rejects.toThrow(problem);
});

test("compiling again leaves no model of an earlier project, and never empties another folder", async () => {
  const project = await projectOf("online-shop");
  const folder = join(root, "again");
  await writeCompiled(folder, project);
  await writeFile(join(folder, "12-scores", "old.sql"), "select 1");
  await writeCompiled(folder, project);
  expect(await readdir(join(folder, "12-scores"))).toEqual([
    "lens_component_scores.sql",
    "lens_scores.sql",
    "score_steps.sql",
    "scores.sql",
  ]);
  await writeFile(join(folder, "notes.txt"), "mine");
  await expect(writeCompiled(folder, project)).rejects.toThrow(NotACompiledFolder);
  expect(await readdir(folder)).toContain("notes.txt");
});
