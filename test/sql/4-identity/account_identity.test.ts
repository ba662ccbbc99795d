import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { generatedModels as models } from "../../support/merge.ts";

const streams = [
  { source: "crm", stream: "accounts", entity: "accounts", source_position: 1 },
  { source: "desk", stream: "companies", entity: "accounts", source_position: 2 },
];
const free_mail_domains = ["gmail.com", "yahoo.co.uk"].map((domain) => ({ domain }));
const known = { known_on: "2024-05-01" };
const account = (id: string, more: GivenRow = {}, source = "crm"): GivenRow => ({
  ...known,
  source,
  record_id: id,
  account_key: `${source}:${id}`,
  ...more,
});
const ticketOf = (key: string, created_at = "2024-05-01 10:00:00"): GivenRow => ({
  ...{ ...known, source: "desk", account_key: `desk:${key}`, created_at },
});
const link = (key: string, accountId: string, more: GivenRow = {}): GivenRow => ({
  ...known,
  other_account_key: `desk:${key}`,
  account_id: accountId,
  record_id: `${key}>${accountId}`,
  ...more,
});

async function identities(given: Record<string, readonly GivenRow[]>, asOf = "2024-05-10") {
  const rows = await rowsOf("account_identity", {
    asOf,
    models,
    given: { streams, free_mail_domains, ...given },
  });
  return Object.fromEntries(
    pick(rows, "account_key", "account_id", "matched_by", "merged_into").map(
      ({ account_key, account_id, matched_by, merged_into }) => [
        account_key,
        [account_id, matched_by, ...(merged_into === null ? [] : [merged_into])].join(" "),
      ],
    ),
  );
}

test("the first accounts source defines the accounts, and other keys match by id, then link, then domain", async () => {
  expect(
    await identities({
      accounts_records: [
        account("1", { domain: "Acme.com" }),
        account("2", { domain: "https://www.beta.io/about" }),
        account("77", { domain: "beta.io" }, "desk"),
      ],
      account_links_records: [link("x", "2"), link("1", "2")],
      tickets_records: [
        ticketOf("1"),
        ticketOf("x"),
        ticketOf("ann@acme.com"),
        ticketOf("WWW.ACME.COM"),
        ticketOf("zzz"),
      ],
    }),
  ).toEqual({
    "crm:1": "1 id",
    "crm:2": "2 id",
    "desk:77": "2 domain",
    "desk:1": "1 id",
    "desk:x": "2 link",
    "desk:ann@acme.com": "1 domain",
    "desk:WWW.ACME.COM": "1 domain",
    "desk:zzz": " ",
  });
});

test("every key of any record and of usage has a row, matched or not", async () => {
  const key = (id: string, more: GivenRow) => ({
    ...known,
    source: "desk",
    account_key: `desk:${id}`,
    ...more,
  });
  const found = await identities({
    subscriptions_records: [key("s", { started_on: "2024-05-10" })],
    invoices_records: [key("i", { issued_on: "2024-05-10" })],
    survey_responses_records: [key("r", { responded_at: "2024-05-10 10:00:00" })],
    survey_invitations_records: [
      key("asked", { sent_at: "2024-05-10 10:00:00" }),
      key("to be asked", { sent_at: "2024-05-11 10:00:00" }),
    ],
    touchpoints_records: [
      key("met", { occurred_at: "2024-05-10 10:00:00" }),
      key("to meet", { occurred_at: "2024-05-11 10:00:00" }),
    ],
    contacts_records: [key("person", {}), key("gone", { deleted_on: "2024-05-02" })],
    interventions_records: [
      key("helped", { started_on: "2024-05-10" }),
      key("to help", { started_on: "2024-05-11" }),
    ],
    usage_keys: [{ account_key: "product:u:1" }],
  });
  const named = ["asked", "helped", "i", "met", "person", "r", "s"].map((id) => `desk:${id}`);
  expect(Object.keys(found)).toEqual([...named, "product:u:1"]);
});

test("an account matched by its domain on one day is matched by a link on a later one", async () => {
  const given = {
    accounts_records: [account("1", { domain: "acme.com" }), account("2")],
    tickets_records: [ticketOf("acme.com")],
    account_links_records: [link("acme.com", "2", { known_on: "2024-06-10" })],
  };
  expect(await identities(given, "2024-05-10")).toMatchObject({ "desk:acme.com": "1 domain" });
  expect(await identities(given, "2024-06-10")).toMatchObject({ "desk:acme.com": "2 link" });
});

