import { expect, test } from "vitest";
import { backfill } from "../../lib/pipeline/history.ts";
import { quietSteps, testProject } from "../support/project.ts";
import { csv, shopYaml } from "../support/shop.ts";

/** Accounts, their links and tickets as a history that was exported once. */
const yaml = shopYaml
  .replace("mode: full\n        max_loss: 0.5", "mode: upsert\n        backdate: customer_since")
  .replace("path: crm/links*.csv", "path: crm/links*.csv\n        backdate: { field: since }")
  .replace("path: helpdesk/tickets*.csv", "path: helpdesk/tickets*.csv\n        backdate: created_at")
  .replace("name: helpdesk\n    kind: files", "name: helpdesk\n    kind: files\n    expect_every: 2d");
const history = {
  "crm/accounts.csv": csv(
    "id,name,domain,segment,since,left_on,merged_into,updated_at,country",
    "A,Alpha,alpha.example,Big,2026-02-01,,,,DE",
    "B,Beta,beta.example,Small,2026-02-20,,,,FR",
  ),
  "crm/links.csv": csv("source,key,account,since", "helpdesk,9001,A,2026-02-01"),
  "helpdesk/tickets.csv": csv(
    "id,organization,created,solved,status,updated_at",
    "T1,9001,2026-02-03T08:00:00Z,,open,",
    "T2,beta.example,2026-02-21T08:00:00Z,,open,",
  ),
};

test("links, domains, attributes and sources of a history count from their own dates on", {
  timeout: 60_000,
}, async () => {
  await using project = await testProject(yaml);
  await project.write(history);
  await project.land("2026-03-25");
  const days = { from: "2026-02-05", to: "2026-03-25", everyDays: 24 };
  await backfill(quietSteps, project.local.services, { project: project.local.project, ...days });
  expect(await project.query("select as_of_date, ticket_id, account_id from tickets order by 1, 2")).toEqual([
    { as_of_date: "2026-02-05", ticket_id: "T1", account_id: "A" },
    { as_of_date: "2026-03-01", ticket_id: "T1", account_id: "A" },
    { as_of_date: "2026-03-01", ticket_id: "T2", account_id: "B" },
    { as_of_date: "2026-03-25", ticket_id: "T1", account_id: "A" },
    { as_of_date: "2026-03-25", ticket_id: "T2", account_id: "B" },
  ]);
  expect(
    await project.query("select as_of_date, account_id, value from account_attributes order by 1, 2"),
  ).toEqual([
    { as_of_date: "2026-02-05", account_id: "A", value: "DE" },
    { as_of_date: "2026-03-01", account_id: "A", value: "DE" },
    { as_of_date: "2026-03-01", account_id: "B", value: "FR" },
    { as_of_date: "2026-03-25", account_id: "A", value: "DE" },
    { as_of_date: "2026-03-25", account_id: "B", value: "FR" },
  ]);
  const freshness = `select as_of_date, last_landed_on, age_days, status from source_freshness
    where stream = 'tickets' order by 1`;
  // On none of these days did anything happen: the history says so, up to the day on which it landed.
  const fresh = (date: string) => ({ as_of_date: date, last_landed_on: date, age_days: 0, status: "fresh" });
  const told = ["2026-02-05", "2026-03-01", "2026-03-25"].map(fresh);
  expect(await project.query(freshness)).toEqual(told);
  await project.run("2026-03-28");
  expect(await project.query(freshness)).toEqual([
    ...told,
    { as_of_date: "2026-03-28", last_landed_on: "2026-03-25", age_days: 3, status: "stale" },
  ]);
});
