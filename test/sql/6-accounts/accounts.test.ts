import { describe, expect, test } from "vitest";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { generatedModels as models } from "../../support/merge.ts";

const asOf = "2024-05-10";
const connected = [
  { source: "crm", entity: "accounts", source_position: 1, last_landed_on: asOf },
  { source: "billing", entity: "subscriptions", source_position: 2, last_landed_on: asOf },
];
const account = (id: string, more: GivenRow = {}): GivenRow => ({
  source: "crm",
  record_id: id,
  account_key: `crm:${id}`,
  known_on: "2024-01-01",
  customer_since: "2023-01-01",
  ...more,
});
const subscription = (accountId: string, more: GivenRow = {}): GivenRow => ({
  account_id: accountId,
  subscription_id: "s",
  paid_from: "2023-02-01",
  is_active: true,
  ...more,
});

interface Given {
  readonly accounts: readonly GivenRow[];
  readonly subscriptions?: readonly GivenRow[];
  readonly settings?: GivenRow;
  readonly more?: Readonly<Record<string, readonly GivenRow[]>>;
}

async function accounts({ accounts, subscriptions = [], settings, more }: Given): Promise<Row[]> {
  const account_identity = accounts.map(({ account_key = null, record_id = null }) => ({
    ...{ account_key, source: "crm", source_account_id: record_id, account_id: record_id, matched_by: "id" },
  }));
  return rowsOf("accounts", {
    asOf,
    models,
    given: {
      accounts_records: accounts,
      streams: connected,
      settings: [{ churn_kind: "subscription", onboarding_days: 90, ...settings }],
      subscriptions,
      account_identity,
      ...more,
    },
  });
}

describe("the accounts", () => {
  test("are those of the first accounts source, without merged, deleted and future ones", async () => {
    const identity = (key: string, accountId: string | null) => ({
      account_key: key,
      source: key.split(":")[0] ?? "",
      source_account_id: key.split(":")[1] ?? "",
      account_id: accountId,
    });
    const rows = await accounts({
      accounts: [
        account("1"),
        account("2", { merged_into_key: "crm:1" }),
        account("3", { deleted_on: "2024-05-01" }),
        account("4", { customer_since: "2024-05-11" }),
        account("5", { known_on: "2024-05-11" }),
        account("1", { source: "desk", account_key: "desk:1" }),
      ],
      more: {
        account_identity: [
          identity("crm:1", "1"),
          identity("crm:2", "1"),
          identity("crm:4", "4"),
          identity("desk:1", "1"),
        ],
      },
    });
    expect(pick(rows, "account_id")).toEqual([{ account_id: "1" }]);
  });
});

describe("an account's subscriptions", () => {
  test("give its revenue, seats, next renewal of the active ones, and the plan of the largest", async () => {
    const rows = await accounts({
      accounts: [account("1", { plan: "crm plan" }), account("2", { plan: "crm plan" })],
      subscriptions: [
        subscription("1", { exact_mrr: "100", seats: 10, plan: "Pro", renewal_on: "2024-04-01" }),
        subscription("1", { exact_mrr: "50.50", seats: 5, plan: "Add-on", renewal_on: "2024-05-20" }),
        subscription("1", {
          exact_mrr: "999",
          seats: 9,
          plan: "Old",
          ended_on: "2024-05-01",
          is_active: false,
        }),
      ],
    });
    expect(
      pick(rows, "account_id", "mrr", "arr", "seats", "plan", "renewal_date", "days_to_renewal"),
    ).toEqual([
      {
        account_id: "1",
        mrr: 150.5,
        arr: 1806,
        seats: 15,
        plan: "Pro",
        renewal_date: "2024-05-20",
        days_to_renewal: 10,
      },
      {
        account_id: "2",
        mrr: null,
        arr: null,
        seats: null,
        plan: "crm plan",
        renewal_date: null,
        days_to_renewal: null,
      },
    ]);
  });

  test("that have all ended give zero revenue, and one with an unknown price does not make it free", async () => {
    const rows = await accounts({
      accounts: [account("1"), account("2")],
      subscriptions: [
        subscription("1", { exact_mrr: "10", ended_on: "2024-05-01", is_active: false }),
        subscription("2", { exact_mrr: null }),
      ],
    });
    expect(pick(rows, "account_id", "mrr", "churned_on")).toEqual([
      { account_id: "1", mrr: 0, churned_on: "2024-05-01" },
      { account_id: "2", mrr: null, churned_on: null },
    ]);
  });

  test("are under notice when every active one is to end", async () => {
    const notice = (accountId: string, cancel_notice_on: string | null) =>
      subscription(accountId, { cancel_notice_on });
    const rows = await accounts({
      accounts: [account("1"), account("2")],
      subscriptions: [
        notice("1", "2024-04-02"),
        notice("1", "2024-04-01"),
        notice("2", "2024-04-01"),
        notice("2", null),
      ],
    });
    expect(pick(rows, "account_id", "notice_on", "lifecycle")).toEqual([
      { account_id: "1", notice_on: "2024-04-01", lifecycle: "notice" },
      { account_id: "2", notice_on: null, lifecycle: "active" },
    ]);
  });
});

