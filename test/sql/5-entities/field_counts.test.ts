import { expect, test } from "vitest";
import { Source } from "../../../lib/config/schema.ts";
import { mappingModels } from "../../../lib/mapping/models.ts";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";

const crm = Source.parse({
  name: "crm",
  kind: "files",
  streams: {
    accounts: {
      ...{ path: "accounts.csv", mode: "upsert", entity: "accounts" },
      fields: { account_id: "id", name: "name", parent_account_id: "parent", region: "Regoin" },
    },
    partners: {
      ...{ path: "partners.csv", mode: "upsert", entity: "accounts" },
      fields: { account_id: "id", domain: "domain" },
    },
    usage: {
      ...{ path: "usage.ndjson", mode: "append", entity: "usage" },
      fields: { account_id: "account", occurred_at: "at", minutes: "minutes" },
    },
  },
});
const models = mappingModels({ sources: [crm] });

const row = (stream: string, more: GivenRow): GivenRow => ({
  ...{ source: "crm", stream, is_outline: false, reject_reason: null },
  ...more,
});

test("each mapped field of a stream is counted in its usable rows, and a stream without rows is not told", async () => {
  const rows = await rowsOf("field_counts", {
    ...{ asOf: "2024-05-10", models },
    given: {
      staged_accounts: [
        row("accounts", { record_id: "1", name: "Alpha", domain: "not.mapped" }),
        row("accounts", { record_id: "2", parent_account_key: "crm:1" }),
        row("accounts", { record_id: "3", name: "Gone", region: "EU", reject_reason: "missing name" }),
        row("accounts", { record_id: "1", name: "Alpha", region: "EU", is_outline: true }),
        row("partners", { record_id: "9", domain: "nine.example", region: "EU" }),
      ],
    },
  });
  expect(
    pick(rows, "stream", "field", "row_count", "value_count").map((each) => Object.values(each).join(" ")),
  ).toEqual([
    "accounts account_id 2 2",
    "accounts name 2 1",
    "accounts parent_account_id 2 1",
    "accounts region 2 0",
    "partners account_id 1 1",
    "partners domain 1 1",
  ]);
});
