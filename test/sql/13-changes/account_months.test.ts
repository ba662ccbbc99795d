import { describe, expect, test } from "vitest";
import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { pick } from "../../support/given.ts";
import { type Day, ledgerOver, type RevenueFrom } from "./months.ts";

const movements = [
  "new",
  "reactivated",
  "expansion",
  "contraction",
  "churned",
  "fx",
  "reassigned",
  "start_mrr",
  "end_mrr",
] as const;

/** The non-zero columns of the months on the last of these days, as one line of text each. */
async function monthsAfter(days: readonly Day[], revenueFrom?: RevenueFrom): Promise<string[]> {
  const ledger = await ledgerOver(days, revenueFrom);
  return summarize(ledger.at(-1)?.account_months ?? []);
}

const summarize = (rows: readonly Row[]): string[] =>
  rows
    .toSorted((a, b) => (`${a.month} ${a.account_id}` < `${b.month} ${b.account_id}` ? -1 : 1))
    .map((row) => {
      const amounts = movements
        .filter((name) => row[name] !== 0)
        .map((name) => `${name.replace("_mrr", "")} ${row[name] ?? "?"}`);
      const customer = `${row.was_customer ? "was" : "was not"}, ${row.is_customer ? "is" : "is not"}`;
      const month = String(row.month).slice(0, 7);
      return `${row.account_id} ${month}${row.is_complete ? "" : " so far"}: ${customer}; ${amounts.join(", ")}`;
    });

const a = { id: "a" };
const [may31, june1, june2, june8, june30] = [
  "2024-05-31",
  "2024-06-01",
  "2024-06-02",
  "2024-06-08",
  "2024-06-30",
];