test("an account's lifecycle follows from its dates, and decides whether it is scored", async () => {
  const rows = await accounts({
    accounts: [
      account("active"),
      account("churned", { churned_on: "2024-05-10", churn_reason: "price" }),
      account("internal", { is_internal: true }),
      account("leaving later", { churned_on: "2024-05-11", churn_reason: "price" }),
      account("notice", { notice_on: "2024-05-10" }),
      account("onboarding", { customer_since: "2024-04-01" }),
      account("since subscribed", { customer_since: null }),
      account("prospect", { customer_since: null }),
    ],
    subscriptions: [subscription("since subscribed", { paid_from: "2024-05-01" })],
  });
  expect(pick(rows, "account_id", "lifecycle", "is_scored", "churn_reason")).toEqual([
    { account_id: "active", lifecycle: "active", is_scored: true, churn_reason: null },
    { account_id: "churned", lifecycle: "churned", is_scored: false, churn_reason: "price" },
    { account_id: "internal", lifecycle: "internal", is_scored: false, churn_reason: null },
    { account_id: "leaving later", lifecycle: "active", is_scored: true, churn_reason: null },
    { account_id: "notice", lifecycle: "notice", is_scored: true, churn_reason: null },
    { account_id: "onboarding", lifecycle: "onboarding", is_scored: true, churn_reason: null },
    { account_id: "prospect", lifecycle: "prospect", is_scored: false, churn_reason: null },
    { account_id: "since subscribed", lifecycle: "onboarding", is_scored: true, churn_reason: null },
  ]);
});

test("an account is a trial until one of its subscriptions is paid, whatever start the CRM gives", async () => {
  const tries = { paid_from: null, is_active: false, exact_mrr: "0" };
  const rows = await accounts({
    accounts: [
      account("came back to try"),
      account("has paid", { customer_since: null }),
      account("tries"),
      account("tried", { customer_since: null }),
      account("tries one more"),
    ],
    subscriptions: [
      subscription("came back to try", { ended_on: "2024-05-01", is_active: false }),
      subscription("came back to try", { subscription_id: "t", ...tries }),
      subscription("has paid", { paid_from: "2024-05-10", exact_mrr: "10" }),
      subscription("tries", tries),
      subscription("tried", { ...tries, ended_on: "2024-05-01" }),
      subscription("tries one more", { exact_mrr: "10" }),
      subscription("tries one more", { subscription_id: "t", ...tries }),
    ],
  });
  expect(pick(rows, "account_id", "lifecycle", "mrr", "churned_on", "is_scored")).toEqual([
    ...[
      { account_id: "came back to try", lifecycle: "churned", mrr: 0, churned_on: "2024-05-01" },
      { account_id: "has paid", lifecycle: "onboarding", mrr: 10, churned_on: null },
      { account_id: "tried", lifecycle: "trial", mrr: 0, churned_on: null },
      { account_id: "tries", lifecycle: "trial", mrr: 0, churned_on: null },
      { account_id: "tries one more", lifecycle: "active", mrr: 10, churned_on: null },
    ].map((row) => ({ ...row, is_scored: row.lifecycle === "active" || row.lifecycle === "onboarding" })),
  ]);
});

