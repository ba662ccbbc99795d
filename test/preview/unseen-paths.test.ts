import { expect, test } from "vitest";
import { pathsIn } from "../../lib/preview/record-paths.ts";
import { nearestPath, unseenPaths } from "../../lib/preview/unseen-paths.ts";
import { testProject } from "../support/project.ts";

test("a record's paths are written as a mapping writes them", () => {
  const record = {
    id: 1,
    "Owner.Name": "Ann",
    items: { data: [{ price: { amount: 2 } }] },
    a: { "b.c": null },
  };
  expect(pathsIn(record)).toEqual([
    ...["id", "Owner.Name", "items", "items.data", "items.data[0]", "items.data[0].price"],
    ...["items.data[0].price.amount", "a", 'a."b.c"'],
  ]);
  expect(pathsIn("no record")).toEqual([]);
});

const listing = `
company: Corner Shop
currency: EUR
sources:
  - name: crm
    kind: files
    streams:
      accounts:
        path: accounts.json
        mode: upsert
        entity: accounts
        each: companies
        record: id
        fields: { account_id: key, name: "^title", owner: owner.name, segment: id }
scorecards:
  - name: standard
    components: { usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [5, 100]] } } } }
`;

test("a path of elements is looked for in them, and one of records in those", async () => {
  await using project = await testProject(listing);
  const { inbox, project: read } = project.local;
  const unseen = async (...records: readonly unknown[]) => {
    await project.write({ "accounts.json": JSON.stringify(records) });
    const found = await unseenPaths(inbox, read.config);
    return found.map(
      ({ path, start, records: looked, nearest }) => `${path} in ${looked} ${start}: ${nearest}`,
    );
  };
  const company = { key: "1", owner: { name: "Ann" } };
  expect(await unseen({ id: "r", name: "R", companies: [company, { key: "2" }] })).toEqual([
    "^title in 1 record: null",
    "id in 2 element: ^id",
  ]);
  expect(await unseen({ id: "r", title: "R", companies: [] })).toEqual([]);
  expect(await unseen({ id: "r", title: "R", company: [company] })).toEqual([
    "companies in 1 record: company",
  ]);
});

test("of a cell with several parts, all other paths are looked for in the record", async () => {
  const splitting = listing
    .replace("each: companies", 'each: { field: companies, separator: ";" }')
    .replace("        record: id\n", "")
    .replace("{ account_id: key, ", "{ account_id: key, domain: ., ")
    .replace('"^title"', "title");
  await using project = await testProject(splitting);
  const { inbox, project: read } = project.local;
  await project.write({ "accounts.json": JSON.stringify([{ id: "r", key: "1", companies: "a; b" }]) });
  const found = await unseenPaths(inbox, read.config);
  expect(found.map(({ path, start, records }) => `${path} in ${records} ${start}`)).toEqual([
    "title in 1 record",
    "owner.name in 1 record",
  ]);
});

const columns = [
  ...["Id", "Name", "Owner.Name", "Owner.Email", "Website", "Customer_Since__c", "NumberOfEmployees"],
  ...["Industry", "BillingCountry", "ParentId", "IsDeleted", "LastModifiedDate", "CreatedDate"],
  ...["items.data[0].price.unit_amount", "items.data[0].quantity", "current_period_end", "cancel_at"],
  ...["organization_id", "solved_at", "satisfaction_rating.score", "via.channel", "subject", "requester_id"],
];

/** Forty slips of the kinds that people make, each beside the column that was meant. */
const slips: Readonly<Record<string, readonly string[]>> = {
  Id: ["ID", "id", "Idd"],
  Name: ["name", "NAME", "Nmae"],
  "Owner.Name": ["Owner", "OwnerName", "owner_name", "Owner Name", "OwnerNmae"],
  "Owner.Email": ["owner.email", "OwnerEmail", "owner_mail"],
  Website: ["web_site", "Websites", "Web Site"],
  Customer_Since__c: ["CustomerSince", "customer_since", "Customer Since"],
  NumberOfEmployees: ["number_of_employees", "Number Of Employees", "NumberOfEmployes"],
  Industry: ["industry", "Industrie"],
  BillingCountry: ["billing_country", "Billing Country"],
  ParentId: ["parent_id", "ParentID"],
  "items.data[0].price.unit_amount": ["items.price.unit_amount", "unit_amount", "data[0].price.unit_amount"],
  "items.data[0].quantity": ["items.quantity", "quantity", "items[0].quantity"],
  organization_id: ["organisation_id", "organizationId"],
  solved_at: ["solvedAt", "solved"],
  "satisfaction_rating.score": ["satisfaction_rating_score", "satisfaction.score"],
  "via.channel": ["via_channel", "channel"],
};

test("forty mistaken paths are each told the right nearest column", () => {
  const given = Object.entries(slips).flatMap(([meant, paths]) => paths.map((path) => ({ path, meant })));
  expect(given.length).toBeGreaterThanOrEqual(40);
  const told = given.map(({ path }) => ({ path, meant: nearestPath(path, columns) }));
  expect(told).toEqual(given);
});

test("a path unlike all columns is told none", () => {
  expect(nearestPath("favourite_colour", columns)).toBeUndefined();
  expect(nearestPath("mrr", columns)).toBeUndefined();
});
