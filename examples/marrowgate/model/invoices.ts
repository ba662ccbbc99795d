import type { Account } from "./account.ts";
import { type Day, dateOf, day, lastDay } from "./calendar.ts";
import { between } from "./chance.ts";
import { company } from "./company.ts";
import { plans } from "./plans.ts";
import {
  type Booking,
  bookingsOn,
  type Item,
  type Subscription,
  termOn,
  termStarts,
} from "./subscription.ts";

export interface Invoice {
  readonly id: string;
  readonly number: string;
  readonly account: Account;
  readonly subscription: Subscription;
  readonly lines: readonly { readonly item: Item; readonly booking: Booking; readonly cents: number }[];
  readonly cents: number;
  readonly issuedOn: Day;
  readonly periodEnd: Day;
  readonly dueOn: Day | undefined;
  /** Undefined where it is open on the last day. */
  readonly paidOn: Day | undefined;
  /** A part of it, given back by a credit note. */
  readonly refund: { readonly on: Day; readonly cents: number } | undefined;
}

/** Stripe holds no invoices from before this day: Marrowgate sent them by hand. */
const firstInvoices = day("2025-07-01");
const refunded = { number: 1040, on: day("2026-03-19"), cents: 12_000 } as const;

/** One at the beginning of each term, in the order of their days. */
export const allInvoices: readonly Invoice[] = company
  .flatMap((account) => account.subscriptions.flatMap((subscription) => invoicesOf(account, subscription)))
  .toSorted((a, b) => a.issuedOn - b.issuedOn || a.account.number - b.account.number);

function invoicesOf(account: Account, subscription: Subscription): readonly Invoice[] {
  if (subscription.trialEndsOn !== undefined || subscription.isTest) return [];
  return termStarts(subscription, lastDay)
    .filter((on) => on >= firstInvoices)
    .map((issuedOn) => invoiceOf(account, subscription, issuedOn));
}

function invoiceOf(account: Account, subscription: Subscription, issuedOn: Day): Invoice {
  const { interval, collection } = subscription;
  const lines = bookingsOn(subscription, issuedOn).map(({ item, booking }) => ({
    ...{ item, booking },
    cents: plans[booking.plan][interval] * booking.seats,
  }));
  const date = dateOf(issuedOn).replaceAll("-", "");
  return {
    ...{ id: `in_1Mg${subscription.id.slice(7, 18)}${date}`, number: `MG${account.number}-${date}` },
    ...{ account, subscription, lines, issuedOn, periodEnd: termOn(subscription, issuedOn).end },
    cents: lines.reduce((sum, { cents }) => sum + cents, 0),
    dueOn: collection === "send_invoice" ? issuedOn + 30 : undefined,
    paidOn: paymentOf(subscription, issuedOn, account.number),
    refund: refundOf(account, issuedOn),
  };
}

/** Cards are charged on the day; an invoice by mail is paid in two to five weeks. */
function paymentOf({ collection, failure }: Subscription, issuedOn: Day, number: number): Day | undefined {
  const usual =
    collection === "send_invoice" ? issuedOn + between(12, 34, number, "pays", issuedOn) : issuedOn;
  const paidOn = failure?.on === issuedOn ? failure.healedOn : usual;
  return paidOn > lastDay ? undefined : paidOn;
}

/** The invoice that was newest when the money went back. */
function refundOf({ number, subscriptions }: Account, issuedOn: Day): Invoice["refund"] {
  const [first] = subscriptions;
  if (number !== refunded.number || first === undefined) return undefined;
  return termStarts(first, refunded.on).at(-1) === issuedOn
    ? { on: refunded.on, cents: refunded.cents }
    : undefined;
}