describe("an account within a month", () => {
  const old = { id: "old", account: "a" };
  const atFirst = (...subscriptions: NonNullable<Day["subscriptions"]>): Day => ({
    ...{ on: may31, accounts: [a], subscriptions },
  });

  test("stays: the previous month is complete, and this one is so far", async () => {
    const first = atFirst(old);
    expect(await monthsAfter([first, { ...first, on: june1 }, { ...first, on: june8 }])).toEqual([
      "a 2024-05: was, is; start 100, end 100",
      "a 2024-06 so far: was, is; start 100, end 100",
    ]);
  });

  test("is new", async () => {
    const came = { id: "1", account: "b", from: june2 };
    const days = [atFirst(old), { on: june8, accounts: [a, { id: "b" }], subscriptions: [old, came] }];
    expect(await monthsAfter(days)).toEqual([
      "a 2024-05: was, is; start 100, end 100",
      "a 2024-06 so far: was, is; start 100, end 100",
      "b 2024-06 so far: was not, is; new 100, end 100",
    ]);
  });

  test("is new on the day that its trial ends", async () => {
    const trial = { id: "1", account: "b", from: "2024-05-10", trialUntil: june2 };
    const accounts = [{ id: "b", since: "2024-05-10" }];
    const on = (day: string) => ({ on: day, accounts, subscriptions: [trial] });
    expect(await monthsAfter([on(may31), on(june1), on(june8)])).toEqual([
      "b 2024-06 so far: was not, is; new 100, end 100",
    ]);
    expect(await monthsAfter([on(may31), on(june8)])).toEqual([
      "b 2024-06 so far: was not, is; new 100, end 100",
    ]);
  });

  test("is no customer while its trial never ends", async () => {
    const trial = { id: "1", account: "b", from: "2024-05-10", trialUntil: null };
    const accounts = [{ id: "b", since: "2024-05-10" }];
    const over = { on: june8, accounts, subscriptions: [{ ...trial, until: june2 }] };
    expect(await monthsAfter([{ on: may31, accounts, subscriptions: [trial] }, over])).toEqual([]);
  });

  test("is reactivated on the day that it comes back, and on the following days", async () => {
    const left = { ...old, until: "2024-05-10" };
    const again = { id: "again", account: "a", from: june2, price: 70 };
    const back = { on: june2, accounts: [a], subscriptions: [left, again] };
    const expected = "a 2024-06 so far: was not, is; reactivated 70, end 70";
    expect(await monthsAfter([atFirst(left), back])).toEqual([
      "a 2024-05: was, is not; churned 100, start 100",
      expected,
    ]);
    expect(await monthsAfter([atFirst(left), back, { ...back, on: june8 }])).toContain(expected);
  });

  test("is new when it changes from a free to a paid plan, and churned when it stops paying but stays", async () => {
    const free = { id: "free", account: "b", price: 0 };
    const days = [
      atFirst(old, free),
      {
        on: june8,
        accounts: [a, { id: "b" }],
        subscriptions: [
          { ...old, price: 0 },
          { ...free, price: 20 },
        ],
      },
    ];
    expect((await monthsAfter(days)).slice(-2)).toEqual([
      "a 2024-06 so far: was, is; churned 100, start 100",
      "b 2024-06 so far: was, is; new 20, end 20",
    ]);
  });

  test("expands through a price or another subscription", async () => {
    const more = { id: "more", account: "a", price: 25, from: june2 };
    const days = [atFirst(old), { on: june8, accounts: [a], subscriptions: [{ ...old, price: 110 }, more] }];
    expect((await monthsAfter(days)).at(-1)).toBe(
      "a 2024-06 so far: was, is; expansion 35, start 100, end 135",
    );
  });

  test("changes plan: the movement is the net of what ended and what started", async () => {
    const next = { id: "next", account: "a", price: 80, from: june2 };
    const days = [
      atFirst(old),
      { on: june8, accounts: [a], subscriptions: [{ ...old, until: june2 }, next] },
    ];
    expect((await monthsAfter(days)).at(-1)).toBe(
      "a 2024-06 so far: was, is; contraction 20, start 100, end 80",
    );
  });

  test("churns, and its revenue is counted as churned once", async () => {
    const gone = { on: june8, accounts: [a], subscriptions: [{ ...old, until: june2 }] };
    expect(await monthsAfter([atFirst(old), gone, { ...gone, on: "2024-07-01" }])).toEqual([
      "a 2024-06: was, is not; churned 100, start 100",
    ]);
  });

  test("churns and comes back in the same month: the movement is the difference", async () => {
    const left = { ...old, until: june2 };
    const again = { id: "again", account: "a", price: 90, from: june8 };
    const days = [
      atFirst(old),
      { on: june2, accounts: [a], subscriptions: [left] },
      { on: june8, accounts: [a], subscriptions: [left, again] },
    ];
    const ledger = await ledgerOver(days);
    expect(summarize(ledger[1]?.account_months ?? []).at(-1)).toBe(
      "a 2024-06 so far: was, is not; churned 100, start 100",
    );
    expect(summarize(ledger[2]?.account_months ?? []).at(-1)).toBe(
      "a 2024-06 so far: was, is; contraction 10, start 100, end 90",
    );
  });

  test("contracts when a source drops a subscription, which ran until then", async () => {
    const other = { id: "other", account: "a", price: 5 };
    const days = [atFirst(old, other), { on: june1, accounts: [a], subscriptions: [other] }];
    expect(await monthsAfter(days)).toEqual([
      "a 2024-05: was, is; start 105, end 105",
      "a 2024-06 so far: was, is; contraction 100, start 105, end 5",
    ]);
  });

  test("churns when a source drops the account, and its revenue is reassigned to no account", async () => {
    const unmatched = { on: june1, accounts: [], subscriptions: [{ ...old, account: null }] };
    expect((await monthsAfter([atFirst(old), unmatched])).at(-1)).toBe(
      "a 2024-06 so far: was, is not; reassigned -100, start 100",
    );
  });
});

