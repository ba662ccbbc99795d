import { describe, expect, test } from "vitest";
import { columnsOf, rowsOf } from "../../lib/layouts/columns.ts";
import { loadPresets } from "../../lib/layouts/presets.ts";
import { recognise } from "../../lib/layouts/recognise.ts";
import * as billing from "./given/billing.ts";
import * as deskAndProduct from "./given/desk-and-product.ts";
import * as hubspot from "./given/hubspot.ts";

const presets = await loadPresets();

/** The layout's name and the stream's, and why its files are of no use. */
function layoutOf(records: readonly unknown[], path = "exports/files.ndjson"): string {
  const found = recognise(columnsOf(rowsOf(records)), path, presets);
  if (found === undefined) return "none";
  const name = `${found.preset.name}.${found.name}`;
  return found.status === "unused" ? `${name}: ${found.because}` : name;
}

describe("records alone, without a name of a file, show their layout", () => {
  const { companies, contacts, tickets, meetings, deals } = hubspot;
  const { qualtricsAnswers, ...others } = deskAndProduct;
  test.each([
    ["hubspot.companies", companies],
    ["hubspot.contacts", contacts],
    ["hubspot.tickets", tickets],
    ["hubspot.meetings", meetings],
    [
      "hubspot.deals: a deal may still be lost, and has no term; what customers pay comes from billing",
      deals,
    ],
    ["chargebee.customers", billing.chargebeeCustomers],
    ["chargebee.subscriptions", billing.chargebeeSubscriptions],
    ["chargebee.invoices", billing.chargebeeInvoices],
    ["recurly.accounts", billing.recurlyAccounts],
    ["recurly.subscriptions", billing.recurlySubscriptions],
    ["recurly.invoices", billing.recurlyInvoices],
    ["zuora.accounts", billing.zuoraAccounts],
    ["zuora.charges", billing.zuoraCharges],
    ["zuora.invoices", billing.zuoraInvoices],
    ["intercom.companies", others.intercomCompanies],
    ["intercom.conversations", others.intercomConversations],
    ["segment.events", others.segmentCalls],
    ["mixpanel.events", others.mixpanelEvents],
    ["amplitude.events", others.amplitudeEvents],
    ["pendo.feature_events", others.pendoFeatures],
    ["qualtrics.responses", rowsBelow(qualtricsAnswers)],
  ])("%s", (layout, records) => {
    expect(layoutOf(records)).toBe(layout);
  });
});

test("Chargebee's lists, whose entries have a subscription and its customer, are told apart by the file's name", () => {
  const listed = billing.chargebeeSubscriptions.map((subscription) => ({
    subscription,
    customer: billing.chargebeeCustomers[0],
  }));
  expect(layoutOf(listed, "exports/chargebee/subscriptions_20260914.jsonl")).toBe("chargebee.subscriptions");
  const customers = billing.chargebeeCustomers.map((customer) => ({ customer }));
  expect(layoutOf(customers, "exports/chargebee/customers.jsonl")).toBe("chargebee.customers");
  const invoices = billing.chargebeeInvoices.map((invoice) => ({ invoice }));
  expect(layoutOf(invoices, "exports/chargebee/invoices.jsonl")).toBe("chargebee.invoices");
});

describe("a table of a loader", () => {
  const synced = "2026-01-01T00:00:00Z";

  test("with few columns is known by the words of its file's name", () => {
    const teams = [{ id: "1", name: "Support", _fivetran_synced: synced }];
    expect(layoutOf(teams, "exports/intercom/team_data.csv")).toMatch(/^intercom-fivetran.other_tables: /);
    expect(layoutOf(teams, "exports/teams.csv")).toBe("none");
    expect(layoutOf(teams, "exports/steam_data.csv")).toBe("none");
  });

  test("that several products have is the one of the folder's product", () => {
    const users = [{ id: "1", username: "ada", _fivetran_synced: synced }];
    expect(layoutOf(users, "exports/pendo/user.csv")).toMatch(/^pendo-fivetran/);
    expect(layoutOf(users, "exports/qualtrics/user.csv")).toMatch(/^qualtrics-fivetran/);
  });

  test("is no object of the API, although it has the same columns", () => {
    const ticket = { id: 1, organization_id: 2, requester_id: 3, subject: "x", status: "open" };
    const created = { created_at: synced, updated_at: synced };
    expect(layoutOf([{ ...ticket, ...created }])).toBe("zendesk.tickets");
    expect(layoutOf([{ ...ticket, ...created, _fivetran_synced: synced }])).toBe("zendesk-fivetran.tickets");
  });
});

test("records without the signs of any layout have none", () => {
  expect(layoutOf([{ id: "1", name: "Aldgate", owner: "Kim" }], "exports/hubspot/companies.csv")).toBe(
    "none",
  );
});

/** The rows of a sheet by the names in its first. */
function rowsBelow([header = [], ...rows]: readonly (readonly string[])[]): readonly object[] {
  return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index]])));
}
