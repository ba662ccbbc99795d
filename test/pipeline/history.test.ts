import { expect } from "vitest";
import { countedLoads, retract } from "../../lib/landing/retraction.ts";
import { readChain } from "../../lib/pipeline/chain.ts";
import { backfill, repeatDays } from "../../lib/pipeline/history.ts";
import { rollBack } from "../../lib/pipeline/rollback.ts";
import { DirectSteps } from "../../lib/pipeline/steps.ts";
import { LeaseTaken } from "../../lib/storage/lease.ts";
import { quietSteps, type TestProject, testProject } from "../support/project.ts";
import { publishedRows } from "../support/published-rows.ts";
import { sampledTest } from "../support/sample.ts";
import { firstExports, laterExports, shopYaml } from "../support/shop.ts";
import { shopAfter, shopAfterFirstDay } from "../support/shop-days.ts";

async function outboxKeys({ local }: TestProject): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of local.services.store.list("outbox/")) keys.push(key);
  return keys;
}

/** Steps that fail before the n-th day is planned, as if the process had ended there. */
const brokenOffAt = (day: number): DirectSteps => {
  let planned = 0;
  return new DirectSteps({
    stepStarted: (name) => {
      if (name.startsWith("plan ")) planned += 1;
      if (planned === day) throw new Error("broken off");
    },
    stepEnded: () => {},
  });
};

sampledTest(
  "days that are rerun give equal rows under new runs, and later days are rebuilt from them",
  async () => {
    await using project = await shopAfter("2026-03-02");
    const before = await publishedRows(project);
    const runsBefore = (await readChain(project.local.services.store)).links.map(({ run_id }) => run_id);
    const sent = await outboxKeys(project);

    const repeated = await repeatDays(quietSteps, project.local.services, { from: "2026-03-01" });
    expect(repeated).toMatchObject({ from: "2026-03-01", to: "2026-03-02", days: 2 });
    expect(await publishedRows(project)).toEqual(before);
    const chain = await readChain(project.local.services.store);
    expect(chain.links.map(({ run_id }) => run_id).filter((run) => runsBefore.includes(run))).toEqual([]);
    expect(chain.superseded.map(({ run_id }) => run_id)).toEqual(runsBefore);
    expect((await project.run("2026-03-02")).detection.sent).toBe(0);
    expect(await outboxKeys(project)).toEqual(sent);

    await expect(repeatDays(quietSteps, project.local.services, { from: "2026-02-01" })).rejects.toThrow(
      "2026-02-01 has not been published: run it without --again",
    );
    await expect(project.run("2026-03-01")).rejects.toThrow(/2026-03-01 is before 2026-03-02.*--again/);
  },
);

sampledTest("a rollback withdraws days, and the next run reads their data again", async () => {
  await using project = await shopAfterFirstDay();
  const first = await publishedRows(project);
  await project.day("2026-03-02", laterExports["2026-03-02"]);
  const both = await publishedRows(project);
  expect(await rollBack(project.local.services, "2026-03-01")).toEqual(["2026-03-02"]);
  expect(await publishedRows(project)).toEqual(first);
  expect((await project.run("2026-03-02")).run.outcome).toBe("published");
  expect(await publishedRows(project)).toEqual(both);
  await expect(rollBack(project.local.services, "2026-01-01")).rejects.toThrow(
    "2026-01-01 is not a published day. The latest are: 2026-03-01, 2026-03-02",
  );
});

sampledTest(
  "a backfill with a day that fails its audits publishes the days before it, and says how to go on",
  async () => {
    await using project = await testProject(shopYaml);
    await project.write(firstExports);
    await project.land("2026-03-01");
    await project.write({
      "crm/accounts.csv": "id,name,domain,segment,since,left_on,merged_into,updated_at,country\n",
    });
    await project.land("2026-03-03");
    const { services, project: config } = project.local;
    const history = { project: config, from: "2026-03-01", to: "2026-03-05", everyDays: 1 };
    const stopped = await backfill(quietSteps, services, history).catch((error: Error) => error);
    expect(String(stopped)).toMatch(
      /2026-03-03 is not published.*full_snapshots_lose_little.*The day read load (\w+) of 2026-03-03 of crm.accounts. If its export is wrong: bellwether retract crm.accounts --load \1/s,
    );
    expect(String(stopped)).toContain(
      "2 days before it, 2026-03-01 to 2026-03-02, are published.\n" +
        "Once the data is mended, or bellwether.yaml: bellwether backfill --from 2026-03-03 --to 2026-03-05",
    );
    const days = async () => (await readChain(services.store)).links.map(({ as_of_date }) => as_of_date);
    expect(await days()).toEqual(["2026-03-01", "2026-03-02"]);

    // The same call stops there again; without the load, the rest is built on the days before it.
    await expect(backfill(quietSteps, services, history)).rejects.toThrow(
      /is not published.*bellwether backfill --from/s,
    );
    const loads = (await countedLoads(services.store, { source: "crm", stream: "accounts" })).at(-1);
    await retract(services, { source: "crm", stream: "accounts", loadId: loads?.load_id });
    await backfill(quietSteps, services, { ...history, from: "2026-03-03" });
    expect(await days()).toHaveLength(5);
  },
);

sampledTest(
  "an interrupted backfill publishes nothing, resumes where it stopped, and sends no alerts",
  async () => {
    await using project = await testProject(shopYaml);
    await project.write(firstExports);
    await project.land("2026-03-01");
    for (const [date, files] of Object.entries(laterExports)) {
      await project.write(files);
      await project.land(date);
    }
    const { services, project: config } = project.local;
    const history = { project: config, from: "2026-03-01", to: "2026-03-04", everyDays: 2 };
    await expect(backfill(brokenOffAt(2), services, history)).rejects.toThrow("broken off");
    expect((await readChain(services.store)).links).toEqual([]);
    const part = await backfill(quietSteps, services, { ...history, mostDays: 1 });
    expect(part).toMatchObject({ days: 3, resumed: 1, isDone: false });
    expect((await readChain(services.store)).links).toEqual([]);
    // The calls of one holder keep the lease between them.
    const other = { ...services, holder: { id: "other", fateOf: async () => "alive" as const } };
    await expect(backfill(quietSteps, other, history)).rejects.toThrow(LeaseTaken);

    const built = await backfill(quietSteps, services, history);
    expect(built).toEqual({ from: "2026-03-01", to: "2026-03-04", days: 3, resumed: 2, isDone: true });
    expect(await project.query("select distinct as_of_date from scores order by 1")).toEqual([
      { as_of_date: "2026-03-01" },
      { as_of_date: "2026-03-03" },
      { as_of_date: "2026-03-04" },
    ]);
    expect(await outboxKeys(project)).toEqual([]);
    await expect(backfill(quietSteps, services, { ...history, to: "2026-03-02" })).rejects.toThrow(
      "include them in the backfill with --to 2026-03-04",
    );

    // The first live day summarizes what was open before it.
    const live = await project.day("2026-03-05");
    expect(live.detection).toMatchObject({ sent: 0 });
    const [open] = await project.query(
      "select count(*) as episodes from alert_episodes_current where is_open",
    );
    expect(live.detection.baseline).toBe(open?.episodes);
  },
);