test("the latest of several links of a key wins, and a link to an unknown account counts for nothing", async () => {
  expect(
    await identities({
      accounts_records: [account("1"), account("2")],
      account_links_records: [
        link("x", "1", { updated_at: "2024-05-01 00:00:00" }),
        link("x", "2", { updated_at: "2024-05-02 00:00:00" }),
        link("y", "404"),
        link("z", "1", { deleted_on: "2024-05-02" }),
      ],
      tickets_records: [ticketOf("x"), ticketOf("y"), ticketOf("z")],
    }),
  ).toMatchObject({ "desk:x": "2 link", "desk:y": " ", "desk:z": " " });
});

test("a domain shared by two accounts, or a public one, matches no account", async () => {
  expect(
    await identities({
      accounts_records: [
        account("1", { domain: "shared.com" }),
        account("2", { domain: "shared.com" }),
        account("3", { domain: "gmail.com" }),
        account("4", { domain: "one.com" }),
        account("5", { domain: "one.com", merged_into_key: "crm:4" }),
      ],
      tickets_records: [ticketOf("a@shared.com"), ticketOf("a@gmail.com"), ticketOf("a@one.com")],
    }),
  ).toMatchObject({ "desk:a@shared.com": " ", "desk:a@gmail.com": " ", "desk:a@one.com": "4 domain" });
});

test("a key whose domain is a mail provider's is marked, whichever form it has", async () => {
  const keys = ["gmail.com", "ann@yahoo.co.uk", "https://www.gmail.com/x", "ann@one.com", "gmail", "4"];
  const rows = await rowsOf("account_identity", {
    ...{ asOf: "2024-05-10", models },
    given: {
      ...{ streams, free_mail_domains, accounts_records: [account("4", { domain: "one.com" })] },
      tickets_records: keys.map((key) => ticketOf(key)),
    },
  });
  const marked = pick(rows, "source_account_id", "is_free_mail").filter(({ is_free_mail }) => is_free_mail);
  expect(marked.map(({ source_account_id }) => source_account_id).toSorted()).toEqual(
    keys.slice(0, 3).toSorted(),
  );
});

test("a domain matches regardless of scheme, www, path, port, user, trailing dot and case", async () => {
  const forms = [
    "acme.com",
    "ACME.com.",
    "http://acme.com",
    "https://www.acme.com/about?x=1#top",
    "//acme.com:8443/",
    "www.acme.com",
    "ann@acme.com",
    "mailto:ann@acme.com",
    "Ann Lee <ann.lee@acme.com>",
  ];
  const others = ["acme", "10.0.0.1", "mail.acme.com", "acme.com, acme.de", "notacme.com", "acme.co"];
  for (const domain of forms)
    expect(
      await identities({
        accounts_records: [account("1", { domain })],
        tickets_records: [ticketOf("x@acme.com")],
      }),
      domain,
    ).toMatchObject({ "desk:x@acme.com": "1 domain" });
  const found = await identities({
    accounts_records: [account("1", { domain: "acme.com" })],
    tickets_records: [...forms, ...others].map((key) => ticketOf(key)),
  });
  for (const form of forms) expect(found[`desk:${form}`], form).toBe("1 domain");
  for (const other of others) expect(found[`desk:${other}`], other).toBe(" ");
});

test("a domain of other letters matches regardless of case", async () => {
  expect(
    await identities({
      accounts_records: [account("1", { domain: "B\u00dccher.example" })],
      tickets_records: [ticketOf("ann@b\u00fccher.example"), ticketOf("ann@bucher.example")],
    }),
  ).toMatchObject({ "desk:ann@b\u00fccher.example": "1 domain", "desk:ann@bucher.example": " " });
});

test("an internationalised domain matches in both of its forms", async () => {
  const forms = ["b\u00fccher.example", "xn--bcher-kva.example"] as const;
  for (const [domain, other_domain] of [forms, forms.toReversed()])
    expect(
      await identities({
        accounts_records: [
          account("1", { domain, other_domain }),
          account("77", { domain: forms[1] }, "desk"),
        ],
        tickets_records: forms.map((form) => ticketOf(`ann@${form}`)),
      }),
    ).toMatchObject({
      "desk:77": "1 domain",
      "desk:ann@b\u00fccher.example": "1 domain",
      "desk:ann@xn--bcher-kva.example": "1 domain",
    });
});

