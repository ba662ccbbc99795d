import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { warningLine } from "../../lib/reports/audit-warnings.ts";
import { testProject } from "../support/project.ts";
import { csv } from "../support/shop.ts";

const yaml = `
company: Corner Shop
currency: EUR
sources:
  - name: crm
    kind: files
    streams:
      accounts:
        path: accounts.csv
        mode: full
        max_loss: 0.7
        entity: accounts
        where: "type = 'Customer'"
        fields: { account_id: id, name: name, customer_since: since }
        attributes: [country]
  - name: billing
    kind: files
    streams:
      subscriptions:
        path: subscriptions.csv
        mode: full
        entity: subscriptions
        fields: { subscription_id: id, account_id: account, mrr: mrr, started_on: start, ended_on: end }
scorecards:
  - name: standard
    components: { usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [5, 100]] } } } }
`;

const company = (id: number, type = "Customer") => `${id},Company ${id},2025-01-01,DE,${type}`;
const accounts = (...lines: readonly string[]) => ({
  "accounts.csv": csv("id,name,since,country,type", ...lines),
});
const subscription = (id: number, end = "") => `s${id},${id},1000,2025-01-01,${end}`;
const subscriptions = (...lines: readonly string[]) => ({
  "subscriptions.csv": csv("id,account,mrr,start,end", ...lines),
});

test("an account that vanishes from a full export stays one while it pays, and operators are told", async () => {
  await using project = await testProject(yaml);
  const ids = [1, 2, 3, 4, 5, 6];
  await project.day("2026-03-01", {
    ...accounts(...ids.map((id) => company(id)), company(7)),
    ...subscriptions(...ids.map((id) => subscription(id))),
  });
  const portfolio = async (day: string) =>
    project.query(
      `select count(*) as accounts, sum(mrr) as mrr, count(distinct name) as names,
          count(case when lifecycle = 'active' then 1 end) as active
        from accounts where as_of_date = date '${day}'`,
    );
  expect(await portfolio("2026-03-01")).toEqual([{ accounts: 7, mrr: 6000, names: 7, active: 7 }]);

  // Two that pay and one that does not are missing; one that pays is said to be no customer.
  const { run } = await project.day(
    "2026-03-02",
    accounts(...[1, 2, 3].map((id) => company(id)), company(6, "Partner")),
  );
  expect(await portfolio("2026-03-02")).toEqual([{ accounts: 5, mrr: 5000, names: 5, active: 5 }]);
  expect(run.outcome === "published" ? run.warnings.map(warningLine) : []).toEqual([
    "Warning: 2 accounts with 2,000 MRR of running subscriptions are no longer in crm.accounts: is the export whole? " +
      "Until then they stay accounts, with their last facts. (audit paying_accounts_are_exported)",
  ]);
  expect(
    await project.query(
      "select account_id, value from account_attributes where as_of_date = date '2026-03-02' order by 1",
    ),
  ).toEqual(["1", "2", "3", "4", "5"].map((account_id) => ({ account_id, value: "DE" })));

  const notices = async () => {
    const outbox = join(project.directory, ".bellwether/outbox/operator");
    return Promise.all(
      (await readdir(outbox))
        .filter((name) => name.includes("audit"))
        .map((name) => readFile(join(outbox, name), "utf8")),
    );
  };
  const [notice, ...others] = await notices();
  expect(notice).toContain(
    "2 accounts with 2,000 MRR of running subscriptions are no longer in crm.accounts",
  );
  expect(others).toEqual([]);

  // The same is no news; an account that has ceased to pay is gone, and one that is back has its new facts.
  const later = await project.day(
    "2026-03-03",
    subscriptions(...[1, 2, 3, 4, 6].map((id) => subscription(id)), subscription(5, "2026-03-03")),
  );
  expect(await portfolio("2026-03-03")).toEqual([{ accounts: 4, mrr: 4000, names: 4, active: 4 }]);
  expect(
    later.run.outcome === "published" ? later.run.warnings.map(({ says }) => says?.slice(0, 24)) : [],
  ).toEqual(["1 account with 1,000 MRR"]);
  await project.day("2026-03-04", accounts(...[1, 2, 3, 4].map((id) => company(id))));
  expect(
    await project.query(
      "select warning from audit_results where as_of_date = date '2026-03-04' and audit = 'paying_accounts_are_exported'",
    ),
  ).toEqual([{ warning: null }]);
});
