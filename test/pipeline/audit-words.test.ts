import { expect, test } from "vitest";
import { foundWords, saidBy } from "../../lib/pipeline/audit-words.ts";

const jump = { source: "billing", mrr_before: 10000, mrr: 9, compared: 10, jumps: 9 };

test("a finding says its rows in sentences, and how many more there are", () => {
  const says = saidBy("revenue_is_steady", [jump]);
  expect(foundWords({ audit: "revenue_is_steady", rows: 1, says })).toBe(
    "the revenue of the subscriptions of billing went from 10,000 to 9 MRR, as 9 of 10 prices changed by more than a " +
      "factor of 5: has the form or the unit of its numbers changed, such as 1.000 for 1000, or cents",
  );
  const invoices = saidBy("revenue_is_steady", [{ ...jump, source: null, compared: 0, jumps: 0 }]);
  expect(invoices).toMatch(/^the revenue of invoices went from 10,000 to 9 MRR: has/);
  expect(foundWords({ audit: "revenue_is_steady", rows: 5, says: "x; y; z" })).toBe("x; y; z; and 2 more");
});

test("a finding of an audit without sentences counts its rows", () => {
  expect(saidBy("currencies_have_rates", [{ currency: "CHF" }])).toBeUndefined();
  expect(foundWords({ audit: "currencies_have_rates", rows: 2 })).toBe("2 rows");
});
