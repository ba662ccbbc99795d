import { expect, test } from "vitest";
import { landAgain } from "../../lib/landing/land-again.ts";
import { changedReadings } from "../../lib/landing/reading.ts";
import { repeatDays } from "../../lib/pipeline/history.ts";
import { stagedLoads } from "../../lib/pipeline/staged-loads.ts";
import { pipelineStatus } from "../../lib/reports/status.ts";
import { quietSteps, type TestProject, testProject } from "../support/project.ts";
import { publishedRows } from "../support/published-rows.ts";
import { sampledTest, sampleOf } from "../support/sample.ts";
import { csv, firstExports, laterExports, shopYaml } from "../support/shop.ts";

type Files = Readonly<Record<string, string>>;

interface Mistake {
  readonly wrong: string;
  readonly right: string;
  /** The content of the export folders besides the shop's, by day. */
  readonly files?: Readonly<Record<string, Files>>;
}

/** The shop's stream with that path, changed. */
const changed = (path: string, from: string, to: string): string => {
  const [before, after] = shopYaml.split(`path: ${path}`);
  if (after === undefined || !after.includes(from)) throw new Error(`${path} has no ${from}`);
  return `${before}path: ${path}${after.replace(from, to)}`;
};

const history = [
  "id,account,user,feature,at",
  "H1,A,ann,reports,20/02/2026 08:00",
  "H2,B,cy,search,01/03/2026 09:00",
];
const withFormat = (format: string, backdate: string) =>
  changed(
    "product/usage*.csv",
    "occurred_at: at, event_id: id }",
    `event_id: id, occurred_at: { field: at, format: ${format} } }${backdate}`,
  );
const usageOfDays: Readonly<Record<string, Files>> = {
  "2026-03-01": { "product/usage-2026-03-01.csv": csv(...history) },
  "2026-03-02": {
    "product/usage-2026-03-02.csv": csv(history[0] ?? "", "H3,A,ann,reports,02/03/2026 10:00"),
  },
};
const backdate = "\n        backdate: occurred_at";

const mistakes: Readonly<Record<string, Mistake>> = {
  "a wrong date format of a backdated history": {
    wrong: withFormat("MM/DD/YYYY HH:mm", backdate),
    right: withFormat("DD/MM/YYYY HH:mm", backdate),
    files: usageOfDays,
  },
  "a history that was not backdated": {
    wrong: withFormat("DD/MM/YYYY HH:mm", ""),
    right: withFormat("DD/MM/YYYY HH:mm", backdate),
    files: usageOfDays,
  },
  "a full export that was read as changes, and a file of it that has changed since": {
    wrong: changed("crm/accounts*.csv", "mode: full", "mode: upsert"),
    right: shopYaml,
    files: {
      "2026-03-02": {
        "crm/accounts.csv": `${firstExports["crm/accounts.csv"]?.split("\n").slice(0, 3).join("\n")}\n`,
      },
    },
  },
  "the wrong field for a key": {
    wrong: changed("billing/subscriptions*.csv", "subscription_id: id", "subscription_id: plan"),
    right: shopYaml,
  },
  "a wrong date format in a field that each day reads, and a forgotten field": {
    wrong: changed(
      "billing/subscriptions*.csv",
      "seats: seats\n          started_on: started",
      "started_on: { field: started, format: YYYY-DD-MM }",
    ),
    right: shopYaml,
  },
};

async function daysOf(yaml: string, { files = {} }: Mistake): Promise<TestProject> {
  const project = await testProject(yaml);
  const shop: Readonly<Record<string, Files>> = { "2026-03-01": firstExports, ...laterExports };
  for (const day of ["2026-03-01", "2026-03-02"]) await project.day(day, { ...shop[day], ...files[day] });
  return project;
}

const readOtherwise = async ({ local: { project, services } }: TestProject) =>
  changedReadings(services.store, project.config.sources, await stagedLoads(services.store));

async function landAllAgain({ local }: TestProject): Promise<void> {
  const { project, services, inbox } = local;
  const again = { landedOn: "2026-03-02", stagedAs: await stagedLoads(services.store) };
  for (const source of project.config.sources)
    for (const outcome of await landAgain(source, { ...services, inbox }, again))
      if (outcome.status === "failed") throw outcome.error;
}

test.for(sampleOf(Object.entries(mistakes), 3))(
  "%s is corrected by landing again and running",
  async ([, mistake]) => {
    await using right = await daysOf(mistake.right, mistake);
    await using wrong = await daysOf(mistake.wrong, mistake);
    const before = await publishedRows(wrong);
    const corrected = await wrong.reopened(mistake.right);
    const findings = () => readOtherwise(corrected);
    expect(await findings()).toHaveLength(1);
    await landAllAgain(corrected);
    expect(await findings()).toEqual([]);
    expect(await publishedRows(corrected)).toEqual(before);
    const { rebuilt, run } = await corrected.run("2026-03-02");
    expect({ rebuilt, run: run.outcome }).toEqual({
      rebuilt: { from: "2026-03-01", to: "2026-03-02", days: 2 },
      run: "up to date",
    });
    expect(await publishedRows(corrected)).toEqual(await publishedRows(right));
    corrected.local[Symbol.dispose]();
  },
);

sampledTest(
  "a load that no day has read follows the mapping, and a change of mapping after a day has read it is reported once",
  async () => {
    const withoutSeats = changed("billing/subscriptions*.csv", "          seats: seats\n", "");
    const withPlanOfOld = changed("billing/subscriptions*.csv", "plan: plan", "plan: { value: old }");
    await using landed = await testProject(withPlanOfOld);
    await landed.write(firstExports);
    await landed.land("2026-03-01");
    const first = await landed.reopened(withoutSeats);
    expect(await readOtherwise(first)).toEqual([]);
    await first.run("2026-03-01");
    expect(await readOtherwise(first)).toEqual([]);
    first.local[Symbol.dispose]();

    const later = await landed.reopened(shopYaml);
    const seats = { what: "fields.seats.field", was: "none", is: "seats" };
    const finding = [{ source: "billing", stream: "subscriptions", loads: 1, changes: [seats] }];
    expect(await readOtherwise(later)).toEqual(finding);
    // Even when a day under the current mapping is the newest.
    await later.day("2026-03-02", laterExports["2026-03-02"]);
    expect(await readOtherwise(later)).toEqual(finding);
    const { services, project } = later.local;
    expect((await pipelineStatus(services)).readings).toEqual(finding);
    // Rebuilding the days with the current config reads the loads under it as well.
    await repeatDays(quietSteps, services, { from: "2026-03-01", project });
    expect(await readOtherwise(later)).toEqual([]);
    later.local[Symbol.dispose]();
  },
);
