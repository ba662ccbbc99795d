import { expect, test } from "vitest";
import { accounts, csv, draftedFrom } from "./folder.ts";

const crm = { "crm/customers.csv": accounts };
const tickets = (...companies: readonly string[]) =>
  csv(
    "Ticket ID,Company,Opened on,Subject",
    ...companies.map((company, index) => `${index},"${company}",2026-05-0${index + 1},Broken`),
  );
const matchesOf = async (files: Readonly<Record<string, string>>) => {
  const drafted = await draftedFrom(files);
  const byName = drafted.config.sources.filter(({ match_by_name }) => match_by_name);
  return { ...drafted, byName: byName.map(({ name }) => name) };
};

test("a source whose records bring nothing but names of the CRM's companies matches by name, and asks", async () => {
  const { config, text, byName, questions } = await matchesOf({
    ...crm,
    "desk/tickets.csv": tickets("Alder, Inc.", "BIRCH", "Cedar GmbH", "Nobody"),
  });
  expect(byName).toEqual(["desk"]);
  expect(config.sources[1]?.streams.tickets?.fields.account_id).toMatchObject({
    field: "Company",
  });
  expect(text).toContain("match_by_name: true # 3 of 4 sampled values are names of crm.accounts");
  expect(questions).toContainEqual(expect.objectContaining({ at: "desk.match_by_name" }));
});

test("names that are few of the CRM's, and records with an id or a domain, match by no name", async () => {
  const few = tickets("Alder", "Dogwood", "Elm", "Fir");
  expect((await matchesOf({ ...crm, "desk/tickets.csv": few })).byName).toEqual([]);
  const ids = csv(
    "Ticket ID,Customer,Company,Opened on,Subject",
    "1,C-1001,Alder,2026-05-01,Broken",
    "2,C-1002,Birch,2026-05-02,Slow",
    "3,C-1003,Cedar,2026-05-03,Odd",
  );
  expect((await matchesOf({ ...crm, "desk/tickets.csv": ids })).byName).toEqual([]);
  const domains = csv(
    "Ticket ID,Email,Company,Opened on,Subject",
    "1,ann@alder.example,Alder,2026-05-01,Broken",
    "2,bo@birch.example,Birch,2026-05-02,Slow",
    "3,cy@cedar.example,Cedar,2026-05-03,Odd",
  );
  expect((await matchesOf({ ...crm, "desk/tickets.csv": domains })).byName).toEqual([]);
});

test("another source's accounts match by name when no id and no domain leads to the CRM's", async () => {
  const billing = (column: string, ...rows: readonly string[]) =>
    csv(`customer_id,company,${column},tier`, ...rows.map((row) => `${row},Gold`));
  const invoices = csv(
    "invoice_id,customer_id,amount,issued_on,due_on",
    "1,K1,10,2026-05-01,2026-05-30",
    "2,K2,20,2026-05-01,2026-05-30",
    "3,K3,30,2026-05-01,2026-05-30",
  );
  const named = billing("city", "K1,Alder Ltd,Bern", "K2,Birch Ltd,Rome", "K3,Cedar Ltd,Bonn");
  const { byName, config } = await matchesOf({
    ...crm,
    "finance/customers.csv": named,
    "finance/invoices.csv": invoices,
  });
  expect(byName).toEqual(["finance"]);
  expect(
    config.sources.find(({ name }) => name === "finance")?.streams.invoices?.fields.account_id,
  ).toMatchObject({
    field: "customer_id",
  });
  const sited = billing(
    "website",
    ...["K1,Alder Ltd,alder.example", "K2,Birch Ltd,birch.example", "K3,Cedar Ltd,cedar.example"],
  );
  const { byName: none } = await matchesOf({ ...crm, "finance/customers.csv": sited });
  expect(none).toEqual([]);
});

test("records of the CRM's own folder that bring names are a source of their own", async () => {
  const { byName } = await matchesOf({ ...crm, "crm/tickets.csv": tickets("Alder", "Birch", "Cedar") });
  expect(byName).toEqual(["crm_tickets"]);
});
