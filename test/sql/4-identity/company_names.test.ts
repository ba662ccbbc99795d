import { describe, expect, test } from "vitest";
import { companyName } from "../../../lib/mapping/shipped/company-name.ts";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { generatedModels as models } from "../../support/merge.ts";

const known = { known_on: "2024-05-01" };
const streams = [
  { source: "crm", stream: "accounts", entity: "accounts", source_position: 1, match_by_name: false },
  { source: "desk", stream: "tickets", entity: "tickets", source_position: 2, match_by_name: true },
  { source: "desk", stream: "companies", entity: "accounts", source_position: 2, match_by_name: true },
  { source: "app", stream: "usage", entity: "usage", source_position: 3, match_by_name: false },
];
const account = (id: string, more: GivenRow = {}, source = "crm"): GivenRow => ({
  ...{ ...known, source, record_id: id, account_key: `${source}:${id}` },
  ...more,
});
const ticketOf = (key: string, more: GivenRow = {}): GivenRow => ({
  ...{ ...known, source: "desk", account_key: `desk:${key}`, created_at: "2024-05-01 10:00:00" },
  ...more,
});

/** By key of a source besides the CRM: its account, by what it was matched, and the accounts that share its name. */
async function identities(given: Record<string, readonly GivenRow[]>) {
  const rows = await rowsOf("account_identity", { asOf: "2024-05-10", models, given: { streams, ...given } });
  return Object.fromEntries(
    pick(rows, "account_key", "account_id", "matched_by", "accounts_of_name")
      .filter(({ account_key }) => !String(account_key).startsWith("crm:"))
      .map(({ account_key, account_id, matched_by, accounts_of_name }) => [
        account_key,
        account_id === null && accounts_of_name !== null
          ? `one of ${accounts_of_name}`
          : `${account_id} by ${matched_by}`,
      ]),
  );
}

/** Names of one company each, and the form in which they are compared. */
const forms: Readonly<Record<string, readonly string[]>> = {
  acme: ["Acme", "  ACME, Inc. ", "Acme S.A.", "Acme Co., Ltd.", "acme GmbH & Co. KG", "Acme\u00a0(Pty) Ltd"],
  "smith sons": ["Smith & Sons", "SMITH - SONS PLC", "smith   sons limited"],
  oreilly: ["O'Reilly", "O\u2019Reilly B.V."],
  "caf\u00e9 ol\u00e9": ["Caf\u00e9 Ol\u00e9 SARL", "CAFE\u0301 OLE\u0301"],
  "c++ \u65e5\u672c": ["C++ \u65e5\u672c", "c++\u3000\u65e5\u672c Corp"],
  co: ["Co", "co."],
  "incorporated minds": ["Incorporated Minds"],
  "": ["", " ", "...", "\u200b"],
};

test.each(Object.entries(forms))("names of the form %j match each other", async (form, names) => {
  expect(names.map(companyName)).toEqual(names.map(() => form));
  const found = await identities({
    accounts_records: [account("1", { name: names[0] ?? null }), account("2", { name: "Another" })],
    tickets_records: names.map((name) => ticketOf(name)),
  });
  const expected = form === "" ? "null by null" : "1 by name";
  expect(found).toEqual(Object.fromEntries(names.map((name) => [`desk:${name}`, expected])));
});

test("punctuation parts words, and symbols are letters, the same on every engine and in drafts", async () => {
  const signs = [
    ..."!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~\u00a1\u00a7\u00ab\u00b6\u00b7\u2013\u2014\u2018\u2019\u201c\u2026\u20ac\u00a9\u3001\uff0c",
  ];
  const accounts_records = signs.map((sign, index) =>
    account(`${index}`, { name: `x${index}${sign}y${index}` }),
  );
  const found = await identities({
    accounts_records,
    tickets_records: signs.map((_, index) => ticketOf(`X${index} Y${index}`)),
  });
  const expected = signs.map((sign, index) => [
    `desk:X${index} Y${index}`,
    companyName(`x${sign}y`) === "x y" ? `${index} by name` : "null by null",
  ]);
  expect(found).toEqual(Object.fromEntries(expected));
  expect(Object.values(found)).toContain("null by null");
});

describe("a key", () => {
  const accounts_records = [
    account("1", { name: "Acme Inc", domain: "acme.com" }),
    account("Beta", { name: "Gamma" }),
  ];

  test("matches by name after everything else, and by the name of its own account record", async () => {
    const found = await identities({
      accounts_records: [
        ...accounts_records,
        account("2", { name: "acme.com" }),
        account("3", { name: "Linked" }),
        account("4", { name: "Beta" }),
        account("77", { name: "ACME" }, "desk"),
        account("Linked", { name: "Somebody" }, "desk"),
      ],
      account_links_records: [
        { ...known, record_id: "l", other_account_key: "desk:by link", account_id: "3" },
      ],
      tickets_records: [ticketOf("Beta"), ticketOf("acme.com"), ticketOf("by link"), ticketOf("Linked")],
    });
    expect(found).toEqual({
      "desk:Beta": "Beta by id",
      "desk:acme.com": "1 by domain",
      "desk:by link": "3 by link",
      "desk:77": "1 by name",
      "desk:Linked": "null by null",
    });
  });

  test("matches by name only in a source that asks for it", async () => {
    const given = { accounts_records, usage_keys: [{ account_key: "app:Acme" }] };
    expect(await identities({ ...given, tickets_records: [ticketOf("Acme")] })).toEqual({
      "app:Acme": "null by null",
      "desk:Acme": "1 by name",
    });
    const unasked = streams.map((stream) => ({ ...stream, match_by_name: false }));
    expect(await identities({ ...given, streams: unasked, tickets_records: [ticketOf("Acme")] })).toEqual({
      "app:Acme": "null by null",
      "desk:Acme": "null by null",
    });
  });

  test("that is the name of several accounts matches none, and says so", async () => {
    const found = await identities({
      accounts_records: [
        ...accounts_records,
        account("2", { name: "ACME Ltd" }),
        account("3", { name: "Delta" }),
        account("4", { name: "Delta", merged_into_key: "crm:3" }),
        account("5", { name: "Gone", deleted_on: "2024-05-02" }),
        account("6", { name: "Gone" }),
      ],
      tickets_records: [ticketOf("Acme"), ticketOf("Delta"), ticketOf("Gone"), ticketOf("Nobody")],
    });
    expect(found).toEqual({
      "desk:Acme": "one of 2",
      "desk:Delta": "3 by name",
      "desk:Gone": "6 by name",
      "desk:Nobody": "null by null",
    });
  });

  test("that names a merged account is the survivor's", async () => {
    const merged = [account("1", { name: "Acme" }), account("2", { name: "Old", merged_into_key: "crm:1" })];
    expect(await identities({ accounts_records: merged, tickets_records: [ticketOf("Old")] })).toEqual({
      "desk:Old": "1 by name",
    });
  });

  test("that a source renamed to a name matches by that name", async () => {
    const ids = ["1", "2", "3", "4", "5"];
    const found = await identities({
      accounts_records: ids.map((id) => account(id, { name: `Company ${id}` })),
      tickets_records: ids.map((id) =>
        ticketOf(`company ${id} inc`, { record_id: `T${id}`, former_account_key: `desk:${id}` }),
      ),
    });
    expect(found).toEqual(Object.fromEntries(ids.map((id) => [`desk:company ${id} inc`, `${id} by name`])));
  });
});