describe("Salesforce ids", () => {
  const short = "0015g00000AbCdE";
  const long = `${short}AAV`;
  const wrong = `${short}AAW`;

  test("of 15 and 18 characters are one account wherever they appear", async () => {
    expect(
      await identities({
        accounts_records: [account(long), account("child", { parent_account_key: `crm:${short}` })],
        account_links_records: [link("x", short)],
        tickets_records: [ticketOf(short), ticketOf("x"), ticketOf(long), ticketOf(wrong)],
      }),
    ).toMatchObject({
      [`desk:${short}`]: `${long} id`,
      [`desk:${long}`]: `${long} id`,
      "desk:x": `${long} link`,
      [`desk:${wrong}`]: " ",
      [`crm:${short}`]: `${long} id`,
    });
    expect(
      await identities({ accounts_records: [account(short)], tickets_records: [ticketOf(long)] }),
    ).toMatchObject({ [`crm:${short}`]: `${short} id`, [`desk:${long}`]: `${short} id` });
  });

  test.each([long, short])("of 18 characters that lost their case are account %s", async (id) => {
    const [lower, upper] = [long.toLowerCase(), long.toUpperCase()];
    expect(
      await identities({
        accounts_records: [account(id)],
        account_links_records: [link("x", lower)],
        tickets_records: [ticketOf(lower), ticketOf(upper), ticketOf("x"), ticketOf(wrong.toLowerCase())],
      }),
    ).toMatchObject({
      [`desk:${lower}`]: `${id} id`,
      [`desk:${upper}`]: `${id} id`,
      "desk:x": `${id} link`,
      [`desk:${wrong.toLowerCase()}`]: " ",
    });
    expect(
      await identities({
        accounts_records: [account(lower)],
        tickets_records: [ticketOf(long), ticketOf(short)],
      }),
    ).toMatchObject({ [`desk:${long}`]: `${lower} id`, [`desk:${short}`]: `${lower} id` });
  });

  test("of 15 characters that lost their case match nothing, nor do other keys of that length", async () => {
    const keys = [short.toLowerCase(), "Corner-Shop-Ltd", "corner_shop_of_bob"];
    const accounts_records = [account(long), account("corner-shop-ltd"), account("Corner_Shop_Of_Bob")];
    const found = await identities({ accounts_records, tickets_records: keys.map((key) => ticketOf(key)) });
    for (const key of keys) expect(found[`desk:${key}`]).toBe(" ");
  });

  test("that exist in both forms are two accounts, and each is found in its own form", async () => {
    expect(
      await identities({
        accounts_records: [account(long), account(short)],
        tickets_records: [ticketOf(long), ticketOf(short)],
      }),
    ).toEqual({
      [`crm:${long}`]: `${long} id`,
      [`crm:${short}`]: `${short} id`,
      [`desk:${long}`]: `${long} id`,
      [`desk:${short}`]: `${short} id`,
    });
  });

  test("that differ in case are two accounts", async () => {
    const other = "0015g00000aBcDe";
    expect(
      await identities({
        accounts_records: [account(short), account(other)],
        tickets_records: [ticketOf(long)],
      }),
    ).toMatchObject({ [`crm:${other}`]: `${other} id`, [`desk:${long}`]: `${short} id` });
  });
});

test("a parent account is found by any of its keys, and appears only if it exists", async () => {
  expect(
    await identities({
      accounts_records: [
        account("1"),
        account("2", { parent_account_key: "crm:1" }),
        account("3", { parent_account_key: "crm:404" }),
      ],
    }),
  ).toEqual({ "crm:1": "1 id", "crm:2": "2 id", "crm:3": "3 id" });
});

test("future accounts and future keys match nothing", async () => {
  const later = { ...known, source: "desk", account_key: "desk:1" };
  expect(
    await identities({
      accounts_records: [account("1"), account("2", { customer_since: "2024-05-11" })],
      subscriptions_records: [{ ...later, started_on: "2024-05-11" }],
      invoices_records: [{ ...later, issued_on: "2024-05-11" }],
      tickets_records: [ticketOf("1", "2024-05-11 00:00:00")],
      survey_responses_records: [{ ...later, responded_at: "2024-05-11 00:00:00" }],
    }),
  ).toEqual({ "crm:1": "1 id" });
});

test("a deleted account, or one that is not known yet, matches nothing", async () => {
  expect(
    await identities({
      accounts_records: [
        account("1", { deleted_on: "2024-05-03" }),
        account("2", { known_on: "2024-06-01" }),
      ],
      tickets_records: [ticketOf("1"), ticketOf("2")],
    }),
  ).toEqual({ "desk:1": " ", "desk:2": " " });
});

