import { describe, expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";

const asOf = "2024-06-30";

/** The usage measures of account a1, known as crm:a1 and app:1, a long-time customer. */
async function measuresOfOne(
  given: Readonly<Record<string, readonly GivenRow[]>>,
  account: GivenRow = { customer_since: "2020-01-01" },
) {
  const rows = await rowsOf("usage_measures", {
    asOf,
    previous: "2024-06-29",

    given: {
      accounts: [{ account_id: "a1", is_scored: true, ...account }],
      account_identity: [
        { account_key: "app:1", account_id: "a1" },
        { account_key: "crm:a1", account_id: "a1" },
        { account_key: "app:9" },
      ],
      ...given,
    },
  });
  return Object.fromEntries(
    pick(rows, "measure", "value", "sample_size", "absence").map(({ measure, ...rest }) => [measure, rest]),
  );
}

const used = (usage_date: string, events = 1, account_key = "app:1", as_of_date = usage_date) => ({
  ...{ account_key, usage_date, events, as_of_date },
});
const longUsed = { account_key: "app:1", first_used_on: "2023-01-01", last_used_on: "2024-06-28" };

describe("active days", () => {
  test("count each of the 28 days once, across keys and partitions", async () => {
    const { active_days_28d } = await measuresOfOne({
      usage_account_days: [used("2024-06-30"), used("2024-06-29", 2, "app:1", asOf)],
      history_usage_account_days: [
        used("2024-06-29"),
        used("2024-06-29", 5, "crm:a1"),
        used("2024-06-03", 1, "app:1", "2024-06-10"),
        used("2024-06-02"),
      ],
    });
    expect(active_days_28d).toEqual({ value: 3, sample_size: 10, absence: null });
  });

  test("are a true zero for an account that never used the product", async () => {
    const { active_days_28d } = await measuresOfOne({});
    expect(active_days_28d).toEqual({ value: 0, sample_size: 0, absence: null });
  });

  test("leave out days without uses, and keys without an account", async () => {
    const { active_days_28d } = await measuresOfOne({
      usage_account_days: [used(asOf, 0), used(asOf, 3, "app:9")],
    });
    expect(active_days_28d).toEqual({ value: 0, sample_size: 0, absence: null });
  });
});

describe("the usage trend", () => {
  const halved = [used("2024-06-30", 3), used("2024-06-03", 2), used("2024-06-02", 6), used("2024-05-06", 4)];

  test("compares the last 28 days with the 28 before", async () => {
    const { usage_trend_28d } = await measuresOfOne({
      history_usage_account_days: [...halved, used("2024-05-05", 99)],
      usage_accounts: [longUsed],
    });
    expect(usage_trend_28d).toEqual({ value: -0.5, sample_size: 15, absence: null });
  });

  test("is -1 when usage stopped", async () => {
    const { usage_trend_28d } = await measuresOfOne({
      history_usage_account_days: [used("2024-05-20", 7)],
      usage_accounts: [longUsed],
    });
    expect(usage_trend_28d).toEqual({ value: -1, sample_size: 7, absence: null });
  });

  test.each([
    ["without usage in the earlier window", [used("2024-06-30", 3)], [longUsed], {}],
    ["without any usage", [], [longUsed], {}],
    ["for a customer of less than 56 days", halved, [longUsed], { customer_since: "2024-05-07" }],
    [
      "when no account's usage is known that far back",
      halved,
      [{ ...longUsed, first_used_on: "2024-05-07" }],
      {},
    ],
  ])("is not_applicable %s", async (_, days, lifetimes, account) => {
    const { usage_trend_28d } = await measuresOfOne(
      { history_usage_account_days: days, usage_accounts: lifetimes },
      { customer_since: "2020-01-01", ...account },
    );
    expect(usage_trend_28d).toMatchObject({ value: null, absence: "not_applicable" });
  });

  test("is known for a customer of 56 days, and for one with an unknown start", async () => {
    const given = { history_usage_account_days: halved, usage_accounts: [longUsed] };
    for (const customer_since of ["2024-05-06", null]) {
      const { usage_trend_28d } = await measuresOfOne(given, { customer_since });
      expect(usage_trend_28d).toMatchObject({ value: -0.5 });
    }
  });
});

describe("days since the last use", () => {
  test("count from the latest use of any key", async () => {
    const { days_since_last_use } = await measuresOfOne({
      usage_accounts: [longUsed, { ...longUsed, account_key: "crm:a1", last_used_on: "2024-06-10" }],
    });
    expect(days_since_last_use).toEqual({ value: 2, sample_size: 1, absence: null });
  });

  test("count from the first day as a customer without any use", async () => {
    const { days_since_last_use } = await measuresOfOne({}, { customer_since: "2024-06-20" });
    expect(days_since_last_use).toEqual({ value: 10, sample_size: 0, absence: null });
  });

  test("are not_applicable if that day is unknown too", async () => {
    const { days_since_last_use } = await measuresOfOne({}, {});
    expect(days_since_last_use).toEqual({ value: null, sample_size: 0, absence: "not_applicable" });
  });
});

const bits = (account_key: string, active_days_bits = 1) => ({ account_key, active_days_bits });
/** Both keys of a1 have usage. */
const usage_accounts = ["app:1", "crm:a1"].map((account_key) => ({ ...longUsed, account_key }));

describe("active users and seat utilisation", () => {
  const users = [
    { ...bits("app:1"), user_id: "ann" },
    { ...bits("crm:a1"), user_id: "ann" },
    { ...bits("app:1"), user_id: "bob" },
    { ...bits("app:1"), user_id: null },
    { ...bits("app:9"), user_id: "zoe" },
  ];

  test("count a user once across the account's keys", async () => {
    const { active_users_28d, seat_utilization_28d } = await measuresOfOne(
      { usage_accounts, usage_users: users, usage_account_days: [used("2024-06-29", 8, "app:1", asOf)] },
      { seats: 8 },
    );
    expect(active_users_28d).toEqual({ value: 2, sample_size: 8, absence: null });
    expect(seat_utilization_28d).toEqual({ value: 0.25, sample_size: 8, absence: null });
  });

  test("of an account with one key are those of the key", async () => {
    const { active_users_28d } = await measuresOfOne({
      usage_accounts: [longUsed],
      usage_users: users.filter(({ account_key }) => account_key === "app:1"),
    });
    expect(active_users_28d).toMatchObject({ value: 2 });
  });

  test.each([null, 0])("with %s seats are without a utilisation, which is not_applicable", async (seats) => {
    const { active_users_28d, seat_utilization_28d } = await measuresOfOne(
      { usage_accounts, usage_users: users },
      { seats },
    );
    expect(active_users_28d).toMatchObject({ value: 2 });
    expect(seat_utilization_28d).toMatchObject({ value: null, absence: "not_applicable" });
  });

  test("are a true zero without usage, if others' usage names users", async () => {
    const rows = await rowsOf("usage_measures", {
      asOf,
      given: {
        accounts: ["a1", "a2"].map((account_id) => ({ account_id, is_scored: true, seats: 4 })),
        account_identity: [{ account_key: "app:1", account_id: "a1" }],
        usage_accounts: [longUsed],
        usage_users: [{ ...bits("app:1"), user_id: "ann" }],
      },
    });
    const values = rows.filter(({ account_id }) => account_id === "a2");
    expect(pick(values, "measure", "value").slice(1, 2)).toEqual([{ measure: "active_users_28d", value: 0 }]);
    expect(values.find(({ measure }) => measure === "seat_utilization_28d")).toMatchObject({ value: 0 });
  });

  test.each([
    ["the account's usage names no users", [{ ...bits("app:1"), user_id: null }]],
    ["no usage names users", []],
  ])("are not_applicable if %s", async (_, usage_users) => {
    const measured = await measuresOfOne({ usage_accounts, usage_users }, { seats: 4 });
    for (const measure of ["active_users_28d", "seat_utilization_28d"])
      expect(measured[measure]).toMatchObject({ value: null, absence: "not_applicable" });
  });
});

describe("features", () => {
  const features = [
    { ...bits("app:1", 0b0011), feature: "reports" },
    { ...bits("crm:a1", 0b0110), feature: "reports" },
    { ...bits("app:1", 0b1000), feature: "search" },
    { ...bits("app:1", 0b10000), feature: null },
  ];

  test("are counted once, and the days of key features once for all of them", async () => {
    const { feature_breadth_28d, key_feature_active_days_28d } = await measuresOfOne({
      usage_accounts,
      usage_features: features,
      key_features: [{ feature: "reports" }, { feature: "search" }, { feature: "never used" }],
    });
    expect(feature_breadth_28d).toMatchObject({ value: 2, absence: null });
    expect(key_feature_active_days_28d).toMatchObject({ value: 4, absence: null });
  });

  test("of an account with one key are those of the key", async () => {
    const { feature_breadth_28d, key_feature_active_days_28d } = await measuresOfOne({
      usage_accounts: [longUsed],
      usage_features: features.filter(({ account_key }) => account_key === "app:1"),
      key_features: [{ feature: "reports" }],
    });
    expect(feature_breadth_28d).toMatchObject({ value: 2 });
    expect(key_feature_active_days_28d).toMatchObject({ value: 2 });
  });

  test("without key ones give a true zero of key days", async () => {
    const { key_feature_active_days_28d } = await measuresOfOne({
      ...{ usage_accounts, usage_features: features, key_features: [{ feature: "export" }] },
    });
    expect(key_feature_active_days_28d).toMatchObject({ value: 0, absence: null });
  });

  test("have no key days if the config names no key features", async () => {
    const { feature_breadth_28d, key_feature_active_days_28d } = await measuresOfOne({
      usage_accounts,
      usage_features: features,
    });
    expect(feature_breadth_28d).toMatchObject({ value: 2 });
    expect(key_feature_active_days_28d).toMatchObject({ value: null, absence: "not_applicable" });
  });

  test("that are never named are not_applicable", async () => {
    const measured = await measuresOfOne({
      ...{
        usage_accounts,
        usage_features: [{ ...bits("app:1"), feature: null }],
        key_features: [{ feature: "reports" }],
      },
    });
    for (const measure of ["feature_breadth_28d", "key_feature_active_days_28d"])
      expect(measured[measure]).toMatchObject({ value: null, absence: "not_applicable" });
  });
});

test("an account that is not scored has no measures", async () => {
  expect(await measuresOfOne({}, { is_scored: false })).toEqual({});
});

describe("days on which usage was lost", () => {
  const gapDays = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => ({
      usage_date: new Date(Date.UTC(2024, 5, 30 - from - index)).toISOString().slice(0, 10),
    }));
  const daily = (days: readonly number[]) =>
    days.map((ago) => used(new Date(Date.UTC(2024, 5, 30 - ago)).toISOString().slice(0, 10), 2));
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const measured = async (usage_gaps: readonly GivenRow[], days: readonly number[]) => {
    const values = await measuresOfOne({
      usage_gaps,
      history_usage_account_days: daily(days.filter((ago) => ago > 0)),
      usage_account_days: daily(days.filter((ago) => ago === 0)),
      usage_accounts: [{ account_key: "app:1", first_used_on: "2024-01-01", last_used_on: "2024-06-30" }],
    });
    return Object.fromEntries(
      ["active_days_28d", "usage_trend_28d"].map((name) => [
        name,
        [values[name]?.value, values[name]?.absence],
      ]),
    );
  };

  test("count as neither used nor unused", async () => {
    expect(await measured(gapDays(1, 11), [0, ...range(12, 55)])).toEqual({
      active_days_28d: [28, null],
      usage_trend_28d: [0, null],
    });
    expect(await measured(gapDays(1, 14), [0, ...range(15, 55).filter((ago) => ago % 2 === 1)])).toEqual({
      active_days_28d: [16, null],
      usage_trend_28d: [expect.closeTo((16 / 14 - 1) / 1, 9), null],
    });
  });

  test("are known when usage of them arrives late", async () => {
    expect(await measured(gapDays(1, 11), range(0, 55))).toEqual({
      active_days_28d: [28, null],
      usage_trend_28d: [0, null],
    });
  });

  test("are not known by usage of keys that match no account", async () => {
    const values = await measuresOfOne({
      usage_gaps: gapDays(1, 11),
      history_usage_account_days: [
        ...daily(range(12, 27)),
        ...range(1, 11).map((ago) => ({ ...daily([ago])[0], account_key: "app:9" })),
      ],
      usage_account_days: daily([0]),
      usage_accounts: [{ account_key: "app:1", first_used_on: "2024-01-01", last_used_on: "2024-06-30" }],
    });
    expect(values.active_days_28d).toMatchObject({ value: 28 });
  });

  test("leave nothing to say once they are more than half", async () => {
    expect(await measured(gapDays(1, 15), [0, ...range(16, 55)])).toEqual({
      active_days_28d: [null, "source_stale"],
      usage_trend_28d: [null, "source_stale"],
    });
  });

  test("do not lengthen the time since the last use", async () => {
    const values = await measuresOfOne({
      usage_gaps: gapDays(1, 11),
      usage_accounts: [{ account_key: "app:1", first_used_on: "2024-01-01", last_used_on: "2024-06-16" }],
    });
    expect(values.days_since_last_use).toMatchObject({ value: 3 });
  });
});