describe("prices that are not a whole number of cents per month", () => {
  const yearly = (amount: number): number => Number((amount / 12).toFixed(10));

  test("are carried from month to month exactly, and a year of them adds up to the price to the cent", async () => {
    const accounts = [a, { id: "b" }, { id: "c" }];
    const old = { id: "1", account: "a", price: yearly(1000) };
    const dearer = { ...old, price: yearly(1000.07) };
    const came = { id: "2", account: "b", price: yearly(99.99), from: june2 };
    const left = { id: "3", account: "c", price: yearly(7.01) };
    const ledger = await ledgerOver([
      { on: may31, accounts, subscriptions: [old, left] },
      { on: june30, accounts, subscriptions: [dearer, came, { ...left, until: june8 }] },
    ]);
    const june = ledger.at(-1)?.account_months.filter(({ month }) => month === june1) ?? [];
    const arr = (name: string) =>
      Number((12 * june.reduce((sum, row) => sum + Number(row[name]), 0)).toFixed(6));
    expect(["start_mrr", "new", "expansion", "churned", "end_mrr"].map(arr)).toEqual([
      ...[1007.01, 99.99, 0.07, 7.01, 1100.06],
    ]);
  });

  test("of two cents per year are neither zero nor churn", async () => {
    const tiny = { id: "1", account: "a", price: yearly(0.02), currency: "EUR" };
    const day = { on: may31, accounts: [a], subscriptions: [tiny] };
    const rates = { EUR: { "2024-01-01": 1 } };
    expect(
      await monthsAfter([
        { ...day, rates },
        { ...day, on: june8, rates },
      ]),
    ).toEqual([
      "a 2024-05: was, is; start 0.0016666667, end 0.0016666667",
      "a 2024-06 so far: was, is; start 0.0016666667, end 0.0016666667",
    ]);
  });
});

describe("changes that are no movement of the account", () => {
  test("a price in another currency moves only with its rate, and a new price counts at the rate of the month's start", async () => {
    const euro = { id: "1", account: "a", currency: "EUR", price: 100 };
    const rates = { EUR: { "2024-01-01": 1.1, [june2]: 1.2 } };
    const day = { on: may31, accounts: [a], subscriptions: [euro], rates };
    const dearer = { ...day, on: june8, subscriptions: [{ ...euro, price: 150 }] };
    const ledger = await ledgerOver([day, { ...day, on: june2 }, dearer]);
    expect(summarize(ledger[1]?.account_months ?? []).at(-1)).toBe(
      "a 2024-06 so far: was, is; fx 10, start 110, end 120",
    );
    expect(summarize(ledger[2]?.account_months ?? []).at(-1)).toBe(
      "a 2024-06 so far: was, is; expansion 55, fx 15, start 110, end 180",
    );
  });

  test("a rate newer than the month applies to its start as well", async () => {
    const euro = { id: "1", account: "a", currency: "EUR" };
    const rates = { EUR: { [june2]: 1.2, [june8]: 1.5 } };
    expect(await monthsAfter([{ on: june8, accounts: [a], subscriptions: [euro], rates }])).toEqual([
      "a 2024-06 so far: was, is; fx 30, start 120, end 150",
    ]);
  });

  test("a subscription that moves to another account is reassigned at its old price, and a price change is counted separately", async () => {
    const accounts = [a, { id: "b", since: "2020-01-01" }];
    const moved = { id: "1", account: "a" };
    const kept = { id: "2", account: "a", price: 7 };
    const days = [
      { on: may31, accounts, subscriptions: [moved, kept] },
      { on: june8, accounts, subscriptions: [{ ...moved, account: "b", price: 130 }, kept] },
    ];
    expect((await monthsAfter(days)).slice(-2)).toEqual([
      "a 2024-06 so far: was, is; reassigned -100, start 107, end 7",
      "b 2024-06 so far: was, is; expansion 30, reassigned 100, end 130",
    ]);
  });

  test("a subscription that is matched to its account late is not new", async () => {
    const days = [
      { on: may31, accounts: [a], subscriptions: [{ id: "1", account: null }] },
      { on: june8, accounts: [a], subscriptions: [{ id: "1", account: "a" }] },
    ];
    expect((await monthsAfter(days)).at(-1)).toBe("a 2024-06 so far: was, is; reassigned 100, end 100");
  });

  test.each([
    ["the month's first run", june1],
    ["a later run", june8],
  ])("a merge on %s is no movement: the accounts count as one from the start", async (_, on) => {
    const subscriptions = [
      { id: "1", account: "a" },
      { id: "2", account: "b", price: 40 },
    ];
    const atFirst = { on: may31, accounts: [a, { id: "b" }], subscriptions };
    const merged = { ...atFirst, on, accounts: [a, { id: "b", mergedInto: "a" }] };
    const begun = on === june8 ? [{ ...atFirst, on: june1 }] : [];
    expect((await monthsAfter([atFirst, ...begun, merged])).at(-1)).toBe(
      "a 2024-06 so far: was, is; start 140, end 140",
    );
  });

  test("an undone merge leaves the published start of the month", async () => {
    const subscriptions = [
      { id: "1", account: "a" },
      { id: "2", account: "b", price: 40 },
    ];
    const apart = { on: may31, accounts: [a, { id: "b" }], subscriptions };
    const merged = { ...apart, on: june1, accounts: [a, { id: "b", mergedInto: "a" }] };
    expect(await monthsAfter([apart, merged, { ...apart, on: june2 }])).toEqual([
      "a 2024-05: was, is; start 140, end 140",
      "a 2024-06 so far: was, is; reassigned -40, start 140, end 100",
      "b 2024-06 so far: was not, is; reassigned 40, end 40",
    ]);
  });

  test("a billing system connected in mid-month adds no new revenue", async () => {
    const first = { id: "1", account: "a" };
    const second = { id: "2", account: "a", price: 50, source: "stripe" };
    const both = { on: june8, accounts: [a], subscriptions: [first, second] };
    const days = [{ on: june1, accounts: [a], subscriptions: [first] }, both];
    expect(await monthsAfter([...days, { ...both, on: june30 }])).toEqual([
      "a 2024-06: was, is; start 150, end 150",
    ]);
    const none = { on: june1, accounts: [a], subscriptions: [] };
    expect(await monthsAfter([none, both])).toEqual(["a 2024-06 so far: was, is; start 150, end 150"]);
  });
});

