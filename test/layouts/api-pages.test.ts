import { expect, test } from "vitest";
import { accounts, draftedFrom, ndjson } from "./folder.ts";
import * as billing from "./given/billing.ts";
import * as other from "./given/desk-and-product.ts";
import * as hubspot from "./given/hubspot.ts";

const objects = {
  "hubspot/companies": hubspot.companies,
  "hubspot/tickets": hubspot.tickets,
  "chargebee/customers": billing.chargebeeCustomers.map((customer) => ({ customer })),
  "chargebee/subscriptions": billing.chargebeeSubscriptions.map((subscription) => ({ subscription })),
  "recurly/accounts": billing.recurlyAccounts,
  "recurly/subscriptions": billing.recurlySubscriptions,
  "intercom/companies": other.intercomCompanies,
  "intercom/conversations": other.intercomConversations,
  "pendo/features": other.pendoFeatures,
};

const pages = {
  HubSpot: (results: object) => ({ results, paging: { next: { after: "1" } } }),
  Chargebee: (list: object) => ({ list, next_offset: '["1"]' }),
  Intercom: (conversations: object) => ({ type: "list", pages: { next: null }, conversations, total: 3 }),
  "a list of all": (data: object) => ({ object: "list", has_more: false, data, errors: [] }),
  "an enveloped list": (elements: object) => ({ meta: { httpStatus: "200" }, result: { elements } }),
};

/** The streams of a drafted config, without what the form of the files changes. */
async function streamsFrom(text: (records: readonly object[]) => string, extension: string) {
  const files = Object.entries(objects).map(([name, records]) => [`${name}.${extension}`, text(records)]);
  const { config } = await draftedFrom(Object.fromEntries(files));
  return config.sources.map(({ name, streams }) => [
    name,
    Object.entries(streams).map(([stream, { path: _, list: __, ...mapping }]) => [stream, mapping]),
  ]);
}

test.each(Object.entries(pages))(
  "pages such as %s's are recognised as their records are",
  async (_, pageOf) => {
    const asLines = await streamsFrom((records) => ndjson(...records), "ndjson");
    expect(asLines.map(([name]) => name)).toEqual(["hubspot", "chargebee", "recurly", "intercom", "pendo"]);
    for (const space of [0, 2])
      expect(
        await streamsFrom((records) => JSON.stringify(pageOf(records), undefined, space), "json"),
      ).toEqual(asLines);
  },
);

test("the list with the most objects has the records, and the others are named", async () => {
  const tickets = Array.from({ length: 3 }, (_, id) => ({
    ...{ id, account_id: `C-100${id + 1}`, subject: "x", priority: "high" },
    ...{ created_at: "2026-01-05T08:00:00Z", solved_at: null },
  }));
  const page = { count: 3, next_page: null, groups: [{ id: 7 }], tickets };
  const drafted = await draftedFrom({
    "crm/accounts.csv": accounts,
    "desk/tickets.json": JSON.stringify(page),
  });
  expect(drafted.text).toMatch(/list: tickets # .*other lists in it are not used: groups/);
});

test("one record with a list in it is no page", async () => {
  const order = { id: 7, number: "A-7", lines: [{ sku: "a" }, { sku: "b" }] };
  for (const space of [0, 2]) {
    const text = JSON.stringify(order, undefined, space);
    const { leftOut } = await draftedFrom({ "crm/accounts.csv": accounts, "shop/order.json": text });
    expect(leftOut).toMatchObject([{ glob: "exports/shop/order.json" }]);
  }
});
