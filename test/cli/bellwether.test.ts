import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestProject, testProject } from "../support/project.ts";
import { csv, firstExports, laterExports, shopYaml } from "../support/shop.ts";
import { bellwether } from "./command.ts";

describe("a project from its first command to its first alerts", () => {
  let directory: string;
  let project: TestProject;
  beforeAll(async () => {
    project = await testProject(shopYaml);
    directory = project.directory;
  });
  afterAll(() => project[Symbol.asyncDispose]());

  test("check says that the config is valid", async () => {
    const { code, stdout } = await bellwether(directory, "check");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /bellwether.yaml is valid .*: 5 sources, 8 streams, 1 scorecard, 2 alerts, 1 route\./,
    );
  });

  test("each verb says that nothing has landed yet", async () => {
    const nothing = await bellwether(directory, "explain", "A");
    expect(nothing).toMatchObject({
      code: 1,
      stderr:
        `nothing is published yet: bellwether --project ${directory} land, ` +
        `then bellwether --project ${directory} run\n`,
    });
    const select = "select * from account_health_current";
    expect(await bellwether(directory, "query", select)).toEqual(nothing);
    expect(await bellwether(directory, "query", "--build", select)).toEqual(nothing);
    expect((await bellwether(directory, "query", "select 7 as n")).stdout).toContain("7");
    expect((await bellwether(directory, "alerts")).stdout).toBe(nothing.stderr);
    const status = await bellwether(directory, "status");
    expect(status.stdout).toBe(
      `Nothing is published yet.\nAll landed data has been read.\nNext: bellwether --project ${directory} land\n`,
    );
    const missing = await bellwether(directory, "land");
    expect(missing.code).toBe(0);
    expect(missing.stdout).toContain("crm.accounts: no file matches crm/accounts*.csv");
  });

  test("land takes new export files only", async () => {
    await project.write(firstExports);
    const { code, stdout, stderr } = await bellwether(directory, "land", "--date", "2026-03-01");
    expect(code).toBe(0);
    expect(stdout).toContain("crm.accounts: 3 records from 1 file landed");
    expect(stderr).toContain("landing product.usage\n");
    const again = await bellwether(directory, "land", "--date", "2026-03-01", "--json");
    expect(JSON.parse(again.stdout)).toHaveLength(8);
    expect(new Set(JSON.parse(again.stdout).map(({ status }: { status: string }) => status))).toEqual(
      new Set(["unchanged"]),
    );
    expect((await bellwether(directory, "land", "--source", "crn")).stderr).toBe(
      'There is no source "crn". The sources are: crm, billing, helpdesk, surveys, product.\n',
    );
  });

  test("run publishes the day, sends the baseline, and does nothing without new data", async () => {
    const first = await bellwether(directory, "run", "--date", "2026-03-01");
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/2026-03-01 is published \(run \w+-\w+\)\.\n1 alert already open/);
    expect(first.stderr).toMatch(/^measure-scores \(\d+\)$/m);
    const second = await bellwether(directory, "run", "--date", "2026-03-01");
    expect(second.stdout).toMatch(/already published, and no new data has landed since.\nNo new alert/);
  });

  test("query prints rows as a table, as CSV, and as JSON with numbers as numbers", async () => {
    const sql = "select account_id, score, band, mrr, is_scored from account_health order by 1 limit 2";
    const table = await bellwether(directory, "query", sql);
    expect(table.stdout).toBe(
      [
        "account_id  score  band   mrr  is_scored",
        "----------  -----  -----  ---  ---------",
        "A              79  green  500  true",
        "B              39  red     50  true",
        "(2 rows)\n",
      ].join("\n"),
    );
    const asCsv = await bellwether(directory, "query", sql, "--format", "csv");
    expect(asCsv.stdout).toBe("account_id,score,band,mrr,is_scored\nA,79,green,500,true\nB,39,red,50,true\n");
    const asJson = await bellwether(directory, "query", sql, "--format", "json");
    expect(JSON.parse(asJson.stdout)).toEqual([
      { account_id: "A", score: 79, band: "green", mrr: 500, is_scored: true },
      { account_id: "B", score: 39, band: "red", mrr: 50, is_scored: true },
    ]);
    const wrong = await bellwether(directory, "query", "select * from acounts");
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain("acounts does not exist");
  });

  test("explain gives every point of a score, and names an unknown account", async () => {
    const { code, stdout } = await bellwether(directory, "explain", "Beta", "--json");
    expect(code).toBe(0);
    const { account, measures } = JSON.parse(stdout);
    const sum = measures.reduce(
      (total: number, { contribution }: { contribution: number }) => total + contribution,
      0,
    );
    expect(sum).toBeCloseTo(account.raw_score, 9);
    const text = await bellwether(directory, "explain", "bet");
    expect(text.stdout).toContain("Score 39.0, red, on 1 March.");
    expect(text.stdout).toContain("Scorecard standard, coverage 100 %. Green begins at 70, red below 40.");
    expect(text.stdout).toContain('Held by the cap "long overdue": without it 70.7.');
    const unknown = await bellwether(directory, "explain", "Zeta");
    expect(unknown).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no account with the id or name "Zeta"'),
    });
  });

  test("a drop is an alert: one message, one digest, and a line in the list", async () => {
    for (const date of ["2026-03-02", "2026-03-03"]) {
      await project.write(laterExports[date] ?? {});
      await bellwether(directory, "land", "--date", date);
      expect((await bellwether(directory, "run", "--date", date)).code).toBe(0);
    }
    const { stdout } = await bellwether(directory, "alerts", "--json");
    expect(JSON.parse(stdout)).toMatchObject([
      { account_id: "B", rule: "dropped", status: "open", score_from: 77.5, score_to: 45 },
      { account_id: "B", rule: "red", status: "resolved" },
    ]);
    const outbox = join(directory, ".bellwether/outbox");
    expect(await readdir(join(outbox, "alert"))).toHaveLength(1);
    expect(await readdir(join(outbox, "digest"))).toEqual(["2026-03-03-operators-digest.json"]);
    const explained = await bellwether(directory, "explain", "Beta");
    expect(explained.stdout).toContain(`Since 2 March: 77.5 → 45.0, −32.5 points (green → yellow)
  Age of the oldest open ticket rose from 0 to 21 days: −30.0 points.
  2 days since the last use, 1 before: −2.5 points.
`);
  });

  test("status shows how fresh the sources are, and what is pending", async () => {
    await project.write({ "surveys/responses-2.csv": "id,account,kind,score,scale,who,at\n" });
    await bellwether(directory, "land", "--date", "2026-03-04");
    const { stdout } = await bellwether(directory, "status", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      head: { as_of_date: "2026-03-03" },
      days: 3,
      waiting: { batches: 1, records: 0 },
    });
  });

  test("run --again, rollback and backfill report what they did", async () => {
    const again = await bellwether(directory, "run", "--date", "2026-03-03", "--again");
    const next = `Next: bellwether --project ${directory}`;
    const sound = "Streams: all 8 streams fresh, every row used.\n";
    const own = "by the config that it had; --config current uses the present one";
    expect(again.stdout).toBe(`Rebuilt 1 day, 2026-03-03 to 2026-03-03, ${own}.\n${sound}${next} status\n`);
    const back = await bellwether(directory, "rollback", "--to", "2026-03-01");
    expect(back.stdout).toBe(
      `2026-03-01 is the latest published day. 2 later days were withdrawn.\n${next} run\n`,
    );
    const filled = await bellwether(
      directory,
      "backfill",
      "--from",
      "2026-02-27",
      "--to",
      "2026-03-03",
      "--every",
      "4d",
    );
    // On the first day nothing has landed yet.
    const warning =
      "Warning: the audit some_account_is_scored found 1 row. That was on 2026-02-27; 1 day has the warning.\n";
    const empty = [
      "Mapped fields without any value:\n",
      "  billing.subscriptions: ended_on, cancel_notice_on (3 rows)\n",
      "  crm.accounts: merged_into, churned_on (3 rows)\n",
    ].join("");
    expect(filled.stdout).toBe(
      `Published 2 days of history, 2026-02-27 to 2026-03-03.\n${warning}${sound}${empty}${next} status\n`,
    );
  });
});

