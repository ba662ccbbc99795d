import { expect } from "vitest";
import { backfill } from "../../lib/pipeline/history.ts";
import { quietSteps, testProject } from "../support/project.ts";
import { sampledTest } from "../support/sample.ts";
import { csv, firstExports, shopYaml } from "../support/shop.ts";

/** Accounts, their links and tickets, as a history that was exported once. */
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

sampledTest("links, domains, attributes and sources of a history count from their own dates", async () => {
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
  // Nothing happened on these days: the history says so, up to the day on which it landed.
  const fresh = (date: string) => ({ as_of_date: date, last_landed_on: date, age_days: 0, status: "fresh" });
  const freshDays = ["2026-02-05", "2026-03-01", "2026-03-25"].map(fresh);
  expect(await project.query(freshness)).toEqual(freshDays);
  await project.run("2026-03-28");
  expect(await project.query(freshness)).toEqual([
    ...freshDays,
    { as_of_date: "2026-03-28", last_landed_on: "2026-03-25", age_days: 3, status: "stale" },
  ]);
});

sampledTest("files dated by their names give the same days as landing each file on its day", async () => {
  const dated = shopYaml
    .replace("path: helpdesk/tickets*.csv", "path: helpdesk/tickets-{date}.csv")
    .replace("path: product/usage*.csv", "path: product/usage-{date}.csv");
  const tickets = (...rows: readonly string[]) =>
    csv("id,organization,created,solved,status,updated_at", ...rows);
  const usage = (...rows: readonly string[]) => csv("id,account,user,feature,at", ...rows);
  const exports: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "2026-03-01": {
      ...firstExports,
      "helpdesk/tickets-2026-03-01.csv": tickets("T1,A,2026-02-27T08:00:00Z,,open,"),
    },
    "2026-03-02": {
      "helpdesk/tickets-2026-03-02.csv": tickets("T2,B,2026-03-02T08:00:00Z,,open,"),
      "product/usage-2026-03-02.csv": usage("U4,A,ann,reports,2026-03-02T08:00:00Z"),
    },
    "2026-03-03": {
      "helpdesk/tickets-2026-03-03.csv": tickets("T1,A,2026-02-27T08:00:00Z,2026-03-03T08:00:00Z,solved,"),
      "product/usage-2026-03-03.csv": usage("U5,A,ann,reports,2026-02-01T08:00:00Z"),
    },
  };
  await using daily = await testProject(dated);
  await using together = await testProject(dated);
  const days = Object.keys(exports);
  for (const day of days) await daily.day(day, exports[day]);
  for (const day of days) {
    await together.write(exports[day] ?? {});
    if (day === "2026-03-01") await together.land(day);
  }
  await together.land("2026-03-20");
  const { services, project } = together.local;
  await backfill(quietSteps, services, { project, from: "2026-03-01", to: "2026-03-03", everyDays: 1 });
  for (const table of ["tickets", "usage_daily", "measures", "scores", "data_quality"]) {
    const rows = `select * from ${table} order by all`;
    expect(await together.query(rows), table).toEqual(await daily.query(rows));
  }
  expect(
    await together.query("select too_late from data_quality where stream = 'usage' order by as_of_date"),
  ).toEqual([{ too_late: 0 }, { too_late: 0 }, { too_late: 1 }]);
});
