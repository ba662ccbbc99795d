import { expect, test } from "vitest";
import { testProject } from "../support/project.ts";
import { csv, shopYaml } from "../support/shop.ts";
import { bellwether } from "./command.ts";

const wrongYaml = shopYaml.replace("mode: full", "mode: upsert").replace("max_loss: 0.5", "max_loss: 0.9");
const header = "id,name,domain,segment,since,left_on,merged_into,updated_at,country";
const alpha = "A,Alpha,alpha.example,Big,2025-01-10,,,,DE";
const beta = "B,Beta,beta.example,Small,2025-06-01,,,,FR";

test("following the command's advice repairs a wrong mapping and a bad export", async () => {
  await using project = await testProject(wrongYaml);
  const { directory } = project;
  const on = async (verb: string, day: string, ...more: readonly string[]) =>
    bellwether(directory, verb, "--date", day, ...more);
  const accounts = async () =>
    JSON.parse(
      (await bellwether(directory, "query", "select account_id from accounts_current order by 1", "--json"))
        .stdout,
    );
  await project.write({ "crm/accounts.csv": csv(header, alpha, beta) });
  await on("land", "2026-03-01");
  await on("run", "2026-03-01");
  await project.write({ "crm/accounts.csv": csv(header, alpha) });
  await on("land", "2026-03-02");
  await on("run", "2026-03-02");
  expect(await accounts()).toHaveLength(2);

  const changed = await project.reopened(wrongYaml.replace("mode: upsert", "mode: full"));
  const warning = "crm.accounts: 2 loads were read under an older mapping (mode was upsert, is full)";
  const advice = `bellwether --project ${directory} land --again crm.accounts`;
  for (const { code, stdout } of [await bellwether(directory, "check"), await on("run", "2026-03-02")]) {
    expect(code).toBe(0);
    expect(stdout).toContain(warning);
    expect(stdout).toContain(advice);
  }
  const again = await on("land", "2026-03-02", "--again", "crm.accounts");
  expect(again.stdout).toContain(
    "the load of 2026-03-01 was read again from raw, because its files are gone",
  );
  expect(again.stdout).toContain("the load of 2026-03-02 was read again from its files: 1 record");
  expect(again.stdout).toContain(
    `To do it now: bellwether --project ${directory} run --date 2026-03-01 --again --config current`,
  );
  expect((await bellwether(directory, "status")).stdout).toContain(
    "2 published days, 2026-03-01 to 2026-03-02, read loads that were retracted since",
  );
  const run = await on("run", "2026-03-02");
  expect(run.stdout).toContain("Rebuilt 2 days, 2026-03-01 to 2026-03-02, without the retracted loads.");
  expect(await accounts()).toEqual([{ account_id: "A" }]);
  expect((await bellwether(directory, "check")).stdout).not.toContain("older mapping");

  const asked = await bellwether(directory, "retract", "crm.accounts");
  expect(asked).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("crm.accounts has 2 loads, and none was retracted"),
  });
  expect(asked.stderr).toMatch(
    /load \w+ of 2026-03-01, 2 records of crm\/accounts.csv\n.*load \w+ of 2026-03-02, 1 record/,
  );
  expect(asked.stderr).toMatch(/To retract all: bellwether .*retract crm.accounts --all/);

  const listed = await bellwether(directory, "retract", "crm.accounts", "--dry-run", "--json");
  const id: string = JSON.parse(listed.stdout).loads.at(-1).load_id;
  const retracted = await bellwether(directory, "retract", "crm.accounts", "--load", id);
  expect(retracted.stdout).toMatch(/load \w+ of 2026-03-02, 1 record of crm\/accounts.csv: retracted/);
  expect(retracted.stdout).toContain(
    "1 published day, 2026-03-02 to 2026-03-02, read loads that were retracted since",
  );
  const twice = await bellwether(directory, "retract", "crm.accounts", "--load", id);
  expect(twice).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("1 load was already retracted"),
  });
  expect(await on("run", "2026-03-02")).toMatchObject({ code: 0 });
  expect(await accounts()).toHaveLength(2);

  expect((await bellwether(directory, "retract", "crm.accounts", "--all")).stdout).toMatch(
    /of 2026-03-01, .*: retracted/,
  );
  expect(await bellwether(directory, "retract", "crn")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("There is no load of crn"),
  });
  expect((await bellwether(directory, "retract", "crm.accounts", "--load", "none")).code).toBe(2);
  expect((await on("land", "2026-03-02", "--again", "crm.nothing")).stderr).toContain("crm has no stream");
  changed.local[Symbol.dispose]();
});
