import { expect, test } from "vitest";
import { stagedRows } from "../../support/raw.ts";

const texts: readonly (readonly [cell: string, text: string | null])[] = [
  ["Anna Schmidt", "Anna Schmidt"],
  ["  Anna   Schmidt ", "Anna Schmidt"],
  ["Nordwind Textil S.A.  ", "Nordwind Textil S.A."],
  ["Anna\tSchmidt", "Anna Schmidt"],
  ["Anna\u00a0Schmidt\u2003", "Anna Schmidt"],
  ["Anna\r\nSchmidt", "Anna Schmidt"],
  ["Ölwerk", "Ölwerk"],
  ["~x!", "~x!"],
  ["x", "x"],
  [" ", null],
  ["\u00a0", null],
  ["", null],
];

test("texts have no blanks around them and single ones within, attributes too", async () => {
  const rows = await stagedRows(
    { entity: "accounts", fields: { account_id: "id", owner: "o" }, attributes: { o: "o" } },
    texts.map(([o], index) => ({ id: `${index}`, record: { id: `${index}`, o } })),
  );
  const byId = new Map(rows.map((row) => [row.record_id, row]));
  expect(texts.map((_, index) => byId.get(`${index}`)?.owner)).toEqual(texts.map(([, text]) => text));
  const attributes = texts.map((_, index) => JSON.parse(String(byId.get(`${index}`)?.attributes)).o ?? null);
  expect(attributes).toEqual(texts.map(([, text]) => text));
});

test("a required text of blanks alone is missing", async () => {
  const release = {
    entity: "feature_releases" as const,
    fields: { release_id: "id", feature: "f", released_on: "on" },
  };
  const rows = await stagedRows(release, [
    { id: "1", record: { id: "1", f: "\u00a0", on: "2024-05-01" } },
    { id: "2", record: { id: "2", f: "big  report", on: "2024-05-01" } },
  ]);
  expect(rows.map((row) => row.reject_reason ?? row.feature).toSorted()).toEqual([
    "big report",
    "missing feature",
  ]);
});
