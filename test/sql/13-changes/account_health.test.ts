import { expect, test } from "vitest";
import { pick, rowsOf } from "../../support/given.ts";

test("every account has one row, with its score if it has one", async () => {
  const rows = await rowsOf("account_health", {
    asOf: "2024-06-30",
    given: {
      accounts: [
        { account_id: "a1", name: "Acme", lifecycle: "active", mrr: 10, is_scored: true },
        { account_id: "a2", name: "Gone", lifecycle: "churned", is_scored: false },
      ],
      scores: [{ account_id: "a1", scorecard: "standard", score: 71.5, band: "green", is_stale: false }],
    },
  });
  expect(pick(rows, "account_id", "name", "lifecycle", "mrr", "score", "band", "is_stale")).toEqual([
    {
      ...{ account_id: "a1", name: "Acme", lifecycle: "active", mrr: 10 },
      ...{ score: 71.5, band: "green", is_stale: false },
    },
    {
      ...{ account_id: "a2", name: "Gone", lifecycle: "churned", mrr: null },
      ...{ score: null, band: null, is_stale: null },
    },
  ]);
});
