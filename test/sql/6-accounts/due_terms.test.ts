import { describe, expect, test } from "vitest";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { generatedModels as models } from "../../support/merge.ts";

const settings = [{ renewal_grace_days: 30, shortest_term_days: 90 }];

/** A yearly contract of account a, due on 2024-03-31. */
const contract = (id: string, more: GivenRow = {}): GivenRow => ({
  ...{ source: "billing", subscription_id: id, account_id: "a", account_key: "crm:a", exact_mrr: 10 },
  ...{ started_on: "2023-04-01", renewal_on: "2024-03-31", is_active: true },
  paid_from: more.started_on ?? "2023-04-01",
  ...more,
});
const ended = (id: string, ended_on: string, more: GivenRow = {}): GivenRow =>
  contract(id, { ended_on, is_active: false, ...more });
const successor = (started_on: string, more: GivenRow = {}): GivenRow =>
  contract("next", { started_on, renewal_on: "2025-03-31", ...more });

/** A subscription's record on a day. */
const record = (known_on: string, subscription: GivenRow): GivenRow => {
  const {
    subscription_id: record_id = null,
    account_id,
    paid_from,
    is_active,
    exact_mrr,
    ...row
  } = subscription;
  const isUndated = is_active === false && row.ended_on === undefined;
  return {
    ...{ record_id, known_on, updated_at: `${known_on} 06:00:00`, amount: 10, is_outline: false },
    ...{ status: isUndated ? "cancelled" : null },
    ...row,
  };
};

type Days = Readonly<Record<string, readonly GivenRow[]>>;

/** The terms and the new rows of `renewals` after each day, with each run built on the previous one. */
async function termsAfter(
  days: Days,
  accounts: Readonly<Record<string, string>> = { "crm:a": "a", "crm:b": "b" },
) {
  const account_identity = Object.entries(accounts).map(([account_key, account_id]) => ({
    account_key,
    account_id,
  }));
  let previous: string | undefined;
  let terms: Row[] = [];
  let renewals: Row[] = [];
  for (const [asOf, subscriptions] of Object.entries(days)) {
    const run = { asOf, ...(previous === undefined ? {} : { previous }), models };
    const history_due_terms = terms;
    const before = previous === undefined ? [] : (days[previous] ?? []);
    terms = await rowsOf("due_terms", {
      ...run,
      given: {
        ...{ settings, account_identity, subscriptions, history_due_terms },
        history_subscriptions: before,
        history_subscriptions_records: before.map((row) => record(previous ?? "", row)),
      },
    });
    renewals = await rowsOf("renewals", { ...run, given: { due_terms: terms, history_due_terms } });
    previous = asOf;
  }
  return { terms, renewals };
}

const outcome = ({ renewals }: { readonly renewals: readonly Row[] }) =>
  Object.fromEntries(renewals.map(({ subscription_id, is_renewed }) => [subscription_id, is_renewed]));

test("a term is due if its date is after the previous run and not after this one", async () => {
  const { renewals } = await termsAfter({
    "2024-05-03": [
      contract("today", { renewal_on: "2024-05-10" }),
      contract("the day before", { renewal_on: "2024-05-03" }),
      contract("tomorrow", { renewal_on: "2024-05-11" }),
      contract("without a term", { renewal_on: null }),
      contract("not running", { renewal_on: "2024-05-10", is_active: false }),
    ],
    "2024-05-10": [
      contract("today", { renewal_on: "2025-05-10" }),
      contract("tomorrow", { renewal_on: "2024-05-11" }),
    ],
  });
  expect(pick(renewals, "subscription_id", "due_on", "mrr", "arr", "grace_until")).toEqual([
    { subscription_id: "today", due_on: "2024-05-10", mrr: 10, arr: 120, grace_until: "2024-06-09" },
  ]);
});

test("the first run has no due terms", async () => {
  expect(await termsAfter({ "2024-05-10": [contract("1")] })).toEqual({ terms: [], renewals: [] });
});

