import { expect, test } from "vitest";
import { nearKeysAmong } from "../../lib/reports/near-keys.ts";

const nearKey = nearKeysAmong(["1001", "1002", "juniperworks.example", "ACME-7", "a"]);

test.each([
  ["1001.0", "1001"],
  ["001001", "1001"],
  ["ws_1001", "1001"],
  ["acme 7", "ACME-7"],
  ["junperworks.example", "juniperworks.example"],
])("%s resembles %s", (key, name) => {
  expect(nearKey(key)).toBe(name);
});

test.each(["1003", "ws_a", "b", "", "—", "birchworks.example", "juniperworks2.example"])(
  "%s resembles none",
  (key) => {
    expect(nearKey(key)).toBeUndefined();
  },
);

test("a Salesforce id of 15 characters whose case is lost resembles the account of 15 or 18 characters", () => {
  const [short, long] = ["0015G00000abCDe", "0015g00000AbCdEAAV"];
  expect(nearKeysAmong([long])(short)).toBe(long);
  expect(nearKeysAmong([short])(long)).toBe(short);
  expect(nearKeysAmong([long])("0015g00000abcdf")).toBeUndefined();
});