describe("unknown revenue", () => {
  test("an unknown price makes the sum and every movement of its account unknown, and of no other", async () => {
    const accounts = [a, { id: "b" }];
    const subscriptions = [
      { id: "1", account: "a" },
      { id: "2", account: "a", price: null },
      { id: "3", account: "b" },
    ];
    const days = [
      { on: may31, accounts, subscriptions },
      { on: june1, accounts, subscriptions: [{ id: "1", account: "a" }, ...subscriptions.slice(2)] },
    ];
    const unknown =
      "new ?, reactivated ?, expansion ?, contraction ?, churned ?, fx ?, reassigned ?, start ?";
    expect(await monthsAfter(days)).toEqual([
      `a 2024-05: was, is; ${unknown}, end ?`,
      "b 2024-05: was, is; start 100, end 100",
      `a 2024-06 so far: was, is; ${unknown}, end 100`,
      "b 2024-06 so far: was, is; start 100, end 100",
    ]);
  });

  test("a currency without a rate makes a price unknown until there is a rate", async () => {
    const subscriptions = [{ id: "1", account: "a", currency: "EUR" }];
    const day = { on: june1, accounts: [a], subscriptions };
    expect((await monthsAfter([day]))[0]).toMatch(/start \?, end \?$/);
    const rates = { EUR: { "2024-01-01": 1.5 } };
    expect(await monthsAfter([day, { ...day, on: june2, rates }])).toEqual([
      "a 2024-06 so far: was, is; start 150, end 150",
    ]);
  });

  test("without billing there are customers, but no known revenue", async () => {
    const [summarize] = await monthsAfter([{ on: june8, accounts: [{ id: "a", since: june2 }] }]);
    expect(summarize).toMatch(/^a 2024-06 so far: was not, is; .*start \?, end \?$/);
  });
});

