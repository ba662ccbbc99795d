import { expect, test } from "vitest";
import { type GivenRow, pick, rowsOf } from "../../support/given.ts";
import { generatedModels as models } from "../../support/merge.ts";
import { identityRows } from "../13-changes/months.ts";

const [previous, asOf] = ["2024-05-03", "2024-05-10"];

const subscription = (id: string, more: GivenRow = {}): GivenRow => ({
  source: "billing",
  subscription_id: id,
  account_id: "a",
  mrr: 10,
  renewal_on: "2024-05-08",
  is_active: true,
  ...more,
});

const renewals = (past: readonly GivenRow[], now: readonly GivenRow[], before: string = previous) =>
  rowsOf("renewals", {
    asOf,
    previous: before,
    models,
    given: { history_subscriptions: past, subscriptions: now },
  });

test("a term is due when its day lies after the run before and not after this one", async () => {
  const past = [
    subscription("today", { renewal_on: asOf }),
    subscription("the day before", { renewal_on: previous }),
    subscription("tomorrow", { renewal_on: "2024-05-11" }),
    subscription("without a term", { renewal_on: null }),
    subscription("not running", { is_active: false }),
  ];
  expect(pick(await renewals(past, []), "subscription_id", "due_on", "mrr", "arr")).toEqual([
    { subscription_id: "today", due_on: asOf, mrr: 10, arr: 120 },
  ]);
});

test("it is renewed when the subscription runs past its day", async () => {
  const ids = ["dropped", "ended before", "ended then", "ends later", "goes on"];
  const now = [
    subscription("ended before", { ended_on: "2024-05-06" }),
    subscription("ended then", { ended_on: "2024-05-08" }),
    subscription("ends later", { ended_on: "2024-05-09" }),
    subscription("goes on", { renewal_on: "2025-05-08" }),
  ];
  const rows = await renewals(
    ids.map((id) => subscription(id)),
    now,
  );
  expect(Object.fromEntries(rows.map((row) => [row.subscription_id, row.is_renewed]))).toEqual({
    dropped: false,
    "ended before": false,
    "ended then": false,
    "ends later": true,
    "goes on": true,
  });
});

test("a term of an account that was merged since is one of the account it became", async () => {
  const rows = await rowsOf("renewals", {
    ...{ asOf, previous, models },
    given: {
      history_subscriptions: [subscription("1"), subscription("2", { account_id: "b" })],
      account_identity: identityRows({ accounts: [{ id: "a", mergedInto: "z" }, { id: "b" }] }),
    },
  });
  expect(pick(rows, "account_id")).toEqual([{ account_id: "z" }, { account_id: "b" }]);
});

test("a first run has seen no term come due", async () => {
  expect(await renewals([], [subscription("1")], "0001-01-01")).toEqual([]);
});
