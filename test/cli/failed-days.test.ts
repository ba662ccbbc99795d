import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testProject } from "../support/project.ts";
import { firstExports, shopYaml } from "../support/shop.ts";
import { bellwether } from "./command.ts";

async function noticesIn(
  directory: string,
  kind = "failed-",
): Promise<readonly { subject: string; body: string }[]> {
  const folder = join(directory, ".bellwether/outbox/operator");
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(kind)).toSorted();
  return Promise.all(files.map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8"))));
}

test("operators hear once of days that fail, and status names them until one is published", async () => {
  await using project = await testProject(shopYaml);
  const { directory } = project;
  const status = async () => (await bellwether(directory, "status")).stdout;
  const run = (date: string) => bellwether(directory, "run", "--date", date);

  expect((await run("2026-02-28")).stderr).toContain(
    "2026-02-28 is not published, because these audits failed",
  );
  expect(await status()).toMatch(
    /^Nothing is published yet.\n2026-02-28 failed at 2\S+Z: 2026-02-28 is not published, because these audits failed:\n {2}some_account_is_scored: .*\nTo run it again: bellwether .*run --date 2026-02-28\n/,
  );
  expect(await noticesIn(directory)).toMatchObject([{ subject: "Bellwether: the run of 2026-02-28 failed" }]);

  await writeFile(join(directory, "bellwether.yaml"), shopYaml.replace("currency: EUR", "curency: EUR"));
  expect((await run("2026-03-01")).code).toBe(2);
  await writeFile(join(directory, "bellwether.yaml"), shopYaml);
  expect(await status()).toMatch(
    /2026-02-28 failed[\s\S]*2026-03-01 failed at \S+: .*bellwether.yaml[\s\S]*curency/,
  );
  expect(await noticesIn(directory)).toHaveLength(1);

  await project.write(firstExports);
  await project.land("2026-03-01");
  expect((await run("2026-03-01")).code).toBe(0);
  expect(await status()).not.toContain("failed");

  await project.write({
    "crm/accounts.csv": "id,name,domain,segment,since,left_on,merged_into,updated_at,country\n",
  });
  await project.land("2026-03-02");
  expect((await run("2026-03-02")).stderr).toContain("full_snapshots_lose_little");
  expect(await status()).toMatch(/Published up to 2026-03-01[\s\S]*2026-03-02 failed at/);
  const { failed } = JSON.parse((await bellwether(directory, "status", "--json")).stdout);
  expect(failed).toMatchObject([{ as_of_date: "2026-03-02", error: "AuditsFailed" }]);
  const notices = await noticesIn(directory);
  expect(notices).toHaveLength(2);
  expect(notices.at(-1)?.body).toContain("Readers see the day 2026-03-01.");
  expect(notices.at(-1)?.body).toContain("AuditsFailed: 2026-03-02 is not published");
});

test("a day that another run builds, or that is already behind, did not fail", async () => {
  await using project = await testProject(shopYaml);
  const { directory } = project;
  await project.write(firstExports);
  await project.day("2026-03-01");
  const behind = await bellwether(directory, "run", "--date", "2026-02-01");
  expect(behind.stderr).toContain("2026-02-01 is before 2026-03-01");
  const { failed, unfinished } = JSON.parse((await bellwether(directory, "status", "--json")).stdout);
  expect({ failed, unfinished }).toEqual({ failed: [], unfinished: null });
  expect(await noticesIn(directory)).toEqual([]);
});

test("operators hear once of a file that does not land, and status names it until it does", async () => {
  await using project = await testProject(shopYaml);
  const { directory } = project;
  const landings = () => noticesIn(directory, "landing-");
  await project.write(firstExports);
  await project.day("2026-03-01");
  expect(await landings()).toEqual([]);

  const accounts = firstExports["crm/accounts.csv"] ?? "";
  await project.write({ "crm/accounts.csv": accounts.replace("id,", "number,") });
  for (const date of ["2026-03-02", "2026-03-03"]) {
    expect((await bellwether(directory, "land", "--date", date)).code).toBe(1);
    expect((await bellwether(directory, "run", "--date", date)).code).toBe(0);
  }
  const status = async () => (await bellwether(directory, "status")).stdout;
  expect(await status()).toMatch(
    /crm\.accounts does not land since \S+: crm\/accounts\.csv: the mapped column id is not in the file[\s\S]*bellwether .*land crm/,
  );
  const [notice, ...others] = await landings();
  expect(others).toEqual([]);
  expect(notice?.subject).toBe("Bellwether: files of crm do not land");
  expect(notice?.body).toContain("the mapped column id is not in the file");

  await project.write({ "crm/accounts.csv": accounts });
  expect((await bellwether(directory, "land", "--date", "2026-03-04")).code).toBe(0);
  expect(await status()).not.toContain("does not land");
});