test("an account's parent is that of account_parents", async () => {
  const rows = await accounts({
    accounts: [account("1", { parent_account_key: "crm:2" }), account("2")],
    more: { account_parents: [{ account_id: "1", parent_account_id: "2" }] },
  });
  expect(pick(rows, "account_id", "parent_account_id")).toEqual([
    { account_id: "1", parent_account_id: "2" },
    { account_id: "2", parent_account_id: null },
  ]);
});

describe("an account that comes back", () => {
  const lives = async (record: GivenRow, subscriptions: readonly GivenRow[]) => {
    const rows = await accounts({ accounts: [account("1", record)], subscriptions });
    return pick(rows, "lifecycle", "churned_on", "notice_on", "customer_since")[0];
  };
  const ended = subscription("1", { paid_from: "2023-02-01", ended_on: "2024-02-01", is_active: false });
  const churned = { churned_on: "2024-02-01", notice_on: "2024-01-01", churn_reason: "price" };

  test("is a customer again even if the CRM keeps its churn date, and keeps its first day", async () => {
    const back = subscription("1", { subscription_id: "t", paid_from: "2024-02-01" });
    expect(await lives(churned, [ended, back])).toEqual({
      ...{ lifecycle: "active", churned_on: null, notice_on: null, customer_since: "2023-01-01" },
    });
    expect(await lives({ customer_since: null }, [ended, back])).toMatchObject({
      ...{ lifecycle: "active", customer_since: "2023-02-01" },
    });
  });

  test("is not back because of a subscription that ran when it churned", async () => {
    const older = subscription("1", { subscription_id: "t", paid_from: "2023-06-01" });
    expect(await lives(churned, [ended, older])).toMatchObject({
      ...{ lifecycle: "churned", churned_on: "2024-02-01", notice_on: "2024-01-01" },
    });
  });

  test("churns again at the end of its last subscription", async () => {
    const again = {
      subscription_id: "t",
      paid_from: "2024-03-01",
      ended_on: "2024-05-01",
      is_active: false,
    };
    expect(await lives(churned, [ended, subscription("1", again)])).toMatchObject({
      ...{ lifecycle: "churned", churned_on: "2024-05-01" },
    });
  });

  test("is under notice when it gives notice again", async () => {
    const back = subscription("1", { subscription_id: "t", paid_from: "2024-02-01" });
    expect(await lives({ ...churned, notice_on: "2024-05-01" }, [ended, back])).toMatchObject({
      ...{ lifecycle: "notice", churned_on: null, notice_on: "2024-05-01" },
    });
  });
});

test("a withdrawn notice, or one of an earlier subscription, is no notice", async () => {
  const rows = await accounts({
    accounts: [account("withdrawn", { notice_on: null }), account("renewed", { notice_on: "2024-01-01" })],
    subscriptions: [
      subscription("withdrawn", { cancel_notice_on: null }),
      subscription("renewed", { ended_on: "2024-02-01", is_active: false }),
      subscription("renewed", { subscription_id: "t", paid_from: "2024-02-01" }),
    ],
  });
  expect(pick(rows, "account_id", "lifecycle", "notice_on")).toEqual([
    { account_id: "renewed", lifecycle: "active", notice_on: null },
    { account_id: "withdrawn", lifecycle: "active", notice_on: null },
  ]);
});