describe("the months", () => {
  const old = { id: "1", account: "a" };
  const day = (on: string): Day => ({ on, accounts: [a], subscriptions: [old] });

  test("the first run takes its month from dates, and a company three days old started with nothing", async () => {
    const young = { id: "2", account: "b", from: june2 };
    const left = { id: "3", account: "c", until: june2 };
    const accounts = [a, { id: "b" }, { id: "c" }, { id: "d", since: "2024-01-01" }];
    expect(await monthsAfter([{ on: june8, accounts, subscriptions: [old, young, left] }])).toEqual([
      "a 2024-06 so far: was, is; start 100, end 100",
      "b 2024-06 so far: was not, is; new 100, end 100",
      "c 2024-06 so far: was, is not; churned 100, start 100",
      "d 2024-06 so far: was, is; ",
    ]);
  });

  test("a subscription counts on its first and last day, but not on the day that it ends", async () => {
    const accounts = ["a", "b", "c", "d"].map((id) => ({ id }));
    const subscriptions = [
      { id: "1", account: "a", from: may31 },
      { id: "2", account: "b", from: june1 },
      { id: "3", account: "c", until: june1 },
      { id: "4", account: "d", until: may31 },
    ];
    expect(await monthsAfter([{ on: june1, accounts, subscriptions }])).toEqual([
      "a 2024-06 so far: was, is; start 100, end 100",
      "b 2024-06 so far: was not, is; new 100, end 100",
      "c 2024-06 so far: was, is not; churned 100, start 100",
    ]);
  });

  test("the month is complete on its last day, and stays as published", async () => {
    const dearer = { on: june8, accounts: [a], subscriptions: [{ ...old, price: 110 }] };
    const june = "a 2024-06: was, is; expansion 10, start 100, end 110";
    expect(await monthsAfter([day(may31), dearer, { ...dearer, on: june30 }])).toContain(june);
    const july = { ...dearer, on: "2024-07-01" };
    const late = { ...dearer, on: "2024-07-02", subscriptions: [{ ...old, price: 110, until: june8 }] };
    expect(await monthsAfter([day(may31), dearer, july, late])).toEqual([
      june,
      "a 2024-07 so far: was, is not; churned 110, start 110",
    ]);
  });

  test("weekly runs close a month with the subscriptions that ran when the next one started", async () => {
    const came = { id: "2", account: "b", from: "2024-05-30" };
    const cameLater = { id: "3", account: "c", from: june2 };
    const left = { id: "4", account: "d", until: "2024-05-29" };
    const leftLater = { id: "5", account: "e", until: june2 };
    const subscriptions = [old, came, cameLater, left, leftLater];
    const accounts = [a, { id: "b", since: came.from }, { id: "c", since: june2 }, { id: "d" }, { id: "e" }];
    const earlier = { on: "2024-05-27", accounts, subscriptions };
    expect(
      await monthsAfter([{ ...earlier, on: "2024-05-20" }, earlier, { ...earlier, on: "2024-06-03" }]),
    ).toEqual([
      "a 2024-05: was, is; start 100, end 100",
      "b 2024-05: was not, is; new 100, end 100",
      "d 2024-05: was, is not; churned 100, start 100",
      "e 2024-05: was, is; start 100, end 100",
      "a 2024-06 so far: was, is; start 100, end 100",
      "b 2024-06 so far: was, is; start 100, end 100",
      "c 2024-06 so far: was not, is; new 100, end 100",
      "e 2024-06 so far: was, is not; churned 100, start 100",
    ]);
  });

  test("a month without a run is taken from dates, and a price that changed meanwhile counts in this month", async () => {
    const came = { id: "2", account: "b", from: "2024-05-05", price: 50 };
    const left = { id: "3", account: "c", until: "2024-05-20" };
    const brief = { id: "4", account: "d", from: "2024-05-02", until: "2024-06-03" };
    const accounts = [a, { id: "b" }, { id: "c" }, { id: "d" }];
    const days = [
      { on: "2024-04-10", accounts: [a, { id: "c" }], subscriptions: [old, left] },
      { on: june8, accounts, subscriptions: [{ ...old, price: 120 }, came, left, brief] },
    ];
    expect(await monthsAfter(days)).toEqual([
      "a 2024-04: was, is; start 100, end 100",
      "c 2024-04: was, is; start 100, end 100",
      "a 2024-05: was, is; start 100, end 100",
      "b 2024-05: was not, is; new 50, end 50",
      "c 2024-05: was, is not; churned 100, start 100",
      "d 2024-05: was not, is; new 100, end 100",
      "a 2024-06 so far: was, is; expansion 20, start 100, end 120",
      "b 2024-06 so far: was, is; start 50, end 50",
      "d 2024-06 so far: was, is not; churned 100, start 100",
    ]);
  });

  test("the same applies to an account that has been merged, or dropped by its source", async () => {
    const accounts = [a, { id: "b" }, { id: "c" }];
    const dropped = { id: "3", account: "c", price: 7 };
    const merged = { id: "2", account: "b", price: 5 };
    const days = [
      { on: "2024-04-10", accounts, subscriptions: [old, merged, dropped] },
      { on: june8, accounts: [a, { id: "b", mergedInto: "a" }], subscriptions: [old, merged] },
    ];
    expect(await monthsAfter(days)).toEqual([
      "a 2024-04: was, is; start 105, end 105",
      "c 2024-04: was, is; start 7, end 7",
      "a 2024-05: was, is; start 105, end 105",
      "c 2024-05: was, is; start 7, end 7",
      "a 2024-06 so far: was, is; start 105, end 105",
      "c 2024-06 so far: was, is not; churned 7, start 7",
    ]);
  });

  test.each([
    ["a run on each day in question", ["2024-05-20", "2024-05-26", june1, june8]],
    ["a run before and one after", ["2024-05-20", june8]],
  ])(
    "an account that leaves and comes back around the end of a month is churned, then reactivated: %s",
    async (_, runs) => {
      const left = { ...old, until: "2024-05-25" };
      const again = { id: "2", account: "a", from: june2, price: 80 };
      const days = runs.map((on) => ({ on, accounts: [a], subscriptions: [left, again] }));
      expect(await monthsAfter(days)).toEqual([
        "a 2024-05: was, is not; churned 100, start 100",
        "a 2024-06 so far: was not, is; reactivated 80, end 80",
      ]);
    },
  );

  test("runs every day, week, four weeks and year give the same months for accounts that come and go", async () => {
    const accounts = [a, { id: "b", since: "2024-03-31" }, { id: "c", since: "2024-01-15" }];
    const knownOn = (on: string) =>
      accounts.filter((account) => !("since" in account) || account.since <= on);
    const subscriptions = [
      { ...old, until: "2024-02-10" },
      { id: "2", account: "a", from: "2024-04-03", price: 80 },
      { id: "3", account: "b", from: "2024-03-31", until: "2024-05-01", price: 11 },
      { id: "4", account: "c", from: "2024-01-15", price: 7 },
    ];
    const every = (days: number): string[] => {
      const dates: string[] = [];
      for (let day = Date.parse("2024-01-13"); day < Date.parse(june8); day += days * 86_400_000)
        dates.push(new Date(day).toISOString().slice(0, 10));
      return [...dates, june8];
    };
    const series = async (days: number) => {
      const months = new Map<string, string>();
      for (const { account_months } of await ledgerOver(
        every(days).map((on) => ({ on, accounts: knownOn(on), subscriptions })),
      ))
        for (const line of summarize(account_months)) months.set(line.slice(0, 9), line);
      return [...months.values()].toSorted();
    };
    const yearly = await series(365);
    expect(yearly).toEqual([
      "a 2024-01: was, is; start 100, end 100",
      "a 2024-02: was, is not; churned 100, start 100",
      "a 2024-04: was not, is; reactivated 80, end 80",
      "a 2024-05: was, is; start 80, end 80",
      "a 2024-06 so far: was, is; start 80, end 80",
      "b 2024-03: was not, is; new 11, end 11",
      "b 2024-04: was, is; start 11, end 11",
      "b 2024-05: was, is not; churned 11, start 11",
      "c 2024-01: was not, is; new 7, end 7",
      ...["02", "03", "04", "05"].map((month) => `c 2024-${month}: was, is; start 7, end 7`),
      "c 2024-06 so far: was, is; start 7, end 7",
    ]);
    for (const days of [7, 28]) expect(await series(days)).toEqual(yearly);
  });
});