describe("a mistake has an exit code and a remedy", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "bellwether-cli-"));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test("a folder without a project", async () => {
    const { code, stderr } = await bellwether(directory, "run");
    expect(code).toBe(2);
    expect(stderr).toContain(`bellwether --project ${directory} init`);
  });

  test("init writes a valid config once", async () => {
    expect((await bellwether(directory, "init")).code).toBe(0);
    expect((await bellwether(directory, "check")).code).toBe(0);
    expect(await readFile(join(directory, ".gitignore"), "utf8")).toContain(".bellwether");
    expect((await bellwether(directory, "init")).code).toBe(1);
  });

  test("wrong usage", async () => {
    for (const args of [
      ["fly"],
      ["run", "--date", "31.3.2026"],
      ["run", "--config", "current"],
      ["backfill", "--from", "2026-03-02", "--to", "2026-03-01"],
      ["backfill", "--from", "2026-03-02"],
    ])
      expect(await bellwether(directory, ...args)).toMatchObject({ code: 2, stdout: "" });
  });

  test("a mistake in the config, a missing column, and an unreadable file", async () => {
    const broken = shopYaml.replace("mode: full", "mode: ful");
    await using misspelt = await testProject(shopYaml);
    await misspelt.write({ "bellwether.yaml": broken });
    const checked = await bellwether(misspelt.directory, "check");
    expect(checked.code).toBe(2);
    expect(checked.stderr).toMatch(/bellwether.yaml:11:\d+ .*found "ful".*Did you mean "full"\?/);

    await misspelt.write({
      "bellwether.yaml": shopYaml,
      "crm/accounts.csv": csv(
        "id,nome,domain,segment,since,left_on,merged_into,updated_at,country",
        "A,,,,,,,,",
      ),
      "billing/invoices.csv": "\u0000\u0001\u0002\u0003 garbage \u0000",
      "helpdesk/tickets.csv": firstExports["helpdesk/tickets.csv"] ?? "",
    });
    const landed = await bellwether(misspelt.directory, "land");
    expect(landed.code).toBe(1);
    expect(landed.stdout).toMatch(/crm.accounts: crm\/accounts.csv: the mapped column name.*nome/);
    expect(landed.stdout).toMatch(/billing.invoices: billing\/invoices.csv: its first line is not a header/);
    expect(landed.stdout).toContain("helpdesk.tickets: 2 records from 1 file landed");
    expect(landed.stderr).toMatch(
      /2 of 8 streams did not land: crm\.accounts \(.*\), billing\.invoices \(.*\)/s,
    );
  });
});
