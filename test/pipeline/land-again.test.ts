import { expect, test } from "vitest";
import { landAgain } from "../../lib/landing/land-again.ts";
import { changedReadings } from "../../lib/landing/reading.ts";
import { type TestProject, testProject } from "../support/project.ts";
import { publishedRows } from "../support/published-rows.ts";
import { csv, firstExports, laterExports, shopYaml } from "../support/shop.ts";

type Files = Readonly<Record<string, string>>;

interface Mistake {
  readonly wrong: string;
  readonly right: string;
  /** What lies in the export folders, beside the shop's, by day. */
  readonly files?: Readonly<Record<string, Files>>;
}

/** The stream of that path of the shop, changed. */
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
  "a full export that was taken for changes, and a file of it that has changed since": {
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
};

async function daysOf(yaml: string, { files = {} }: Mistake): Promise<TestProject> {
  const project = await testProject(yaml);
  const shop: Readonly<Record<string, Files>> = { "2026-03-01": firstExports, ...laterExports };
  for (const day of ["2026-03-01", "2026-03-02"]) await project.day(day, { ...shop[day], ...files[day] });
  return project;
}

async function landAllAgain({ local }: TestProject): Promise<void> {
  const { project, services, inbox } = local;
  for (const source of project.config.sources)
    for (const outcome of await landAgain(source, { ...services, inbox }, { landedOn: "2026-03-02" }))
      if (outcome.status === "failed") throw outcome.error;
}

test.for(Object.entries(mistakes))(
  "%s is mended by reading again what has landed, and running",
  async ([, mistake]) => {
    await using right = await daysOf(mistake.right, mistake);
    await using wrong = await daysOf(mistake.wrong, mistake);
    const before = await publishedRows(wrong);
    const mended = await wrong.reopened(mistake.right);
    const { store } = mended.local.services;
    const { sources } = mended.local.project.config;
    expect(await changedReadings(store, sources)).toHaveLength(1);
    await landAllAgain(mended);
    expect(await changedReadings(store, sources)).toEqual([]);
    expect(await publishedRows(mended)).toEqual(before);
    const { rebuilt, run } = await mended.run("2026-03-02");
    expect({ rebuilt, run: run.outcome }).toEqual({
      rebuilt: { from: "2026-03-01", to: "2026-03-02", days: 2 },
      run: "up to date",
    });
    expect(await publishedRows(mended)).toEqual(await publishedRows(right));
    mended.local[Symbol.dispose]();
  },
);
