import { expect } from "vitest";
import { testProject } from "../support/project.ts";
import { sampledTest } from "../support/sample.ts";

const yaml = `company: Loop
currency: USD
sources:
  - name: crm
    kind: files
    streams:
      accounts: { path: crm/accounts.csv, mode: upsert, entity: accounts, fields: { account_id: id, name: name, owner: owner } }
      subscriptions:
        path: crm/subs-{date}.csv
        mode: upsert
        entity: subscriptions
        fields: { subscription_id: id, account_id: account, status: status, mrr: mrr, started_on: since }
scorecards:
  - name: standard
    components:
      financial: { weight: 1, measures: { mrr_change_90d: { points: [[-1, 0], [0, 100]] } } }
`;
const accounts = (owner: string) => ({ "crm/accounts.csv": `id,name,owner\n1,Acme,${owner}\n` });
const subscription = (date: string, status: string) => ({
  [`crm/subs-${date}.csv`]: `id,account,status,mrr,since\ns1,1,${status},100.00,2026-01-01\n`,
});

sampledTest("a state that returns counts again, in a dated file and in one that is overwritten", async () => {
  await using project = await testProject(yaml);
  await project.day("2026-03-01", { ...accounts("Ann"), ...subscription("2026-03-01", "active") });
  await project.day("2026-03-02", { ...accounts("Bob"), ...subscription("2026-03-02", "paused") });
  await project.day("2026-03-03", { ...accounts("Ann"), ...subscription("2026-03-03", "active") });
  expect(await project.query("select as_of_date, owner, mrr from accounts order by 1")).toEqual([
    { as_of_date: "2026-03-01", owner: "Ann", mrr: 100 },
    { as_of_date: "2026-03-02", owner: "Bob", mrr: 0 },
    { as_of_date: "2026-03-03", owner: "Ann", mrr: 100 },
  ]);
});

sampledTest("dated files that landed at once are each the state of their date", async () => {
  await using project = await testProject(yaml);
  await project.write({ ...accounts("Ann"), ...subscription("2026-03-01", "active") });
  await project.write({ ...subscription("2026-03-02", "paused"), ...subscription("2026-03-03", "active") });
  await project.day("2026-03-03");
  expect(await project.query("select mrr from accounts")).toEqual([{ mrr: 100 }]);
});
