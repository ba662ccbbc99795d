import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { columnsOf, rowsOf } from "../../lib/layouts/columns.ts";
import { loadPresets } from "../../lib/layouts/presets.ts";
import { recognise } from "../../lib/layouts/recognise.ts";
import { type DraftedProject, draftedProject, ndjson } from "./drafted-project.ts";
import {
  enveloped,
  flattened,
  salesforceAccounts,
  stripeCustomers,
  stripeSubscriptions,
  zendeskOrganizations,
  zendeskTickets,
} from "./given/airbyte.ts";
import * as billing from "./given/billing.ts";
import * as deskAndProduct from "./given/desk-and-product.ts";
import * as hubspot from "./given/hubspot.ts";

const objects = {
  "salesforce/Account": salesforceAccounts,
  "stripe/customers": stripeCustomers,
  "stripe/subscriptions": stripeSubscriptions,
  "zendesk/tickets": zendeskTickets,
  "zendesk/organizations": zendeskOrganizations,
};

describe.each([
  ["beside its own columns", flattened],
  ["within _airbyte_data", enveloped],
])("objects of the API as Airbyte lands them, %s", (_, landed) => {
  let drafted: DraftedProject;

  beforeAll(async () => {
    drafted = await draftedProject(
      Object.fromEntries(
        Object.entries(objects).map(([name, records]) => [
          `exports/${name}/2026_03_30_1774834500000_0.jsonl`,
          ndjson(landed(records)),
        ]),
      ),
    );
    await drafted.project.day("2026-03-31");
  }, 120_000);

  afterAll(() => drafted[Symbol.asyncDispose]());

  const rows = async (sql: string) => (await drafted.project.query(sql)).map((row) => Object.values(row));

  test("are read by the layouts of the API", async () => {
    expect(await rows("select account_id, name, employees, region from accounts order by name")).toEqual([
      ["0015g00000A1b2CAAR", "Aldgate Ltd", 120, "United Kingdom"],
      ["0015g00000A1b2DAAR", "Brackley GmbH", null, "United Kingdom"],
    ]);
    expect(
      await rows(
        "select subscription_id, account_id, plan, status, mrr_in_currency, currency, ended_on from subscriptions order by 1",
      ),
    ).toEqual([
      ["si_sub_1", "0015g00000A1b2CAAR", "Team", "active", 60, "USD", null],
      ["si_sub_2", "0015g00000A1b2DAAR", "Team", "active", 136.5, "USD", null],
      ["si_sub_3", null, "Team", "cancelled", 60, "USD", "2026-02-01"],
    ]);
    expect(
      await rows(
        "select ticket_id, account_id, status, priority, channel, created_at from tickets order by 1",
      ),
    ).toEqual([
      ["501", "0015g00000A1b2CAAR", "open", "high", "email", "2026-03-20 08:15:00"],
      ["502", "0015g00000A1b2DAAR", "solved", "low", "email", "2026-02-01 10:00:00"],
      ["503", null, "pending", null, "email", "2026-03-25 14:00:00"],
    ]);
  });

  test("a deleted account is filtered, and what it has is unmatched", async () => {
    expect(
      await rows("select source, stream, filtered from data_quality where filtered > 0 order by 1, 2"),
    ).toEqual([["salesforce", "accounts", 1]]);
    expect(await rows("select source, stream, unmatched from data_quality where stream = 'tickets'")).toEqual(
      [["zendesk", "tickets", 1]],
    );
  });
});

describe("every layout of an API is recognised", async () => {
  const presets = await loadPresets();
  const { qualtricsAnswers: _, ...others } = deskAndProduct;
  const objectsOf = Object.entries({ ...hubspot, ...billing, ...others });
  const layoutOf = (records: readonly unknown[]): string => {
    const found = recognise(columnsOf(rowsOf(records)), "exports/data.jsonl", presets);
    return `${found?.preset.name}.${found?.name}`;
  };

  test.each(objectsOf)("%s, beside Airbyte's columns", (_name, records) => {
    expect(layoutOf(flattened(records))).toBe(layoutOf(records));
    expect(layoutOf(records)).not.toContain("undefined");
  });
});

test("records that are JSON in one cell of a CSV are left out, and the config says how to export them", async () => {
  const cells = salesforceAccounts.map((record) => `1,"${JSON.stringify(record).replaceAll('"', '""')}"\n`);
  await using drafted = await draftedProject({
    "exports/Account.csv": "Id,Name,Website\n1,Aldgate Ltd,aldgate.example\n2,Brackley,brackley.example\n",
    "exports/visits.csv": "id,account_id,user_id,feature,occurred_at\n1,1,a,plan,2026-03-30T08:00:00Z\n",
    "exports/landed.csv": `_airbyte_raw_id,_airbyte_data\n${cells.join("")}`,
  });
  expect(drafted.config).toContain(
    "exports/landed.csv (1): its records are JSON in one cell: let Airbyte write",
  );
});