describe("merged accounts", () => {
  test("a key follows its account to the surviving one, over up to four merges", async () => {
    const chain = ["1", "2", "3", "4"].map((id) => account(id, { merged_into_key: `crm:${Number(id) + 1}` }));
    expect(
      await identities({ accounts_records: [...chain, account("5")], tickets_records: [ticketOf("1")] }),
    ).toMatchObject({ "crm:1": "5 id 5", "crm:4": "5 id 5", "crm:5": "5 id", "desk:1": "5 id 5" });
  });

  test("a key's match names the account that was merged, and hides any other match", async () => {
    expect(
      await identities({
        accounts_records: [account("1"), account("2", { merged_into_key: "crm:3" }), account("3")],
        account_links_records: [link("1", "2"), link("x", "2")],
        tickets_records: [ticketOf("1"), ticketOf("x")],
      }),
    ).toMatchObject({ "desk:1": "1 id", "desk:x": "3 link 3" });
  });

  test("merges in a circle, into themselves or into nothing change nothing", async () => {
    expect(
      await identities({
        accounts_records: [
          account("1", { merged_into_key: "crm:2" }),
          account("2", { merged_into_key: "crm:1" }),
          account("3", { merged_into_key: "crm:3" }),
          account("4", { merged_into_key: "crm:404" }),
        ],
      }),
    ).toEqual({ "crm:1": "1 id", "crm:2": "2 id", "crm:3": "3 id", "crm:4": "4 id" });
  });

  test("an account missing from its export stays merged, and its keys still match the surviving one", async () => {
    expect(
      await identities({
        accounts_records: [
          account("1", { merged_into_key: "crm:2", deleted_on: "2024-05-03" }),
          account("2", { merged_into_key: "crm:3", deleted_on: "2024-05-04" }),
          account("3"),
        ],
        tickets_records: [ticketOf("1"), ticketOf("2")],
      }),
    ).toEqual({
      "crm:1": "3 id 3",
      "crm:2": "3 id 3",
      "crm:3": "3 id",
      "desk:1": "3 id 3",
      "desk:2": "3 id 3",
    });
  });

  test("an account that comes back without its merge is itself again", async () => {
    expect(
      await identities({ accounts_records: [account("1"), account("2")], tickets_records: [ticketOf("1")] }),
    ).toMatchObject({ "desk:1": "1 id" });
  });

  test("the last existing account of a chain of merges takes the keys, and without one no account does", async () => {
    expect(
      await identities({
        accounts_records: [
          account("1", { merged_into_key: "crm:2" }),
          account("2", { merged_into_key: "crm:3" }),
          account("3", { deleted_on: "2024-05-03" }),
          account("4", { merged_into_key: "crm:3", deleted_on: "2024-05-03" }),
        ],
        tickets_records: [ticketOf("1"), ticketOf("4")],
      }),
    ).toEqual({ "crm:1": "2 id 2", "crm:2": "2 id", "desk:1": "2 id 2", "desk:4": " " });
  });

  test.each(["1;7 ; 9", "1, 7,9", "1|7|9", '["1","7","9"]', "[1, 7, 9]", "1.0;\u00a07\u200b;9.00"])(
    "an account that lists those merged into it takes their keys, whether they were ever exported or not: %s",
    async (merged_ids) => {
      expect(
        await identities({
          accounts_records: [
            account("1"),
            account("2", { merged_ids }),
            account("9", { deleted_on: "2024-05-02" }),
          ],
          tickets_records: [ticketOf("1"), ticketOf("7"), ticketOf("9")],
        }),
      ).toEqual({
        "crm:1": "2 id 2",
        "crm:2": "2 id",
        "crm:9": "2 id 2",
        "desk:1": "2 id 2",
        "desk:7": "2 id 2",
        "desk:9": "2 id 2",
      });
    },
  );

  test("a list is followed through missing accounts, and an account's own statement overrides it", async () => {
    expect(
      await identities({
        accounts_records: [
          account("2", { merged_ids: "1", merged_into_key: "crm:3", deleted_on: "2024-05-02" }),
          account("3"),
          account("4", { merged_ids: "4;6" }),
          account("5", { merged_ids: "6" }),
          account("6", { merged_into_key: "crm:3" }),
        ],
        tickets_records: [ticketOf("1")],
      }),
    ).toEqual({
      "crm:2": "3 id 3",
      "crm:3": "3 id",
      "crm:4": "4 id",
      "crm:5": "5 id",
      "crm:6": "3 id 3",
      "desk:1": "3 id 3",
    });
  });
});

