import { execFile } from "node:child_process";
import { mkdir, mkdtempDisposable, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { otherConfig } from "../../cli/other-config.ts";
import { verbNames } from "../../cli/verb-names.ts";
import { commentMark } from "../../lib/comparison/markdown.ts";
import { testProject } from "../support/project.ts";
import { firstExports, shopYaml } from "../support/shop.ts";
import { bellwether } from "./command.ts";

const run = promisify(execFile);

test("the present config, a commit's and a file's are compared with the published day", async () => {
  await using project = await testProject(shopYaml);
  const { directory } = project;
  const git = (...args: readonly string[]) =>
    run("git", ["-C", directory, "-c", "user.email=a@example.com", "-c", "user.name=a", ...args]);
  await project.day("2026-03-01", firstExports);
  await git("init", "-q");
  await git("add", "bellwether.yaml");
  await git("commit", "-qm", "first");
  const config = join(directory, "bellwether.yaml");
  await writeFile(config, shopYaml.replace("weight: 20", "weight: 70"));

  const now = await bellwether(directory, "diff");
  expect(now).toMatchObject({ code: 0 });
  expect(now.stdout).toMatch(/^2026-03-01, 3 scored accounts: the scores of \d differ\.\n[\s\S]*CHANGES\n/);
  const committed = await bellwether(directory, "diff", "HEAD", "--exit-code");
  expect(committed).toMatchObject({
    ...{ code: 0, stdout: "2026-03-01, 3 scored accounts: no score, band or alert differs.\n" },
  });
  expect((await bellwether(directory, "diff", config, "--exit-code")).code).toBe(1);
  const markdown = await bellwether(directory, "diff", directory, "--format", "markdown");
  expect(markdown.stdout).toMatch(/^<!-- bellwether diff -->\n### Scores under the changed config\n/);
  expect(JSON.parse((await bellwether(directory, "diff", "--json")).stdout)).toMatchObject({
    as_of_date: "2026-03-01",
  });

  for (const [named, problem] of [
    ["no-such-branch", "is neither a folder, nor a bellwether.yaml, nor a commit"],
    ["--date=2026-02-01", "2026-02-01 is not published; the newest day is 2026-03-01"],
    ["--output=/tmp/x", "unknown option"],
  ] as const) {
    const refused = await bellwether(directory, "diff", named);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(problem);
  }
  await writeFile(config, shopYaml.replace("currency: EUR", "curency: EUR"));
  expect((await bellwether(directory, "diff", "HEAD")).code).toBe(2);
});

test("a commit is read with names of any letters, of a project below the top that a link names", async () => {
  await using place = await mkdtempDisposable(join(tmpdir(), "bellwether-link-"));
  const top = join(place.path, "top");
  const project = join(top, "health");
  await mkdir(join(project, "measures", "größe"), { recursive: true });
  await writeFile(join(project, "bellwether.yaml"), "company: Übung\n");
  await writeFile(join(project, "measures", "größe", "Zahl 1.sql"), "select 1\n");
  const git = (...args: readonly string[]) =>
    run("git", ["-C", top, "-c", "user.email=a@example.com", "-c", "user.name=a", ...args]);
  await git("init", "-q");
  await git("add", ".");
  await git("commit", "-qm", "first");
  await rm(join(project, "measures"), { recursive: true });
  await symlink(top, join(place.path, "link"));
  let directory: string;
  {
    await using other = await otherConfig("HEAD", join(place.path, "link", "health"));
    directory = other.directory;
    expect(await readFile(join(directory, "bellwether.yaml"), "utf8")).toBe("company: Übung\n");
    expect(await readFile(join(directory, "measures", "größe", "Zahl 1.sql"), "utf8")).toBe("select 1\n");
  }
  await expect(stat(directory)).rejects.toThrow("ENOENT");
  await expect(readFile(join(project, "measures", "größe", "Zahl 1.sql"))).rejects.toThrow("ENOENT");
});

const workflow = join(import.meta.dirname, "../../examples/workflows/scorecard-review.yml");

test("the workflow for pull requests is YAML, has few rights, and calls commands that exist", async () => {
  const text = await readFile(workflow, "utf8");
  const { on, permissions, jobs } = parse(text);
  expect(Object.keys(on)).toEqual(["pull_request"]);
  expect(permissions).toEqual({ contents: "read", "id-token": "write", "pull-requests": "write" });
  const steps: readonly { readonly uses?: string; readonly run?: string }[] = Object.values<{
    readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
  }>(jobs).flatMap((job) => job.steps);
  for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/);
  const verbs = steps.flatMap(({ run: script = "" }) =>
    [...script.matchAll(/bellwether (?:--\S+ \S+ )*(\w+)/g)].map(([, verb]) => verb),
  );
  expect(text).toContain(`startswith("${commentMark}")`);
  for (const { run: script } of steps)
    if (script !== undefined) await run("bash", ["-n", "-c", script.replaceAll(/\$\{\{.*?\}\}/g, "x")]);
  expect(verbs).toContain("diff");
  for (const verb of verbs) expect(verbNames).toContain(verb);
});