describe("with churn by inactivity", () => {
  const settings = { churn_kind: "inactivity", churn_inactivity_days: 30 };
  const lives = async (records: readonly GivenRow[], more: Given["more"]) => {
    const rows = await accounts({ accounts: records, settings, more: more ?? {} });
    return pick(rows, "account_id", "lifecycle", "churned_on", "customer_since").map((row) =>
      Object.values(row).join(" "),
    );
  };
  const since = { customer_since: null };

  test("an account churns a number of days after its last use or invoice, and one that was never active is a prospect", async () => {
    const records = ["1", "2", "3", "4"].map((id) => account(id, since));
    expect(
      await lives(records, {
        usage_accounts: [
          { account_key: "crm:1", first_used_on: "2024-01-01", last_used_on: "2024-04-10" },
          { account_key: "crm:2", first_used_on: "2024-01-02", last_used_on: "2024-04-11" },
          { account_key: "crm:3", first_used_on: "2024-01-01", last_used_on: "2024-01-01" },
        ],
        invoices: [
          { account_id: "3", issued_on: "2024-05-01", amount_in_currency: "1", is_billed: true },
          { account_id: "1", issued_on: "2024-05-01", amount_in_currency: "1", is_billed: false },
          { account_id: "1", issued_on: "2024-05-02", amount_in_currency: "-1", is_billed: true },
        ],
      }),
    ).toEqual([
      "1 churned 2024-05-10 2024-01-01",
      "2 active  2024-01-02",
      "3 active  2024-01-01",
      "4 prospect  ",
    ]);
  });

  test("the source's churn date counts until the account is active again, and no later than its inactivity", async () => {
    const left = (id: string, churned_on: string) => account(id, { ...since, churned_on });
    const used = (id: string, last_used_on: string) => ({
      ...{ account_key: `crm:${id}`, first_used_on: "2024-01-01", last_used_on },
    });
    expect(
      await lives(
        [
          left("back", "2024-05-01"),
          left("early", "2024-05-01"),
          left("late", "2024-05-01"),
          left("never", "2024-05-01"),
        ],
        {
          usage_accounts: [
            used("back", "2024-05-02"),
            used("early", "2024-05-01"),
            used("late", "2024-03-01"),
          ],
        },
      ),
    ).toEqual([
      "back active  2024-01-01",
      "early churned 2024-05-01 2024-01-01",
      "late churned 2024-03-31 2024-01-01",
      "never churned 2024-05-01 ",
    ]);
  });
});

describe("revenue", () => {
  test("is unknown if one of its prices is", async () => {
    const rows = await accounts({
      accounts: [account("1"), account("2")],
      subscriptions: [
        ...["10", null].map((exact_mrr) => subscription("1", { exact_mrr })),
        subscription("2", { exact_mrr: "10" }),
        subscription("2", { exact_mrr: null, ended_on: "2024-05-01", is_active: false }),
      ],
    });
    expect(pick(rows, "account_id", "mrr", "arr")).toEqual([
      { account_id: "1", mrr: null, arr: null },
      { account_id: "2", mrr: 10, arr: 120 },
    ]);
  });

  test("from invoices is a third of the last 90 days' less credit notes, and unknown if one of them is", async () => {
    const invoice = (account_id: string, issued_on: string, amount: string | null, more: GivenRow = {}) => ({
      ...{ account_id, issued_on, amount, amount_in_currency: amount, is_billed: true, ...more },
    });
    const revenue = async (last_landed_on: string | null) => {
      const rows = await accounts({
        accounts: [
          ...["1", "2", "3", "4"].map((id) => account(id)),
          account("gone", { churned_on: "2024-05-01" }),
        ],
        subscriptions: [subscription("1", { exact_mrr: "999" })],
        settings: { revenue_from: "invoices" },
        more: {
          streams: [
            { source: "crm", entity: "accounts", source_position: 1, last_landed_on: asOf },
            { source: "shop", entity: "invoices", source_position: 2, last_landed_on },
          ],
          invoices: [
            invoice("1", "2024-05-10", "150"),
            invoice("1", "2024-05-10", "-50"),
            invoice("1", "2024-02-11", "0.01"),
            invoice("1", "2024-02-10", "5000"),
            invoice("1", "2024-05-01", "5000", { is_billed: false }),
            invoice("4", "2024-05-01", "20"),
            invoice("4", "2024-05-01", "10", { is_billed: null }),
            invoice("2", "2024-05-01", "10"),
            invoice("2", "2024-05-01", null),
            invoice("gone", "2024-04-01", "10"),
          ],
        },
      });
      return pick(rows, "account_id", "mrr", "arr").map((row) => Object.values(row).join(" "));
    };
    expect(await revenue(asOf)).toEqual(["1 33.34 400.04", "2  ", "3 0 0", "4  ", "gone 0 0"]);
    expect(await revenue(null)).toEqual(["1  ", "2  ", "3  ", "4  ", "gone 0 0"]);
  });
});
