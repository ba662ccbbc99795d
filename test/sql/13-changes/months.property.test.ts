import fc from "fast-check";
import { expect, test } from "vitest";
import { badRowsOf } from "../../support/audit.ts";
import { type Account, type Day, ledgerOver, mergeRows, type Subscription } from "./months.ts";

const accountIds = [..."abcdefghijklmnopqrst"];
/** The days of a chain: every day, every week, with gaps; all cross the end of a month. */
const chains = [
  ["2024-05-30", "2024-05-31", "2024-06-01", "2024-06-02"],
  ["2024-05-21", "2024-05-28", "2024-06-04", "2024-06-11", "2024-07-02"],
  ["2024-06-01", "2024-06-30", "2024-07-03", "2024-09-01"],
];
const dates = ["2024-01-05", "2024-05-29", "2024-06-01", "2024-06-03", "2024-06-30", "2024-07-01"];
const prices = [0, 10, 36, 200, null];

const account = fc.constantFrom(...accountIds, null);
const price = fc.constantFrom(...prices);
const day = fc.nat({ max: 4 });

/** A subscription, and its changes on the days of the chain. */
const history = fc.record({
  account,
  price,
  currency: fc.constantFrom("USD", "EUR", "CHF"),
  from: fc.constantFrom(...dates),
  until: fc.option(fc.constantFrom(...dates), { nil: undefined }),
  source: fc.constantFrom("billing", "billing", "stripe"),
  landsOn: fc.constantFrom(0, 0, 0, 1, 2),
  droppedOn: fc.constantFrom(9, 9, 9, 1, 2, 3),
  changesOn: day,
  laterAccount: account,
  laterPrice: price,
});
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

const company = fc.record({
  chain: fc.constantFrom(...chains),
  histories: fc.array(history, { minLength: 80, maxLength: 160 }),
  mergedOn: day,
});

function known(histories: readonly History[], place: number): Subscription[] {
  return histories.flatMap(({ until, ...each }, index) => {
    if (place < each.landsOn || place >= each.droppedOn) return [];
    const hasChanged = place >= each.changesOn;
    return [
      {
        ...{ id: String(index), currency: each.currency, from: each.from, source: each.source },
        ...(until === undefined ? {} : { until }),
        account: hasChanged ? each.laterAccount : each.account,
        price: hasChanged ? each.laterPrice : each.price,
      },
    ];
  });
}

test("whatever happens to subscriptions, months add up, connect, and end with the revenue of accounts", async () => {
  const rates = {
    EUR: { "2024-01-01": 1.5, "2024-06-01": 1.25, "2024-06-04": 2 },
    CHF: { "2024-06-02": 0.5 },
  };
  const check = async ({
    chain,
    histories,
    mergedOn,
  }: typeof company extends fc.Arbitrary<infer T> ? T : never) => {
    const accountsOn = (place: number): Account[] =>
      accountIds.map((id) => (id === "b" && place >= mergedOn ? { id, mergedInto: "a" } : { id }));
    const days = chain.map(
      (on, place): Day => ({
        on,
        accounts: accountsOn(place),
        subscriptions: known(histories, place),
        rates,
      }),
    );
    for (const [place, { on, account_months, month_openings, accounts }] of (
      await ledgerOver(days)
    ).entries()) {
      const account_merges = mergeRows({ accounts: accountsOn(place) });
      const broken = [
        ...(await badRowsOf("months_add_up", { asOf: on, given: { account_months } })),
        ...(await badRowsOf("months_end_at_accounts", { asOf: on, given: { account_months, accounts } })),
        ...(await badRowsOf("months_follow_on", {
          asOf: on,
          given: { account_months, month_openings, account_merges },
        })),
      ];
      expect(broken, on).toEqual([]);
    }
  };
  await fc.assert(fc.asyncProperty(company, check), { numRuns: 3, endOnFailure: true });
});
