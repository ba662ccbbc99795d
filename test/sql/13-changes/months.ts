import type { Row } from "../../../lib/warehouse/warehouse.ts";
import { type GivenRow, rowsOf } from "../../support/given.ts";
import { generatedModels as models } from "../../support/merge.ts";

export interface Subscription {
  readonly id: string;
  /** Null if its key matches no account. */
  readonly account: string | null;
  /** Monthly recurring revenue in its currency; null is unknown. @default 100 */
  readonly price?: number | null;
  /** @default USD, the reporting currency */
  readonly currency?: string;
  /** @default long ago */
  readonly from?: string;
  /** The first day on which it no longer runs. */
  readonly until?: string;
  /** It is a trial until that day, or still is if null. */
  readonly trialUntil?: string | null;
  /** @default billing */
  readonly source?: string;
}

export interface Account {
  readonly id: string;
  /** @default that of its first subscription */
  readonly since?: string | null;
  readonly churnedOn?: string;
  readonly lifecycle?: string;
  readonly segment?: string;
  readonly band?: string;
  /** The account that it was merged into. */
  readonly mergedInto?: string;
}

/** The data known at the end of a run's day. */
export interface Day {
  readonly on: string;
  readonly accounts: readonly Account[];
  readonly subscriptions?: readonly Subscription[];
  readonly invoices?: readonly { readonly account: string; readonly on: string; readonly amount: number }[];
  /** A currency's value per unit, by the first day of each rate. */
  readonly rates?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface LedgerDay {
  readonly on: string;
  readonly account_months: Row[];
  readonly month_openings: Row[];
  readonly subscriptions: readonly GivenRow[];
  readonly accounts: readonly GivenRow[];
}

export type RevenueFrom = "subscriptions" | "invoices";

const longAgo = "2020-01-01";

/** The month rows after each of these days, with each run built on the previous one. */
export async function ledgerOver(
  days: readonly Day[],
  revenueFrom: RevenueFrom = "subscriptions",
): Promise<LedgerDay[]> {
  const ledger: LedgerDay[] = [];
  for (const day of days) ledger.push(await ledgerDay(day, revenueFrom, days, ledger.at(-1)));
  return ledger;
}

async function ledgerDay(
  day: Day,
  revenueFrom: RevenueFrom,
  days: readonly Day[],
  before: LedgerDay | undefined,
): Promise<LedgerDay> {
  const when = { asOf: day.on, isOnTheWay: day !== days.at(-1) };
  const rates = rateRows(day);
  const settings = [{ currency: "USD", revenue_from: revenueFrom, churn_kind: "subscription" }];
  const subscriptions = subscriptionRows(day, rates);
  const invoices = invoiceRows(day);
  const accounts = accountRows(day, { revenueFrom, subscriptions, invoices });
  const previous = before === undefined ? {} : { previous: before.on };
  const period_rates = await rowsOf("period_rates", {
    ...when,
    ...previous,
    models,
    given: { settings, exchange_rates: rates },
  });
  const previousDay = days.find(({ on }) => on === before?.on);
  const month_openings = await rowsOf("month_openings", {
    ...when,
    ...previous,
    models,
    given: {
      settings,
      account_merges: mergeRows(day),
      period_rates,
      subscriptions,
      invoices,
      history_subscriptions: before?.subscriptions ?? [],
      history_invoices: previousDay === undefined ? [] : invoiceRows(previousDay),
      history_month_openings: before?.month_openings ?? [],
    },
  });
  const account_merges = mergeRows(day);
  const month_revenue = await rowsOf("month_revenue", {
    ...when,
    ...previous,
    models,
    given: {
      settings,
      account_merges,
      period_rates,
      month_openings,
      subscriptions,
      invoices,
      accounts,
    },
  });
  const account_months = await rowsOf("account_months", {
    ...when,
    ...previous,
    models,
    given: {
      settings,
      streams: [
        {
          entity: revenueFrom,
          last_landed_on:
            subscriptions.length + invoices.length === 0 && before === undefined ? null : day.on,
        },
      ],
      account_merges,
      month_revenue,
      subscriptions,
      accounts,
      scores: scoreRows(day),
      history_accounts: before?.accounts ?? [],
      history_scores: previousDay === undefined ? [] : scoreRows(previousDay),
      history_account_months: before?.account_months ?? [],
    },
  });
  return { on: day.on, account_months, month_openings, subscriptions, accounts };
}

export const mergeRows = ({ accounts }: Pick<Day, "accounts">): GivenRow[] =>
  accounts.flatMap(({ id, mergedInto }) =>
    mergedInto === undefined ? [] : [{ past_id: id, account_id: mergedInto }],
  );

function rateRows({ on, rates = {} }: Day): { currency: string; rate_on: string; rate: number }[] {
  return Object.entries(rates).flatMap(([currency, byDay]) => {
    const days = Object.keys(byDay)
      .filter((day) => day <= on)
      .toSorted();
    return days.map((rate_on, place) => ({
      currency,
      rate_on,
      until_on: days[place + 1] ?? null,
      rate: byDay[rate_on] ?? 0,
    }));
  });
}

function subscriptionRows(
  { on, subscriptions = [], accounts }: Day,
  rates: readonly { currency: string; rate_on: string; rate: number }[],
): GivenRow[] {
  const survivors = new Map(accounts.map(({ id, mergedInto }) => [id, mergedInto ?? id]));
  return subscriptions
    .filter(({ from = longAgo }) => from <= on)
    .map(
      ({
        id,
        account,
        price = 100,
        currency = "USD",
        from = longAgo,
        until = null,
        source = "billing",
        ...more
      }) => {
        const { trialUntil = from } = more;
        const paid_from = trialUntil === null || trialUntil > on ? null : trialUntil;
        const newest = rates.findLast((rate) => rate.currency === currency)?.rate;
        const rate = currency === "USD" ? 1 : newest;
        const mrr = price === null || rate === undefined ? null : price * rate;
        return {
          source,
          subscription_id: id,
          account_id: account === null ? null : (survivors.get(account) ?? null),
          currency,
          mrr_in_currency: price,
          exact_mrr: mrr?.toFixed(10) ?? null,
          paid_from,
          ended_on: until !== null && until <= on ? until : null,
          is_active: paid_from !== null && (until === null || until > on),
        };
      },
    );
}

const invoiceRows = ({ on, invoices = [] }: Day): GivenRow[] =>
  invoices
    .filter((invoice) => invoice.on <= on)
    .map(({ account: account_id, on: issued_on, amount }) => ({
      ...{ account_id, issued_on, amount, amount_in_currency: amount, is_billed: true },
    }));

const scoreRows = ({ accounts }: Day): GivenRow[] =>
  accounts.flatMap(({ id, band }) => (band === undefined ? [] : [{ account_id: id, band }]));

/** The rows of accounts for these facts, in their simplest form. */
function accountRows(
  { on, accounts }: Day,
  {
    revenueFrom,
    subscriptions,
    invoices,
  }: {
    readonly revenueFrom: RevenueFrom;
    readonly subscriptions: readonly GivenRow[];
    readonly invoices: readonly GivenRow[];
  },
): GivenRow[] {
  return accounts
    .filter(({ mergedInto }) => mergedInto === undefined)
    .map(({ id, since, churnedOn, lifecycle, segment = null }) => {
      const known = subscriptions.filter(({ account_id }) => account_id === id);
      const own = known.filter(({ paid_from }) => paid_from !== null);
      const running = own.filter(({ is_active }) => is_active === true);
      const firstStart = own.map(({ paid_from }) => String(paid_from)).toSorted()[0] ?? null;
      const lastEnd =
        own
          .map(({ ended_on }) => String(ended_on))
          .toSorted()
          .at(-1) ?? null;
      const churned =
        churnedOn !== undefined && churnedOn <= on
          ? churnedOn
          : own.length > 0 && running.length === 0
            ? lastEnd
            : null;
      const alive = known.length > 0 && own.length === 0 ? "trial" : "active";
      const kind = lifecycle ?? (churned === null ? alive : "churned");
      const prices = running.map(({ exact_mrr }) => exact_mrr);
      const subscribed = prices.includes(null)
        ? null
        : prices.reduce<number>((sum, mrr) => sum + Number(mrr), 0);
      const mrr = revenueFrom === "invoices" ? trailing(invoices, id, on) : subscribed;
      return {
        account_id: id,
        lifecycle: kind,
        customer_since: since === undefined ? (firstStart ?? longAgo) : since,
        churned_on: churned,
        mrr: mrr?.toFixed(2) ?? null,
        arr: mrr === null ? null : (12 * mrr).toFixed(2),
        segment,
        is_scored: kind === "active" || kind === "notice" || kind === "onboarding",
      };
    });
}

function trailing(invoices: readonly GivenRow[], id: string, on: string): number {
  const from = new Date(Date.parse(on) - 90 * 86_400_000).toISOString().slice(0, 10);
  const recent = invoices.filter(
    ({ account_id, issued_on }) => account_id === id && String(issued_on) > from && String(issued_on) <= on,
  );
  return recent.reduce((sum, { amount }) => sum + Number(amount), 0) / 3;
}
