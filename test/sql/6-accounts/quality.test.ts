import { expect, test } from "vitest";
import { Source } from "../../../lib/config/schema.ts";
import { attributesModel } from "../../../lib/mapping/records/attributes-model.ts";
import { rowsOf } from "../../support/given.ts";
import { generatedModels as models } from "../../support/merge.ts";

test("unmatched keys are counted by source", async () => {
  const key = (source: string, matched_by: string | null, accounts_of_name: number | null = null) => ({
    ...{ source, matched_by, accounts_of_name },
  });
  const account_identity = [
    key("crm", "id"),
    key("desk", "link"),
    key("desk", "domain"),
    key("desk", "name"),
    key("desk", "record"),
    key("desk", null),
    key("desk", null, 2),
  ];
  expect(await rowsOf("identity_quality", { asOf: "2024-05-10", given: { account_identity } })).toEqual([
    {
      source: "crm",
      keys: 1,
      matched_by_id: 1,
      matched_by_link: 0,
      matched_by_domain: 0,
      matched_by_name: 0,
      matched_by_record: 0,
      unmatched: 0,
      ambiguous_name: 0,
    },
    {
      source: "desk",
      keys: 6,
      matched_by_id: 0,
      matched_by_link: 1,
      matched_by_domain: 1,
      matched_by_name: 1,
      matched_by_record: 1,
      unmatched: 2,
      ambiguous_name: 1,
    },
  ]);
});

test("an account's attributes come from the first source that has them", async () => {
  const accounts = (attributes: string[]) => ({
    things: { path: "a.csv", mode: "full", entity: "accounts", fields: { account_id: "id" }, attributes },
  });
  const sources = [
    Source.parse({ name: "crm", kind: "files", streams: accounts(["country"]) }),
    Source.parse({ name: "billing", kind: "files", streams: accounts(["country", "tier"]) }),
  ];
  const record = (source: string, id: string, attributes: object, more = {}) => ({
    ...{
      source,
      account_key: `${source}:${id}`,
      known_on: "2024-01-01",
      attributes: JSON.stringify(attributes),
    },
    ...more,
  });
  const rows = await rowsOf(attributesModel({ sources }), {
    asOf: "2024-05-10",
    models,
    given: {
      streams: sources.map(({ name: source }, index) => ({
        source,
        entity: "accounts",
        source_position: index + 1,
      })),
      accounts_records: [
        record("crm", "1", { country: "DE" }),
        record("billing", "b1", { country: "Germany", tier: "gold" }),
        record("crm", "2", { country: null }),
        record("crm", "3", { country: "FR" }, { customer_since: "2024-06-01" }),
      ],
      account_identity: [
        { account_key: "crm:1", account_id: "1" },
        { account_key: "billing:b1", account_id: "1" },
        { account_key: "crm:2", account_id: "2" },
        { account_key: "crm:3", account_id: "3" },
      ],
    },
  });
  expect(rows).toEqual([
    { account_id: "1", attribute: "country", value: "DE" },
    { account_id: "1", attribute: "tier", value: "gold" },
  ]);
});
