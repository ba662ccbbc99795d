import { expect, test } from "vitest";
import { findAccount, listedAccounts } from "../../lib/reports/find-account.ts";

const accounts = [
  { account_id: "A-1", name: "Acme" },
  { account_id: "A-10", name: "acme east" },
  { account_id: "B-1", name: "Birch" },
  { account_id: "C-1", name: null },
  { account_id: "Birch", name: "Cedar" },
];

test.each([
  ["A-1", "A-1"],
  ["a-1", "A-1"],
  ["Acme", "A-1"],
  ["ACME EAST", "A-10"],
  ["acme e", "A-10"],
  [" ced", "Birch"],
  ["c-", "C-1"],
  // An id comes before a name.
  ["Birch", "Birch"],
])("%j is %s", (word, account_id) => {
  expect(findAccount(word, accounts)).toEqual({ status: "found", account_id });
});

test("a beginning that several accounts have lists them", () => {
  const found = findAccount("a", accounts);
  expect(found).toMatchObject({
    status: "several",
    accounts: [{ account_id: "A-1" }, { account_id: "A-10" }],
  });
  expect(listedAccounts(accounts.slice(2, 4))).toBe("Birch (B-1), C-1");
  expect(listedAccounts(Array.from({ length: 12 }, () => ({ account_id: "x", name: null })))).toMatch(
    / and 2 more$/,
  );
});

test("a slip is told the nearest name", () => {
  expect(findAccount("Ceder", accounts)).toEqual({ status: "unknown", nearest: "Cedar" });
  expect(findAccount("quite another", accounts)).toEqual({ status: "unknown", nearest: undefined });
  expect(findAccount("", [])).toEqual({ status: "unknown", nearest: undefined });
});
