import { expect, test } from "vitest";
import { type GivenRow, rowsOf } from "../../support/given.ts";
import { generatedModels as models } from "../../support/merge.ts";

/** The parent of each account, from the parents given; `became` holds merged accounts. */
async function parents(
  said: Readonly<Record<string, string>>,
  became: Readonly<Record<string, string>> = {},
) {
  const ids = [...new Set([...Object.keys(said), ...Object.values(became)])];
  const key = (id: string, accountId: string | null, source = "crm"): GivenRow => ({
    ...{ account_key: `${source}:${id}`, source, source_account_id: id, account_id: accountId },
  });
  const rows = await rowsOf("account_parents", {
    asOf: "2024-05-10",
    models,
    given: {
      streams: [
        { source: "crm", entity: "accounts", source_position: 1 },
        { source: "desk", entity: "accounts", source_position: 2 },
      ],
      accounts_records: Object.entries(said).map(([id, parent]) => ({
        ...{ source: "crm", record_id: id, known_on: "2024-01-01" },
        ...{ account_key: `crm:${id}`, parent_account_key: `crm:${parent}` },
      })),
      account_identity: [...ids.map((id) => key(id, became[id] ?? id)), key("desk only", null, "desk")],
    },
  });
  return Object.fromEntries(rows.map(({ account_id, parent_account_id }) => [account_id, parent_account_id]));
}

test("a merged parent is the surviving account, and a parent merged into its own child is none", async () => {
  const above = await parents(
    { a: "old", b: "top", top: "nobody", old: "top", c: "gone" },
    { old: "top", gone: "c" },
  );
  expect(above).toEqual({ a: "top", b: "top" });
});

test("no account is its own parent, directly or in a circle, and accounts below a circle keep their parents", async () => {
  const ring = Object.fromEntries(
    Array.from({ length: 7 }, (_, index) => [`r${index}`, `r${(index + 1) % 7}`]),
  );
  expect(await parents({ self: "self", x: "y", y: "x", below: "x", leaf: "below", ...ring })).toEqual({
    below: "x",
    leaf: "below",
  });
});
