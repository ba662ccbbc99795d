import { expect } from "vitest";
import { testProject } from "../support/project.ts";
import { sampledTest } from "../support/sample.ts";
import { firstExports, shopYaml } from "../support/shop.ts";

sampledTest("a day before anything has landed scores no account, and is not published", async () => {
  await using project = await testProject(shopYaml);
  await expect(project.run("2026-03-01")).rejects.toThrow(
    /2026-03-01 is not published.*some_account_is_scored.*"accounts":0.*"landed_rows":0/s,
  );
  // The next day is an ordinary one.
  await project.day("2026-03-02", firstExports);
  expect(await project.query("select count(*) as accounts from scores_current")).toEqual([{ accounts: 3 }]);
});

sampledTest("an account without data has no score, is not healthy, and triggers no alert", async () => {
  const { "crm/accounts.csv": accounts = "" } = firstExports;
  await using project = await testProject(shopYaml);
  const { detection } = await project.day("2026-03-01", { "crm/accounts.csv": accounts });
  expect(
    await project.query("select account_id, score, band, coverage, measures_missing from scores order by 1"),
  ).toEqual(
    ["A", "B", "C"].map((account_id) => ({
      account_id,
      score: null,
      band: "insufficient_data",
      coverage: 0,
      measures_missing: 4,
    })),
  );
  expect(await project.query("select distinct status, value from measures")).toEqual([
    { status: "never_connected", value: null },
  ]);
  expect(detection).toEqual({ sent: 0, digests: 0, baseline: 0, alreadySent: 0, notices: 0 });
});

sampledTest("rows of the wrong type are rejected with a reason, and the counts add up", async () => {
  await using project = await testProject(shopYaml);
  await project.day("2026-03-01", {
    ...firstExports,
    "helpdesk/tickets.csv": [
      "id,organization,created,solved,status,updated_at",
      "T1,A,2026-02-27T08:00:00Z,,open,2026-03-01T00:00:00Z",
      "T2,A,27/02/2026,,open,2026-03-01T00:00:00Z",
      "T3,,2026-02-27T08:00:00Z,,open,2026-03-01T00:00:00Z",
      "T4,A,2026-02-27T08:00:00Z,,open",
      "T1,A,2026-02-27T08:00:00Z,,open,2026-03-01T00:00:00Z",
      "",
    ].join("\n"),
  });
  expect(await project.query("select record_id, reason from rejects order by 1")).toEqual([
    { record_id: "T2", reason: "not a timestamp: created_at" },
  ]);
  expect(
    await project.query(`select landed, current, superseded, duplicate, rejected, too_late, unmatched
      from data_quality where stream = 'tickets'`),
  ).toEqual([{ landed: 4, current: 2, superseded: 0, duplicate: 1, rejected: 1, too_late: 0, unmatched: 1 }]);
  const keys: string[] = [];
  for await (const { key } of project.local.services.store.list("quarantine/")) keys.push(key);
  expect(keys).toHaveLength(1);
});

sampledTest("a config with a new attribute continues from the days before it", async () => {
  await using project = await testProject(shopYaml);
  await project.day("2026-03-01", firstExports);
  await using changed = await project.reopened(
    shopYaml.replace("attributes: [country]", "attributes: { country: country, label: segment }"),
  );
  const { "crm/accounts.csv": accounts = "" } = firstExports;
  // Records that landed under the old config get the attribute when their source exports them again.
  const { detection } = await changed.day("2026-03-02", {
    "crm/accounts.csv": accounts.replace("Gamma", "Gamma & Co"),
  });
  expect(detection).toMatchObject({ alreadySent: 1 });
  expect(
    await changed.query(
      "select as_of_date, country, label from account_inputs where account_id = 'A' order by 1",
    ),
  ).toEqual([
    { as_of_date: "2026-03-01", country: "DE", label: null },
    { as_of_date: "2026-03-02", country: "DE", label: "Big" },
  ]);
});
