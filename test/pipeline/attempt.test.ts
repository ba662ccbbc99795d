import { expect, test } from "vitest";
import { readManifest } from "../../lib/pipeline/plan.ts";
import { runDay } from "../../lib/pipeline/run-day.ts";
import type { Warehouse, WriteStatement } from "../../lib/warehouse/warehouse.ts";
import { quietSteps, type TestProject, testProject } from "../support/project.ts";
import { publishedRows } from "../support/published-rows.ts";
import { firstExports, shopYaml } from "../support/shop.ts";
import { shopAfterFirstDay } from "../support/shop-days.ts";

const day = "2026-03-01";

/** The project's warehouse, recording the tables that it builds and refusing to build one of them. */
function recording({ local }: TestProject, refused?: string) {
  const { warehouse } = local.services;
  const started: string[] = [];
  const recorder: Warehouse = {
    start: async (statement: WriteStatement) => {
      const table = statement.location.split("/")[1] ?? "";
      started.push(table);
      if (table === refused) throw new Error(`${table} cannot be built now`);
      return warehouse.start(statement);
    },
    check: (queryId, statement) => warehouse.check(queryId, statement),
    cancel: (queryId) => warehouse.cancel(queryId),
    rows: (sql, options) => warehouse.rows(sql, options),
  };
  return { started, services: { ...local.services, warehouse: recorder } };
}

test("a rerun after a failure builds only the remaining stages, and publishes the same as an uninterrupted run", async () => {
  await using project = await testProject(shopYaml);
  await using undisturbed = await shopAfterFirstDay();
  await project.write(firstExports);
  await project.land(day);
  const compiled = project.local.project;

  const failing = recording(project, "scores");
  const failed = runDay(quietSteps, failing.services, { project: compiled, asOfDate: day });
  await expect(failed).rejects.toThrow("scores cannot be built now");
  const again = recording(project);
  const outcome = await runDay(quietSteps, again.services, { project: compiled, asOfDate: day });

  expect(outcome.outcome).toBe("published");
  const beforeScores = failing.started.slice(0, failing.started.indexOf("component_scores") + 1);
  expect(beforeScores).toContain("measures");
  expect(again.started.filter((table) => beforeScores.includes(table))).toEqual([]);
  expect(again.started).toContain("scores");
  expect(await publishedRows(project)).toEqual(await publishedRows(undisturbed));
  if (outcome.outcome !== "published") return;
  const { tables } = await readManifest(project.local.services.store, outcome);
  expect(tables.find(({ name }) => name === "scores")?.location).toMatch(/\/attempt=2\/$/);
  expect(tables.find(({ name }) => name === "measures")?.location).toMatch(/\/attempt=1\/$/);
});

test("a failed run is abandoned when its inputs have changed", async () => {
  await using project = await testProject(shopYaml);
  const { "billing/invoices.csv": invoices = "", ...others } = firstExports;
  await project.write(others);
  await project.land(day);
  const failing = recording(project, "scores");
  const compiled = project.local.project;
  const failed = runDay(quietSteps, failing.services, { project: compiled, asOfDate: day });
  await expect(failed).rejects.toThrow("scores cannot be built now");

  await project.write({ "billing/invoices.csv": invoices });
  await project.land(day);
  const again = recording(project);
  const outcome = await runDay(quietSteps, again.services, { project: compiled, asOfDate: day });
  expect(outcome.outcome).toBe("published");
  expect(again.started).toEqual(expect.arrayContaining([...new Set(failing.started)]));
  expect((await project.query("select count(*) as n from invoices"))[0]?.n).not.toBe(0);
});

test("each run builds in its own database, and the next run drops it", async () => {
  await using project = await shopAfterFirstDay();
  const { catalog } = project.local.services;
  const [first, ...none] = await catalog.databaseNames("build_");
  expect(none).toEqual([]);
  await project.day("2026-03-02");
  const names = await catalog.databaseNames("build_");
  expect(names).toHaveLength(1);
  expect(names).not.toContain(first);
});