describe("a term is renewed", () => {
  test("when its subscription runs past its date", async () => {
    const ids = ["dropped", "ended before", "ended then", "ends later", "goes on"];
    const found = await termsAfter(
      {
        "2024-03-30": ids.map((id) => contract(id, { account_key: `crm:${id}` })),
        "2024-04-02": [
          ended("ended before", "2024-03-30"),
          ended("ended then", "2024-03-31"),
          ended("ends later", "2024-04-01"),
          contract("goes on", { renewal_on: "2025-03-31" }),
        ],
      },
      {},
    );
    expect(outcome(found)).toEqual({
      dropped: false,
      "ended before": false,
      "ended then": false,
      "ends later": true,
      "goes on": true,
    });
  });

  test.each([
    ["on the day it ended", "2024-03-31", true],
    ["30 days before", "2024-03-01", true],
    ["longer before, as a parallel contract", "2024-02-29", false],
    ["30 days after", "2024-04-30", true],
    ["longer after", "2024-05-01", false],
  ])("depending on when another contract of the account started: %s", async (_, started_on, is_renewed) => {
    const found = await termsAfter({
      "2024-03-30": [contract("old")],
      "2024-04-01": [ended("old", "2024-03-31")],
      "2024-05-02": [ended("old", "2024-03-31"), successor(started_on)],
    });
    expect(pick(found.terms, "is_renewed")).toEqual([{ is_renewed }]);
  });

  test("by no contract of another account, none that never ran, none that started before it, and not by itself", async () => {
    const found = await termsAfter({
      "2024-03-30": [contract("old")],
      "2024-04-02": [
        ended("old", "2024-03-31"),
        successor("2024-04-01", { account_id: "b" }),
        ended("undone", "2024-04-01", { started_on: "2024-04-01" }),
        contract("older", { started_on: "2023-04-01" }),
      ],
    });
    expect(outcome(found)).toEqual({ old: false });
  });

  test("by a contract of the account that its own was merged into", async () => {
    const found = await termsAfter(
      {
        "2024-03-30": [contract("old")],
        "2024-04-02": [
          ended("old", "2024-03-31", { account_id: "b" }),
          successor("2024-04-01", { account_id: "b" }),
        ],
      },
      { "crm:a": "b" },
    );
    expect(pick(found.renewals, "account_id", "is_renewed")).toEqual([{ account_id: "b", is_renewed: true }]);
  });

  test("late, as a second row, and a lapse that is reported late is withdrawn as well", async () => {
    const lapsed = {
      "2024-03-30": [contract("late"), contract("lapsed", { account_id: "b", account_key: "crm:b" })],
      "2024-04-01": [
        ended("late", "2024-03-31"),
        contract("lapsed", { account_id: "b", account_key: "crm:b" }),
      ],
    };
    const first = await termsAfter(lapsed);
    expect(outcome(first)).toEqual({ late: false, lapsed: true });
    expect(pick(first.terms, "subscription_id", "is_decided")).toEqual([
      { subscription_id: "lapsed", is_decided: true },
      { subscription_id: "late", is_decided: false },
    ]);
    const known = [
      ended("late", "2024-03-31"),
      successor("2024-04-20"),
      ended("lapsed", "2024-03-31", { account_id: "b", account_key: "crm:b" }),
    ];
    expect(outcome(await termsAfter({ ...lapsed, "2024-04-20": known }))).toEqual({
      late: true,
      lapsed: false,
    });
    expect(outcome(await termsAfter({ ...lapsed, "2024-04-20": known, "2024-04-21": known }))).toEqual({});
  });

  test("as its subscription was known on the last day of the grace", async () => {
    const both = [contract("lapsed"), contract("kept", { account_id: "b", account_key: "crm:b" })];
    const days = {
      "2024-03-30": both,
      "2024-04-01": [ended("lapsed", "2024-03-31"), ...both.slice(1)],
      "2024-04-30": [ended("lapsed", "2024-03-31"), ...both.slice(1)],
    };
    expect(pick((await termsAfter(days)).terms, "subscription_id", "is_renewed", "is_decided")).toEqual([
      { subscription_id: "kept", is_renewed: true, is_decided: true },
      { subscription_id: "lapsed", is_renewed: false, is_decided: true },
    ]);
    const later = await termsAfter({
      ...days,
      "2024-05-01": [
        contract("lapsed"),
        ended("kept", "2024-03-31", { account_id: "b", account_key: "crm:b" }),
      ],
    });
    expect(later.renewals).toEqual([]);
  });

  test("by a contract that started within the grace, even if that becomes known later", async () => {
    const { renewals, terms } = await termsAfter({
      "2024-03-30": [contract("old")],
      "2024-04-01": [ended("old", "2024-03-31")],
      "2024-05-01": [ended("old", "2024-03-31")],
      "2024-05-02": [ended("old", "2024-03-31"), successor("2024-04-20")],
    });
    expect(pick(renewals, "subscription_id", "is_renewed")).toEqual([
      { subscription_id: "old", is_renewed: true },
    ]);
    expect(pick(terms, "ended_on", "is_renewed")).toEqual([{ ended_on: "2024-03-31", is_renewed: true }]);
  });

  test("by a contract that its source has dropped since, unless it was a trial", async () => {
    const term = {
      ...{ source: "billing", subscription_id: "old", account_key: "crm:a", started_on: "2023-04-01" },
      ...{ due_on: "2024-03-31", ended_on: "2024-03-31" },
    };
    const renewedBy = async (more: GivenRow) => {
      const rows = await rowsOf("due_terms", {
        ...{ asOf: "2024-06-02", previous: "2024-06-01", models },
        given: {
          settings,
          account_identity: [{ account_key: "crm:a", account_id: "a" }],
          subscriptions: [],
          history_due_terms: [term],
          subscriptions_records: [
            { ...record("2024-04-02", successor("2024-04-02")), deleted_on: "2024-05-20", ...more },
          ],
        },
      });
      return pick(rows, "is_renewed");
    };
    expect(await renewedBy({})).toEqual([{ is_renewed: true }]);
    expect(await renewedBy({ status: "trialing" })).toEqual([{ is_renewed: false }]);
    expect(await renewedBy({ trial_ends_on: "2024-06-30" })).toEqual([{ is_renewed: false }]);
  });
});

