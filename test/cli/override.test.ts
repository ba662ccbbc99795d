import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { addDays, dateOf } from "../../lib/dates.ts";
import { testProject } from "../support/project.ts";
import { firstExports, shopYaml } from "../support/shop.ts";
import { bellwether } from "./command.ts";

const withOverrides = shopYaml.replace("scorecards:\n", "overrides: overrides.csv\nscorecards:\n");

test("a score that is set by hand lands, counts, is explained, and ends when it is withdrawn", async () => {
  await using project = await testProject(withOverrides);
  const { directory } = project;
  const today = dateOf(new Date());
  await project.day(today, firstExports);
  const set = (...args: readonly string[]) => bellwether(directory, "override", ...args);
  const until = ["--expires-on", addDays(today, 30)];
  const given = await set(
    "alpha",
    "--score",
    "12",
    "--reason",
    'said "no, thanks"',
    "--author",
    "ada",
    ...until,
  );
  expect(given).toMatchObject({ code: 0, stderr: "" });
  expect(given.stdout).toMatch(/^Alpha \(A\): 12\.0 instead of \d+\.\d, until \d+ \w+\.\n[\s\S]*Next: /);
  expect(await readFile(join(directory, "overrides.csv"), "utf8")).toMatch(
    /^account_id,set_at,score,reason,author,expires_on,is_withdrawn\nA,\S+Z,12,"said ""no, thanks""",ada,[\d-]+,false\n$/,
  );
  const next = async (days: number) => {
    const date = addDays(today, days);
    expect((await bellwether(directory, "land", "--date", date)).code).toBe(0);
    expect((await bellwether(directory, "run", "--date", date)).code).toBe(0);
    const [row] = await project.query(
      `select score, computed_score, band, override_author, override_reason from scores where as_of_date = date '${date}' and account_id = 'A'`,
    );
    return row;
  };
  expect(await next(1)).toMatchObject({
    ...{ score: 12, band: "red", override_author: "ada", override_reason: 'said "no, thanks"' },
  });
  const changes = `select cause, points from score_changes where horizon_days = 0 and account_id = 'A' and cause = 'override'`;
  const [change] = await project.query(changes);
  expect(Number(change?.points)).toBeLessThan(-1);

  expect((await set("A", "--withdraw", "--reason", "renewed after all", "--author", "bo")).code).toBe(0);
  const after = await next(2);
  expect(after).toMatchObject({ override_author: null });
  expect(after?.score).toBe(after?.computed_score);
  expect((await bellwether(directory, "check")).code).toBe(0);
});

test("an override that could not count is refused", async () => {
  await using project = await testProject(withOverrides);
  const { directory } = project;
  const today = dateOf(new Date());
  await project.day(today, firstExports);
  const refused = async (...args: readonly string[]) => {
    const { code, stderr } = await bellwether(directory, "override", ...args, "--author", "ada");
    expect(code).toBe(2);
    return stderr;
  };
  const reason = ["--reason", "r"];
  const until = (days: number) => ["--expires-on", addDays(today, days)];
  expect(await refused("A", ...reason, "--score", "101", ...until(3))).toContain("from 0 to 100");
  expect(await refused("A", ...reason, "--score", "x", ...until(3))).toContain("from 0 to 100");
  expect(await refused("A", ...reason, ...until(3))).toContain("from 0 to 100");
  expect(await refused("A", ...reason, "--score", "1", ...until(0))).toContain("after today");
  expect(await refused("A", ...reason, "--score", "1")).toContain("after today");
  expect(await refused("A", ...reason, "--score", "1", ...until(400))).toContain("at most a year");
  expect(await refused("Nobody", ...reason, "--score", "1", ...until(3))).toContain('no account "Nobody"');
  expect(await refused("A", "--score", "1", ...until(3))).toContain("--reason");
  await writeFile(join(directory, "bellwether.yaml"), shopYaml);
  expect(await refused("A", ...reason, "--score", "1", ...until(3))).toContain("overrides: overrides.csv");
});