describe("a customer at the start of the month", () => {
  const customers = async (days: readonly Day[]) =>
    (await ledgerOver(days)).at(-1)?.account_months.filter((row) => row.month === june1) ?? [];

  test("is no internal account, prospect or trial, and an account without a date counts by its earlier state", async () => {
    const dateless = { id: "dateless", since: null };
    const accounts = [
      dateless,
      { id: "internal", lifecycle: "internal" },
      { id: "trial", lifecycle: "trial", since: null },
      { id: "prospect", lifecycle: "prospect", since: null },
    ];
    const day = { on: may31, accounts };
    const rows = await customers([day, { on: june1, accounts: [...accounts, { ...dateless, id: "found" }] }]);
    expect(pick(rows, "account_id", "was_customer", "is_customer")).toEqual([
      { account_id: "dateless", was_customer: true, is_customer: true },
      { account_id: "found", was_customer: false, is_customer: true },
    ]);
  });

  test("that churns by the CRM's date is a customer until that day", async () => {
    const accounts = [
      { id: "a", churnedOn: may31 },
      { id: "b", churnedOn: june1 },
    ];
    const rows = await customers([
      { on: "2024-05-28", accounts },
      { on: june2, accounts },
    ]);
    expect(pick(rows, "account_id", "was_customer", "is_customer")).toEqual([
      { account_id: "b", was_customer: true, is_customer: false },
    ]);
  });
});

