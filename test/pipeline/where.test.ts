import { expect } from "vitest";
import { changedReadings } from "../../lib/landing/reading.ts";
import { stagedLoads } from "../../lib/pipeline/staged-loads.ts";
import { testProject } from "../support/project.ts";
import { sampledTest } from "../support/sample.ts";
import { csv } from "../support/shop.ts";

const yaml = (where: string) => `
company: Corner Shop
currency: EUR
sources:
  - name: crm
    kind: files
    streams:
      accounts:
        path: accounts.csv
        mode: full
        max_loss: 1
        entity: accounts
        where: "${where}"
        fields: { account_id: id, name: name, employees: staff }
      contacts:
        path: contacts.csv
        mode: upsert
        entity: contacts
        where: "kind = 'person'"
        fields: { contact_id: id, account_id: account, name: name }
scorecards:
  - name: standard
    components: { usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [5, 100]] } } } }
`;

const accounts = (...lines: readonly string[]) => ({ "accounts.csv": csv("id,name,type,staff", ...lines) });
const customers = "type = 'Customer'";

sampledTest(
  "rows that a stream's condition leaves out are counted as filtered, and gone from a full export",
  async () => {
    await using project = await testProject(yaml(customers));
    const people = { "contacts.csv": csv("id,account,name,kind", "p1,1,Ann,person", "p2,1,Door,device") };
    await project.day("2026-03-01", {
      ...accounts("1,Alpha,Customer,5", "2,Beta,Customer,6", "3,Gamma,Prospect,many", ",Nobody,Prospect,"),
      ...people,
    });
    const counts = () =>
      project.query(
        "select stream, landed, current, rejected, filtered, cells_unread from data_quality where entity in ('accounts', 'contacts') order by stream",
      );
    const accountsOn = (day: string) =>
      project.query(`select account_id from accounts where as_of_date = date '${day}' order by account_id`);
    expect(await counts()).toEqual([
      { stream: "accounts", landed: 4, current: 2, rejected: 0, filtered: 2, cells_unread: 0 },
      { stream: "contacts", landed: 2, current: 1, rejected: 0, filtered: 1, cells_unread: 0 },
    ]);
    expect(await accountsOn("2026-03-01")).toEqual([{ account_id: "1" }, { account_id: "2" }]);
    expect(await project.query("select name from people")).toEqual([{ name: "Ann" }]);

    await project.day("2026-03-02", accounts("1,Alpha,Customer,5", "2,Beta,Former,6", "3,Gamma,Customer,7"));
    expect(await accountsOn("2026-03-02")).toEqual([{ account_id: "1" }, { account_id: "3" }]);
  },
);

sampledTest("a changed condition offers to land again", async () => {
  await using project = await testProject(yaml(customers));
  await project.day("2026-03-01", accounts("1,Alpha,Customer,5"));
  await using changed = await project.reopened(yaml("type <> 'Prospect'"));
  const { services, project: read } = changed.local;
  expect(
    await changedReadings(services.store, read.config.sources, await stagedLoads(services.store)),
  ).toEqual([
    {
      source: "crm",
      stream: "accounts",
      loads: 1,
      changes: [{ what: "where", was: customers, is: "type <> 'Prospect'" }],
    },
  ]);
});