test("the rules for domains and Salesforce ids are the same in every model", async () => {
  const sql = await readFile(
    new URL("../../../sql/4-identity/account_identity.sql", import.meta.url),
    "utf8",
  );
  const domains = [...sql.matchAll(/case\s+when ([a-z_.]+) not like 'www[\s\S]*?\bend\b/g)];
  const ids = [...sql.matchAll(/case\s+when length\(([a-z_.]+)\) = 15[\s\S]*?\bend\b/g)];
  const rulesOf = (found: readonly RegExpExecArray[]) =>
    found.map(([rule, text = ""]) => rule.replaceAll(text, "text").replaceAll(/\s+/g, " "));
  expect(rulesOf(domains)).toEqual(Array(2).fill(rulesOf(domains)[0]));
  expect(rulesOf(ids)).toEqual(Array(3).fill(rulesOf(ids)[0]));
});

describe("keys that records have instead of others", () => {
  const ids = ["1", "2", "3", "4", "5"];
  const accounts_records = ids.map((id) => account(id));
  const renamed = (key: string, former: string | null, id = `T${key}`): GivenRow => ({
    ...{ ...ticketOf(key), record_id: id },
    former_account_key: former === null ? null : `desk:${former}`,
  });
  const allRenamed = ids.map((id) => renamed(`org-${id}`, id));

  test("are the accounts of those keys once no record has them any more", async () => {
    const tickets_records = [...allRenamed, renamed("org-1", "1", "T8"), renamed("org-1", null, "T9")];
    const found = await identities({ accounts_records, tickets_records });
    for (const id of ids) expect(found[`desk:org-${id}`]).toBe(`${id} record`);
    // It is nobody's key any more.
    expect(found).not.toHaveProperty("desk:1");
  });

  test.each([
    ["a record still has the other key", [...allRenamed, renamed("6", "6"), renamed("1", null, "T9")]],
    ["records had several other keys", [...allRenamed, renamed("org-6", "6"), renamed("org-1", "2", "T9")]],
    ["only a few keys changed", allRenamed.slice(0, 4)],
  ])("match nothing when %s", async (_, tickets_records) => {
    expect((await identities({ accounts_records, tickets_records }))["desk:org-1"]).toBe(" ");
  });

  test("match nothing when the others matched nothing", async () => {
    const tickets_records = ids.map((id) => renamed(`org-${id}`, `old-${id}`));
    expect((await identities({ accounts_records, tickets_records }))["desk:org-1"]).toBe(" ");
  });

  test("keep their own matches", async () => {
    const tickets_records = [...allRenamed, renamed("2", "9")];
    expect((await identities({ accounts_records, tickets_records }))["desk:2"]).toBe("2 id");
  });
});

describe("an account that its export no longer has", () => {
  const gone = { deleted_on: "2024-05-05" };
  const runs = (key: string, more: GivenRow = {}): GivenRow => ({
    ...{ ...known, source: "billing", account_key: `billing:${key}`, started_on: "2024-01-01", ...more },
  });
  const identitiesWith = (accounts: readonly GivenRow[], subscriptions: readonly GivenRow[]) =>
    identities({
      accounts_records: accounts,
      subscriptions_records: subscriptions,
      tickets_records: [ticketOf("1")],
    });

  test("is matched as long as a subscription of it runs", async () => {
    expect(await identitiesWith([account("1", gone)], [runs("1")])).toEqual({
      ...{ "crm:1": "1 id", "billing:1": "1 id", "desk:1": "1 id" },
    });
  });

  const noMore: readonly GivenRow[] = [
    { ended_on: "2024-05-10" },
    { status: "cancelled" },
    { status: "trialing" },
    { status: null, trial_ends_on: "2024-06-01" },
    { deleted_on: "2024-05-05" },
    { started_on: "2024-05-11" },
  ];
  test.each(noMore)("is matched no more if the subscription is %j", async (more) => {
    const { "crm:1": own, "desk:1": ticket } = await identitiesWith([account("1", gone)], [runs("1", more)]);
    expect([own, ticket]).toEqual([undefined, " "]);
  });

  test("is matched no more if its source says that it is none", async () => {
    const left = account("1", { ...gone, is_left_out: true });
    expect(await identitiesWith([left], [runs("1")])).toEqual({ "billing:1": " ", "desk:1": " " });
  });

  test("gives its domain to the account that was made anew", async () => {
    const domain = "acme.com";
    const accounts = [account("1", { ...gone, domain }), account("2", { domain })];
    expect(await identitiesWith(accounts, [runs("acme.com")])).toEqual({
      ...{ "crm:2": "2 id", "billing:acme.com": "2 domain", "desk:1": " " },
    });
  });
});