test("the month keeps an account's attributes from its start, or from when a new account was first seen", async () => {
  const small = { id: "a", segment: "Small", band: "green" };
  const big = { id: "a", segment: "Big", band: "red" };
  const came = { id: "b", since: june1, segment: "Small", band: "yellow" };
  const ledger = await ledgerOver([
    { on: may31, accounts: [small] },
    { on: june1, accounts: [big] },
    { on: june2, accounts: [big, came] },
    { on: june8, accounts: [big, { ...came, segment: "Big", band: "red" }] },
  ]);
  const june = ledger.at(-1)?.account_months.filter((row) => row.month === june1) ?? [];
  expect(pick(june, "account_id", "segment", "band")).toEqual([
    { account_id: "a", segment: "Small", band: "green" },
    { account_id: "b", segment: "Small", band: "yellow" },
  ]);
});

describe("with revenue from invoices", () => {
  test("the start and end of a month are a third of the 90 days before them", async () => {
    const accounts = ["a", "b", "c"].map((id) => ({ id, since: "2024-01-01" }));
    const invoices = [
      { account: "a", on: "2024-03-03", amount: 30 },
      { account: "a", on: "2024-04-01", amount: 300 },
      { account: "b", on: june2, amount: 60 },
      { account: "c", on: "2023-12-01", amount: 90 },
      { account: "c", on: june2, amount: 90 },
    ];
    const days = [
      { on: may31, accounts, invoices },
      { on: june8, accounts, invoices: [...invoices, { account: "a", on: "2024-05-20", amount: 3 }] },
    ];
    expect((await monthsAfter(days, "invoices")).slice(-3)).toEqual([
      "a 2024-06 so far: was, is; contraction 10, start 111, end 101",
      "b 2024-06 so far: was, is; new 20, end 20",
      "c 2024-06 so far: was, is; reactivated 30, end 30",
    ]);
  });

  test("the end of one month is the start of the next, even if data lands later", async () => {
    const accounts = [{ id: "a", since: "2024-01-01" }];
    const invoices = [{ account: "a", on: "2024-05-20", amount: 300 }];
    const late = [...invoices, { account: "a", on: "2024-05-30", amount: 30 }];
    const days = [
      { on: may31, accounts, invoices },
      { on: june1, accounts, invoices },
      { on: june2, accounts, invoices: late },
    ];
    expect(await monthsAfter(days, "invoices")).toEqual([
      expect.stringMatching(/^a 2024-05: .*end 100$/),
      "a 2024-06 so far: was, is; expansion 10, start 100, end 110",
    ]);
  });
});
