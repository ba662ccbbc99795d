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
  started_on: "2023-02-01",
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

describe("which accounts there are", () => {
  test("those of the first accounts source, merged ones, deleted ones and customers to come left out", async () => {
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

describe("what its subscriptions say", () => {
  test("revenue, seats and the next renewal of the active ones, and the plan of the largest", async () => {
    const rows = await accounts({
      accounts: [account("1", { plan: "crm plan" }), account("2", { plan: "crm plan" })],
      subscriptions: [
        subscription("1", { mrr: "100", seats: 10, plan: "Pro", renewal_on: "2024-04-01" }),
        subscription("1", { mrr: "50.50", seats: 5, plan: "Add-on", renewal_on: "2024-05-20" }),
        subscription("1", { mrr: "999", seats: 9, plan: "Old", ended_on: "2024-05-01", is_active: false }),
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

  test("an account whose subscriptions have all ended brings nothing, and one of unknown price is not free", async () => {
    const rows = await accounts({
      accounts: [account("1"), account("2")],
      subscriptions: [
        subscription("1", { mrr: "10", ended_on: "2024-05-01", is_active: false }),
        subscription("2", { mrr: null }),
      ],
    });
    expect(pick(rows, "account_id", "mrr", "churned_on")).toEqual([
      { account_id: "1", mrr: 0, churned_on: "2024-05-01" },
      { account_id: "2", mrr: null, churned_on: null },
    ]);
  });

  test("notice is given when every active subscription is to end", async () => {
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

test("an account's place in life follows from its dates, and decides whether it is scored", async () => {
  const rows = await accounts({
    accounts: [
      account("active"),
      account("churned", { churned_on: "2024-05-10", churn_reason: "price" }),
      account("internal", { is_internal: true }),
      account("leaving later", { churned_on: "2024-05-11", churn_reason: "price" }),
      account("notice", { notice_on: "2024-05-10" }),
      account("onboarding", { customer_since: "2024-04-01" }),
      account("since subscribed", { customer_since: null }),
      account("trial", { customer_since: null }),
    ],
    subscriptions: [subscription("since subscribed", { started_on: "2024-05-01" })],
  });
  expect(pick(rows, "account_id", "lifecycle", "is_scored", "churn_reason")).toEqual([
    { account_id: "active", lifecycle: "active", is_scored: true, churn_reason: null },
    { account_id: "churned", lifecycle: "churned", is_scored: false, churn_reason: "price" },
    { account_id: "internal", lifecycle: "internal", is_scored: false, churn_reason: null },
    { account_id: "leaving later", lifecycle: "active", is_scored: true, churn_reason: null },
    { account_id: "notice", lifecycle: "notice", is_scored: true, churn_reason: null },
    { account_id: "onboarding", lifecycle: "onboarding", is_scored: true, churn_reason: null },
    { account_id: "since subscribed", lifecycle: "onboarding", is_scored: true, churn_reason: null },
    { account_id: "trial", lifecycle: "trial", is_scored: false, churn_reason: null },
  ]);
});

test("a parent that was merged away is the account it became", async () => {
  const rows = await accounts({
    accounts: [
      account("1", { parent_account_key: "crm:2" }),
      account("3", { parent_account_key: "crm:404" }),
    ],
    more: {
      account_identity: [
        { account_key: "crm:1", source: "crm", source_account_id: "1", account_id: "1" },
        { account_key: "crm:2", source: "crm", source_account_id: "2", account_id: "9" },
        { account_key: "crm:3", source: "crm", source_account_id: "3", account_id: "3" },
      ],
    },
  });
  expect(pick(rows, "account_id", "parent_account_id")).toEqual([
    { account_id: "1", parent_account_id: "9" },
    { account_id: "3", parent_account_id: "404" },
  ]);
});

test("where inactivity is churn, an account churns so many days after its last use or invoice", async () => {
  const rows = await accounts({
    accounts: [account("1"), account("2"), account("3")],
    settings: { churn_kind: "inactivity", churn_inactivity_days: 30 },
    more: {
      usage_accounts: [
        { account_key: "crm:1", last_used_on: "2024-04-10" },
        { account_key: "crm:2", last_used_on: "2024-04-11" },
        { account_key: "crm:3", last_used_on: "2024-01-01" },
      ],
      invoices: [{ account_id: "3", issued_on: "2024-05-01" }],
    },
  });
  expect(pick(rows, "account_id", "churned_on")).toEqual([
    { account_id: "1", churned_on: "2024-05-10" },
    { account_id: "2", churned_on: null },
    { account_id: "3", churned_on: null },
  ]);
});
