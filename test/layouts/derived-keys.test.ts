import { expect, test } from "vitest";
import { sampledTest } from "../support/sample.ts";
import { draftedProject } from "./drafted-project.ts";
import { accounts, csv, draftedFrom } from "./folder.ts";

/** As YAML writes it in a flow. */
const scalar = (text: string): string => (text === ";" ? text : JSON.stringify(text));

async function streamsOf(files: Readonly<Record<string, string>>) {
  const { config } = await draftedFrom(files);
  return Object.fromEntries(
    config.sources.flatMap(({ name, streams }) =>
      Object.entries(streams).map(([stream, mapping]) => [`${name}.${stream}`, mapping] as const),
    ),
  );
}

sampledTest("the first of several ids in a cell names the account of what must not count twice", async () => {
  const streams = await streamsOf({
    "crm/customers.csv": accounts,
    "erp/invoices.csv": csv(
      "Invoice number,Companies,Issued on,Due on,Amount",
      "1,C-1001;C-1002,2026-05-14,2026-06-14,100",
      "2,C-1002;C-1003,2026-05-01,2026-06-01,100",
      "3,C-1003;C-1001,2026-05-02,2026-06-02,100",
    ),
  });
  expect(streams["erp.invoices"]?.fields.account_id).toMatchObject({ sql: "split_part(Companies, ';', 1)" });
  expect(streams["erp.invoices"]?.each).toBeUndefined();
});

test.each([
  [";", "C-1001;C-1002", "C-1003; C-1001"],
  [",", '"C-1001, C-1002"', "C-1003"],
  ["|", "C-1001|C-1002", "C-1003"],
  [";", '"[""C-1001"",""C-1002""]"', '"[""C-1003""]"'],
])("ids between %j are a touchpoint of each account, as in %j", async (separator, first, second) => {
  const meetings = csv(
    "Meeting ID,Companies,Met on,Notes",
    `m1,${first},2026-01-14,Renewal`,
    `m2,${second},2026-01-15,Training`,
    "m3,C-1002,2026-01-16,Review",
  );
  const files = { "exports/crm/customers.csv": accounts, "exports/success/meetings.csv": meetings };
  await using drafted = await draftedProject(files);
  expect(drafted.config).toContain(`each: { field: Companies, separator: ${scalar(separator)} }`);
  await drafted.project.day("2026-01-31");
  const rows = await drafted.project.query("select account_id, occurred_at from touchpoints order by 1, 2");
  expect(rows.map(({ account_id }) => account_id)).toEqual(
    [...`${first} ${second} C-1002`.matchAll(/C-\d+/g)].map(([id]) => id).toSorted(),
  );
});

sampledTest("a key that is a cell of its own is not split, whatever other cells have", async () => {
  const streams = await streamsOf({
    "crm/customers.csv": accounts,
    "success/meetings.csv": csv(
      "Meeting ID,customer id,Also for,Met on",
      "m1,C-1001,C-1002;C-1003,2026-01-14",
      "m2,C-1002,C-1001;C-1003,2026-01-15",
      "m3,C-1003,,2026-01-16",
    ),
  });
  expect(streams["success.touchpoints"]?.fields.account_id).toMatchObject({ field: "customer id" });
});

sampledTest("a member of JSON in a cell names the account", async () => {
  const cell = (id: string) => `"{""groups"":{""company id"":[""${id}""]},""size"":1.5}"`;
  const streams = await streamsOf({
    "crm/customers.csv": accounts,
    "app/events.csv": csv(
      "event_id,user_id,event,timestamp,properties",
      `1,a,plan,2026-05-14T08:00:00Z,${cell("C-1001")}`,
      `2,b,plan,2026-05-14T09:00:00Z,${cell("C-1002")}`,
      `3,c,plan,2026-05-14T10:00:00Z,${cell("C-1003")}`,
    ),
  });
  expect(streams["app.usage"]?.fields.account_id).toMatchObject({
    sql: `json_extract_scalar(properties, '$.groups["company id"][0]')`,
  });
});

sampledTest("a member of JSON in a cell links a billing system's customers", async () => {
  const customer = (id: string, crm: string) =>
    `${id},2026-01-01T00:00:00Z,x,,P${id},FALSE,TRUE,FALSE,"{""crm_id"":""${crm}""}"`;
  const streams = await streamsOf({
    "crm/customers.csv": accounts,
    "stripe/customer.csv": csv(
      "id,_fivetran_synced,name,email,invoice_prefix,delinquent,livemode,is_deleted,metadata",
      customer("cus_1", "C-1001"),
      customer("cus_2", "C-1002"),
      customer("cus_3", "C-1003"),
    ),
  });
  const { entity, fields } =
    Object.values(streams).find(({ entity: each }) => each === "account_links") ?? {};
  expect(entity).toBe("account_links");
  expect(fields).toMatchObject({
    other_account_id: "id",
    account_id: { sql: "json_extract_scalar(metadata, '$.crm_id')" },
  });
});

sampledTest(
  "people of the CRM without an id are matched by their domain, as a source of their own",
  async () => {
    const streams = await streamsOf({
      "hubspot/companies.csv": csv(
        "Record ID,Company name,Company Domain Name",
        "9001001,Alder,alder.example",
        "9001002,Birch,birch.example",
        "9001003,Cedar,cedar.example",
      ),
      "hubspot/contacts.csv": csv(
        "Record ID,First Name,Last Name,Email",
        "1,Ada,Lane,ada@alder.example",
        "2,Bo,Kern,bo@birch.example",
        "3,Cy,More,cy@cedar.example",
      ),
    });
    expect(streams["hubspot_contacts.contacts"]?.fields.account_id).toBe("Email");
  },
);
