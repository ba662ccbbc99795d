import { expect, test } from "vitest";
import { testProject } from "../support/project.ts";
import { firstExports, shopYaml } from "../support/shop.ts";
import { bellwether } from "./command.ts";

test("a review names what matches nothing, and says that few accounts tell little", async () => {
  await using project = await testProject(shopYaml.replace("segment = 'Big'", "segment = 'Huge'"));
  const { directory } = project;
  expect((await bellwether(directory, "lint")).stderr).toContain("nothing is published yet");
  await project.day("2026-03-01", firstExports);
  const { code, stdout } = await bellwether(directory, "lint");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^2026-03-01, 3 scored accounts: \d findings\.\n/);
  expect(stdout).toMatch(
    /matches-nothing {2}routes\.big-accounts\n {2}No account is on the route big-accounts\.\n/,
  );
  expect(stdout).toContain("Fewer than 20 accounts are on standard: too few to judge");
  for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  expect((await bellwether(directory, "lint", "--strict")).code).toBe(1);
  const { findings, too_few } = JSON.parse((await bellwether(directory, "lint", "--json")).stdout);
  expect(too_few).toEqual(["standard"]);
  expect(findings).toContainEqual(
    expect.objectContaining({ kind: "matches-nothing", path: "routes.big-accounts" }),
  );
  expect((await bellwether(directory, "lint", "--date", "2026-02-01")).code).toBe(2);
});
