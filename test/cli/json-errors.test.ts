import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testProject } from "../support/project.ts";
import { shopYaml } from "../support/shop.ts";
import { bellwether } from "./command.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "bellwether-errors-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test.each([
  [["fly"], "unknown command 'fly'"],
  [["run", "--date", "31.3.2026"], "expected a date as YYYY-MM-DD"],
  [["run", "--config", "current"], "--config current requires --again."],
])("wrong usage with --json is one document: %j", async (args, message) => {
  const { code, stdout, stderr } = await bellwether(directory, "--json", ...args);
  expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
  expect(JSON.parse(stdout)).toEqual({
    error: { name: "WrongUsage", message: expect.stringContaining(message) },
  });
});

test("an error with --json carries its data, and a command that can be pasted", async () => {
  const { code, stdout, stderr } = await bellwether(directory, "check", "--json");
  expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
  expect(JSON.parse(stdout)).toEqual({
    error: {
      ...{ name: "NoProject", directory },
      message: expect.stringContaining(`bellwether --project ${directory} init writes one`),
    },
  });
});

test("mistakes in the config are listed with their places, and a failed query exits with 1", async () => {
  await using project = await testProject(shopYaml);
  const failed = await bellwether(project.directory, "query", "select from", "--json");
  expect(failed.code).toBe(1);
  expect(JSON.parse(failed.stdout).error).toMatchObject({ name: "QueryFailed" });
  await project.write({ "bellwether.yaml": shopYaml.replace("mode: full", "mode: ful") });
  const { stdout } = await bellwether(project.directory, "check", "--json");
  expect(JSON.parse(stdout).error).toMatchObject({
    name: "RejectedConfig",
    problems: [{ file: "bellwether.yaml", line: 11, nearest: "full" }],
  });
});

test("streams that do not land are in the result, which stays the only document", async () => {
  await using project = await testProject(shopYaml);
  await project.write({ "crm/accounts.csv": "id,nome\nA,Alpha\n" });
  const { code, stdout, stderr } = await bellwether(project.directory, "land", "--json");
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toContainEqual(
    expect.objectContaining({ stream: "accounts", status: "failed", error: expect.stringContaining("nome") }),
  );
  expect(stderr).not.toContain("did not land");
});