describe("a run days after the previous one finds the same terms as daily runs", () => {
  const asOf = "2024-05-10";
  /** The terms of a run on that day, from the records of the days before. */
  const found = async (
    records: readonly GivenRow[],
    now: readonly GivenRow[],
    before: readonly GivenRow[] = [],
  ) => {
    const rows = await rowsOf("due_terms", {
      ...{ asOf, models },
      ...(before.length === 0 ? {} : { previous: "2024-03-21" }),
      given: {
        settings,
        account_identity: [{ account_key: "crm:a", account_id: "a" }],
        subscriptions: now,
        staged_subscriptions: records,
        history_subscriptions: before,
        history_subscriptions_records: before.map((row) => record("2024-03-20", row)),
      },
    });
    return pick(rows, "due_on", "is_renewed", "term_days");
  };
  const renewed = contract("1", { renewal_on: "2025-03-31" });

  test.each([["no run", []] as const, ["a run that knew it in advance", [contract("1")]] as const])(
    "one that was renewed on its date, with %s before it",
    async (_, before) => {
      const records = [record("2024-03-20", contract("1")), record("2024-03-31", renewed)];
      const arrived = records.slice(before.length);
      expect(await found(arrived, [renewed], before)).toEqual([
        { due_on: "2024-03-31", is_renewed: true, term_days: 365 },
      ]);
    },
  );

  test("one that appeared and disappeared between two runs", async () => {
    const records = [
      record("2024-03-25", contract("1")),
      record("2024-04-01", ended("1", "2024-03-31")),
      record("2024-05-05", contract("1")),
    ];
    const term = { due_on: "2024-03-31", is_renewed: false, term_days: 365 };
    expect(await found(records, [contract("1")])).toEqual([term]);
    expect(await found(records, [contract("1")], [contract("other", { renewal_on: null })])).toEqual([term]);
  });

  test("each of several, with its own length", async () => {
    const monthly = (renewal_on: string) =>
      contract("1", { renewal_on, interval: "month", interval_count: 1 });
    const records = [
      record("2024-03-01", monthly("2024-03-31")),
      record("2024-03-31", monthly("2024-04-30")),
      record("2024-04-30", monthly("2024-05-31")),
    ];
    expect(await found(records, [monthly("2024-05-31")])).toEqual([
      { due_on: "2024-03-31", is_renewed: true, term_days: 30 },
      { due_on: "2024-04-30", is_renewed: true, term_days: 30 },
    ]);
  });

  test("none with a corrected date, and none that became known after its date", async () => {
    const moved = contract("1", { renewal_on: "2024-04-20" });
    const records = [record("2024-03-20", contract("1")), record("2024-03-25", moved)];
    expect(await found(records, [moved])).toEqual([
      { due_on: "2024-04-20", is_renewed: true, term_days: 385 },
    ]);
    expect(await found([record("2024-04-02", contract("1"))], [contract("1")])).toEqual([]);
  });

  test("none from a row older than an earlier one", async () => {
    const late = contract("1", { renewal_on: "2024-03-26", updated_at: "2024-03-01 06:00:00" });
    const records = [record("2024-03-20", contract("1")), record("2024-03-24", late)];
    expect(await found(records, [contract("1")])).toEqual([
      { due_on: "2024-03-31", is_renewed: true, term_days: 365 },
    ]);
    expect(await found(records.slice(1), [contract("1")], [contract("1")])).toEqual([
      { due_on: "2024-03-31", is_renewed: true, term_days: 365 },
    ]);
  });
});

