import { expect, test } from "vitest";
import { rowsOf } from "../../support/given.ts";

const key = (source_account_id: string, account_id: string, more = {}) => ({
  ...{ source_account_id, account_id, matched_by: "id", merged_into: null },
  ...more,
});

test("a merged account is the account that it was merged into, whichever source says so", async () => {
  const account_identity = [
    key("a", "a"),
    key("b", "a", { merged_into: "a" }),
    key("b", "a", { merged_into: "a" }),
    key("c", "a", { matched_by: "link", merged_into: "a" }),
    key("d", "d"),
  ];
  expect(await rowsOf("account_merges", { asOf: "2024-05-10", given: { account_identity } })).toEqual([
    { account_id: "a", past_id: "b" },
  ]);
});
