import { expect, test } from "vitest";
import { headOf, readChain } from "../../lib/pipeline/chain.ts";
import { type Plan, readPlan } from "../../lib/pipeline/plan.ts";
import type { TestProject } from "../support/project.ts";
import { csv } from "../support/shop.ts";
import { shopAfterFirstDay } from "../support/shop-days.ts";

async function headPlan({ local }: TestProject): Promise<Plan> {
  const head = headOf(await readChain(local.services.store));
  if (head === undefined) throw new Error("no day is published");
  return readPlan(local.services.store, head);
}

const stagedFrom = ({ models }: Plan): readonly string[] =>
  models.flatMap(({ name, sql }) => (/^\s*from raw_/m.test(sql) ? [name] : []));

test("a day plans the SQL of no stream that brought nothing, and keeps its records", async () => {
  await using project = await shopAfterFirstDay();
  const counts = async (date: string) =>
    project.query(`select (select count(*) from accounts where as_of_date = date '${date}') as accounts,
      (select count(*) from tickets where as_of_date = date '${date}' and ticket_id = 'T77') as new_tickets`);
  expect(stagedFrom(await headPlan(project))).toContain("staged_accounts");
  const [before] = await counts("2026-03-01");

  await project.day("2026-03-02", {
    "helpdesk/tickets-new.csv": csv(
      "id,organization,created,solved,status,updated_at",
      "T77,C,2026-03-02T08:00:00Z,,open,2026-03-02T08:00:00Z",
    ),
  });
  const plan = await headPlan(project);
  expect(stagedFrom(plan)).toEqual(["staged_tickets"]);
  expect(plan.models.find(({ name }) => name === "staged_accounts")?.sql).toMatch(
    /^-- Grain: [\s\S]*No batch of this run has a record of its streams\./,
  );
  expect(await counts("2026-03-02")).toEqual([{ accounts: before?.accounts, new_tickets: 1 }]);
});