describe("a term that is settled before its date", () => {
  test("by early renewal is due on its own date, once", async () => {
    const early = {
      "2024-02-20": [contract("1"), contract("2")],
      "2024-03-10": [contract("1", { renewal_on: "2025-03-31" }), contract("2")],
    };
    expect((await termsAfter(early)).renewals).toEqual([]);
    const now = [
      contract("1", { renewal_on: "2025-03-31" }),
      ended("2", "2024-03-31", { renewal_on: "2024-03-31" }),
    ];
    const due = await termsAfter({ ...early, "2024-04-01": now });
    expect(pick(due.renewals, "subscription_id", "due_on", "is_renewed", "term_days")).toEqual([
      { subscription_id: "1", due_on: "2024-03-31", is_renewed: true, term_days: 365 },
      { subscription_id: "2", due_on: "2024-03-31", is_renewed: false, term_days: 365 },
    ]);
    expect((await termsAfter({ ...early, "2024-04-01": now, "2024-04-02": now })).renewals).toEqual([]);
  });

  test("by another contract is due on its own date as well", async () => {
    const found = await termsAfter({
      "2024-03-01": [contract("old")],
      "2024-03-08": [ended("old", "2024-03-08"), successor("2024-03-08")],
      "2024-04-01": [ended("old", "2024-03-08"), successor("2024-03-08")],
    });
    expect(pick(found.renewals, "due_on", "is_renewed")).toEqual([
      { due_on: "2024-03-31", is_renewed: true },
    ]);
  });

  test("by an end within the grace is due and not renewed; one that ended in mid-term never came due", async () => {
    const found = await termsAfter({
      "2024-02-20": [contract("left"), contract("replaced", { renewal_on: "2024-12-31" })],
      "2024-03-20": [
        ended("left", "2024-03-20"),
        ended("replaced", "2024-03-20", { renewal_on: "2024-12-31" }),
      ],
      "2025-01-02": [
        ended("left", "2024-03-20"),
        ended("replaced", "2024-03-20", { renewal_on: "2024-12-31" }),
      ],
    });
    expect(outcome(found)).toEqual({ left: false });
  });

  test("is not settled by a corrected date", async () => {
    const found = await termsAfter({
      "2024-03-01": [contract("1")],
      "2024-03-10": [contract("1", { renewal_on: "2024-04-20" })],
      "2024-04-01": [contract("1", { renewal_on: "2024-04-20" })],
    });
    expect(found.terms).toEqual([]);
  });
});

describe("the length of a term", () => {
  const lengthOf = async (days: Days) =>
    pick((await termsAfter(days)).renewals, "due_on", "term_days", "is_billing_period");

  test("comes from the next term if it is first seen halfway, and then from the previous one", async () => {
    const monthly = (renewal_on: string) => contract("1", { started_on: "2022-03-31", renewal_on });
    const first = { "2024-03-30": [monthly("2024-03-31")], "2024-03-31": [monthly("2024-04-30")] };
    expect(await lengthOf(first)).toEqual([{ due_on: "2024-03-31", term_days: 30, is_billing_period: true }]);
    const left = ended("1", "2024-04-30", { started_on: "2022-03-31", renewal_on: "2024-04-30" });
    expect(await lengthOf({ ...first, "2024-04-30": [left] })).toEqual([
      { due_on: "2024-04-30", term_days: 30, is_billing_period: true },
    ]);
  });

  test.each([
    ["started less than 13 months before", "2023-03-01", {}, 396],
    ["started on that day of the year", "2021-04-02", {}, 1094],
    ["is billed by month, and started on that day of the year", "2023-04-01", { interval: "month" }, 365],
    ["is billed by month otherwise", "2023-09-01", { interval: "month" }, null],
    ["is billed by three months", "2023-09-01", { interval: "month", interval_count: 3 }, 212],
    ["is older, and started on another day", "2022-09-15", {}, null],
  ])(
    "is unknown unless the term may be the subscription's first: it %s",
    async (_, started_on, price, term_days) => {
      const more = { started_on, interval_count: 1, ...price };
      const [term] = await lengthOf({
        "2024-03-30": [contract("1", more)],
        "2024-04-01": [ended("1", "2024-03-31", more)],
      });
      const is_billing_period = term_days === null ? null : term_days < 90;
      expect(term).toEqual({ due_on: "2024-03-31", term_days, is_billing_period });
    },
  );

  test("counts from the subscription's start if it was the first term", async () => {
    expect(
      await lengthOf({ "2024-03-30": [contract("1")], "2024-04-01": [ended("1", "2024-03-31")] }),
    ).toEqual([{ due_on: "2024-03-31", term_days: 365, is_billing_period: false }]);
  });
});
