import { expect, test } from "vitest";
import { testProject } from "../support/project.ts";
import { csv } from "../support/shop.ts";

const yaml = (price: string) => `
company: Corner Shop
currency: EUR
min_sample: 1
sources:
  - name: crm
    kind: files
    streams:
      accounts: { path: accounts*.csv, mode: upsert, entity: accounts, fields: { account_id: id } }
  - name: bank
    kind: files
    streams:
      rates: { path: rates*.csv, mode: upsert, entity: exchange_rates, fields: { currency: code, rate_on: day, rate: rate } }
  - name: billing
    kind: files
    streams:
      subscriptions:
        path: subscriptions*.csv
        mode: upsert
        entity: subscriptions
        fields: { subscription_id: id, account_id: account, currency: currency, started_on: started, ended_on: ended, ${price} }
scorecards:
  - name: standard
    components: { usage: { weight: 1, measures: { mrr_change_90d: { points: [[0, 0], [1, 100]] } } } }
`;

interface Contract {
  readonly account: string;
  readonly cents: number;
  readonly currency: "EUR" | "USD" | "SEK";
  readonly started: string;
  readonly ended: string;
}

/** The value of a unit, in millionths: every yearly price is a whole number of 10^-8. */
const rates = { EUR: 1_000_000, USD: 913_577, SEK: 87_431 } as const;

/** Yearly contracts with odd cents; each account has none, one or three consecutive ones. */
function contracts(count: number): readonly Contract[] {
  let seed = 20_240_101;
  const below = (limit: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % limit;
  };
  const day = (date: number) => new Date(date).toISOString().slice(0, 10);
  return Array.from({ length: count }, (_, index) => {
    const started = Date.parse("2023-01-01") + below(1000) * 86_400_000;
    return {
      account: `A${index % Math.ceil(count / 2)}`,
      cents: index % 50 === 0 ? 2 : 1 + below(9_999_999),
      currency: (["EUR", "USD", "SEK"] as const)[below(3)] ?? "EUR",
      started: day(started),
      ended: day(started + (180 + below(400)) * 86_400_000),
    };
  });
}

/** No contract ends on the day before the account's next one: that would be its last day. */
const all = contracts(1500).filter(
  ({ account, ended }, _, every) =>
    !every.some(
      (next) => next.account === account && Date.parse(next.started) - Date.parse(ended) === 86_400_000,
    ),
);

/** Each account's ARR on a day, in 10^-8. */
function arrOn(day: string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { account, cents, currency, started, ended } of all)
    if (started <= day && ended > day)
      sums.set(account, (sums.get(account) ?? 0) + cents * (rates[currency] ?? 0));
  return sums;
}

const inMoney = (hundredMillionths: number): number => Math.round(hundredMillionths / 1e6) / 100;
const total = (sums: Iterable<number>): number => inMoney([...sums].reduce((sum, each) => sum + each, 0));

test.each([
  ["as an amount per year", "amount: price, interval: { value: year }"],
  ["as the revenue of a year", "arr: price"],
  ["divided by twelve in the mapping", "mrr: { sql: cast(price as double) / 12 }"],
])(
  "yearly prices given %s are ARR and its movements to the cent",
  async (_, price) => {
    await using project = await testProject(yaml(price));
    await project.write({
      "accounts.csv": csv("id", ...new Set(all.map(({ account }) => account))),
      "rates.csv": csv("code,day,rate", "USD,2020-01-01,0.913577", "SEK,2020-01-01,0.087431"),
    });
    const file = csv(
      "id,account,price,currency,started,ended",
      ...all.map(
        ({ account, cents, currency, started, ended }, index) =>
          `S${index},${account},${(cents / 100).toFixed(2)},${currency},${started},${ended}`,
      ),
    );
    for (const day of ["2023-12-31", "2024-12-31"]) {
      const { run } = await project.day(day, { "subscriptions.csv": file });
      expect(run.outcome).toBe("published");
    }
    const [before, after] = [arrOn("2023-12-31"), arrOn("2024-12-31")];
    const metrics = async (asOf: string, names: string) =>
      project.query(`select metric, round(case when metric = 'arr' then 1 else 12 end * sum(value), 2) as arr
      from portfolio_metrics where as_of_date = date '${asOf}' and dimension = 'all' and metric in (${names})
        and (period = 'day' or period_start >= date '2024-01-01') group by metric order by metric`);
    expect(await metrics("2023-12-31", "'arr'")).toEqual([{ metric: "arr", arr: total(before.values()) }]);
    expect(await metrics("2024-12-31", "'arr'")).toEqual([{ metric: "arr", arr: total(after.values()) }]);

    const expected = { new: 0, reactivated: 0, expansion: 0, contraction: 0, churned: 0 };
    const paid = new Set(
      [...all].filter(({ started }) => started < "2024-01-01").map(({ account }) => account),
    );
    for (let month = 0; month < 12; month += 1) {
      const start = arrOn(new Date(Date.UTC(2024, month, 0)).toISOString().slice(0, 10));
      const end = arrOn(new Date(Date.UTC(2024, month + 1, 0)).toISOString().slice(0, 10));
      const next = new Date(Date.UTC(2024, month, 1)).toISOString().slice(0, 10);
      for (const { account, started } of all) if (started < next) paid.add(account);
      for (const account of new Set([...start.keys(), ...end.keys()])) {
        const [from, to] = [start.get(account) ?? 0, end.get(account) ?? 0];
        if (from === 0) expected[paid.has(account) ? "reactivated" : "new"] += to;
        else if (to === 0) expected.churned += from;
        else if (to > from) expected.expansion += to - from;
        else expected.contraction += from - to;
      }
    }
    expect(
      await metrics(
        "2024-12-31",
        "'mrr_new', 'mrr_reactivated', 'mrr_expansion', 'mrr_contraction', 'mrr_churned'",
      ),
    ).toEqual(
      Object.entries(expected)
        .map(([name, sum]) => ({ metric: `mrr_${name}`, arr: inMoney(sum) }))
        .toSorted((a, b) => a.metric.localeCompare(b.metric)),
    );
    const shown = await project.query(
      "select account_id, arr from accounts_current where arr > 0 order by account_id",
    );
    expect(shown).toEqual(
      [...after]
        .map(([account_id, sum]) => ({ account_id, arr: inMoney(sum) }))
        .filter(({ arr }) => arr > 0)
        .toSorted((a, b) => (a.account_id < b.account_id ? -1 : 1)),
    );
  },
  180_000,
);
