import { expect, test } from "vitest";
import { pick } from "../../support/given.ts";
import { stagedRows } from "../../support/raw.ts";

const accounts = { entity: "accounts" as const, fields: { account_id: "id", parent_account_id: "parent" } };

/** The staged keys of accounts with these keys. */
async function keysOf(...keys: readonly unknown[]) {
  const rows = await stagedRows(
    accounts,
    keys.map((id, index) => ({
      id: typeof id === "string" ? id : String(id),
      record: { id, parent: index },
    })),
  );
  const inOrder = rows.toSorted((a, b) =>
    String(a.parent_account_key).localeCompare(String(b.parent_account_key)),
  );
  return inOrder.map(({ record_id }) => record_id);
}

test("a key is trimmed of invisible characters", async () => {
  const padded = ["1001", " 1001", "1001 ", "\t1001\n", "\u00a01001\u00a0", "\ufeff1001", "\u200b1001\u2060"];
  expect(await keysOf(...padded)).toEqual(padded.map(() => "1001"));
  expect(await keysOf("a b", " \u00a0Ärger & Söhne\u3000", "~tilde~")).toEqual([
    "a b",
    "Ärger & Söhne",
    "~tilde~",
  ]);
});

test("a key is in Unicode's composed form", async () => {
  expect(await keysOf("Cafe\u0301", "Caf\u00e9")).toEqual(["Caf\u00e9", "Caf\u00e9"]);
});

test("a whole number with a fraction of zeros is the whole number, and other keys are unchanged", async () => {
  expect(await keysOf("1001.0", " 1001.000 ", "-7.0", "0.0", "1.0")).toEqual([
    "1001",
    "1001",
    "-7",
    "0",
    "1",
  ]);
  const others = ["1001.50", "v1.0", "1.0.0", "10.20", "acme.0", "1e3", "007", "1001.", ".0"];
  expect(await keysOf(...others)).toEqual(others);
});

test("case and inner blanks distinguish keys", async () => {
  expect(await keysOf("Acme", "ACME", "A cme")).toEqual(["Acme", "ACME", "A cme"]);
});

test("a key of invisible characters only is missing", async () => {
  const rows = await stagedRows(accounts, [{ record: { id: "\u00a0\u200b" }, id: "\u00a0\u200b" }]);
  expect(pick(rows, "record_id", "reject_reason")).toEqual([
    { record_id: null, reject_reason: "missing account_id" },
  ]);
});

test("references to accounts and records are normalized like the keys that they refer to", async () => {
  const rows = await stagedRows(
    {
      entity: "survey_responses",
      fields: {
        response_id: "id",
        account_id: "account",
        survey: { value: "csat" },
        score: "score",
        ticket_id: "ticket",
        contact_id: "contact",
        invitation_id: "invitation",
        responded_at: "at",
      },
    },
    [
      {
        id: " 5.0",
        record: {
          ...{
            id: " 5.0",
            account: "1001.0",
            score: 4,
            ticket: "77.0",
            contact: "ann ",
            invitation: "\u00a09",
          },
          at: "2024-05-01",
        },
      },
    ],
  );
  expect(pick(rows, "record_id", "account_key", "ticket_id", "contact_id", "invitation_id")).toEqual([
    { record_id: "5", account_key: "crm:1001", ticket_id: "77", contact_id: "ann", invitation_id: "9" },
  ]);
});

test("a usage key is normalized like its account's and contact's, and a link's key like its source", async () => {
  const usage = await stagedRows(
    { entity: "usage", fields: { event_id: "id", account_id: "a", user_id: "u", occurred_at: "at" } },
    [{ id: "12.0", record: { id: "12.0", a: "1001.0 ", u: "\ufeffu1", at: "2024-05-09" } }],
  );
  expect(pick(usage, "record_id", "account_key", "user_id")).toEqual([
    { record_id: "12", account_key: "crm:1001", user_id: "u1" },
  ]);
  const links = await stagedRows(
    { entity: "account_links", fields: { other_source: "s", other_account_id: "k", account_id: "a" } },
    [{ record: { s: " product", k: "42.0", a: "\u00a01001.0" } }],
  );
  expect(pick(links, "other_account_key", "account_id")).toEqual([
    { other_account_key: "product:42", account_id: "1001" },
  ]);
});

test("a domain is trimmed of invisible characters, and composed", async () => {
  const fields = { account_id: "id", domain: "site" };
  const rows = await stagedRows({ entity: "accounts", fields }, [
    { record: { id: "r1", site: "\u00a0Bu\u0308cher.example\ufeff" } },
  ]);
  expect(pick(rows, "domain")).toEqual([{ domain: "B\u00fccher.example" }]);
});

test("a record named by its parts keeps its id when one of them is calculated and another cell changes", async () => {
  const rows = await stagedRows(
    {
      entity: "account_links",
      fields: {
        other_source: { value: "segment" },
        other_account_id: { sql: 'trim("Workspace ID")' },
        account_id: "id",
      },
    },
    [
      { id: "hash of the row", record: { id: "1", "Workspace ID": " ws-1 ", owner: "Ada" } },
      { id: "another hash", record: { id: "1", "Workspace ID": "ws-1", owner: "Bo" } },
      { id: "a third", record: { id: "1", "Workspace ID": "", owner: "Bo" } },
    ],
  );
  const named = rows.map(({ record_id, reject_reason }) => [record_id, reject_reason]);
  expect(named.toSorted()).toEqual([
    [null, expect.stringContaining("missing")],
    ["segment:ws-1", null],
    ["segment:ws-1", null],
  ]);
});
