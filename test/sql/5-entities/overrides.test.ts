import { expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { generatedModels as models } from "../../support/merge.ts";

const entry = (record_id: string, more: GivenRow = {}): GivenRow => ({
  ...{ record_id, source: "bellwether", account_key: "bellwether:A", known_on: "2024-05-01" },
  ...{ set_at: "2024-05-01 10:00:00", score: 75, reason: "signed", author: "ada", expires_on: "2024-06-01" },
  ...more,
});

async function active(overrides_records: readonly GivenRow[], asOf = "2024-05-10") {
  const account_identity = ["A", "B"].map((id) => ({ account_key: `bellwether:${id}`, account_id: id }));
  const rows = await rowsOf("overrides", { asOf, models, given: { overrides_records, account_identity } });
  return pick(
    rows.filter(({ is_active }) => is_active === true),
    "override_id",
    "account_id",
    "score",
  );
}

const one = { override_id: "o1", account_id: "A", score: 75 };

test("counts from its day until the day before it expires", async () => {
  expect(await active([entry("o1")])).toEqual([one]);
  expect(await active([entry("o1")], "2024-05-31")).toEqual([one]);
  expect(await active([entry("o1")], "2024-06-01")).toEqual([]);
  expect(await active([entry("o1", { set_at: "2024-05-11 00:00:00" })])).toEqual([]);
  expect(await active([entry("o1", { known_on: "2024-05-11" })])).toEqual([]);
});

test("of several of an account the latest counts, and a withdrawal ends it", async () => {
  const later = entry("o2", { set_at: "2024-05-02 10:00:00", score: 50 });
  const withdrawal = entry("o3", { set_at: "2024-05-03 10:00:00", is_withdrawn: true });
  const other = entry("o4", { account_key: "bellwether:B" });
  expect((await active([entry("o1"), later, other])).map(({ override_id }) => override_id)).toEqual([
    "o2",
    "o4",
  ]);
  expect(await active([entry("o1"), later, withdrawal])).toEqual([]);
  expect(await active([entry("o1"), { ...later, expires_on: "2024-05-05" }])).toEqual([]);
});

test("without an account, or a day on which it expires, it never counts", async () => {
  expect(await active([entry("o1", { account_key: "bellwether:nobody" })])).toEqual([]);
  expect(await active([entry("o1", { expires_on: null })])).toEqual([]);
});
