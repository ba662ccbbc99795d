import { expect, test } from "vitest";
import { pathsIn } from "../../lib/preview/record-paths.ts";
import { nearestPath } from "../../lib/preview/unseen-paths.ts";

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
