import { type Day, dateOf, firstDay, isWeekly } from "../model/calendar.ts";
import { company } from "../model/company.ts";
import { allInvoices, type Invoice } from "../model/invoices.ts";
import { renamedOn } from "../model/plans.ts";
import { type Subscription, termStarts } from "../model/subscription.ts";
import { type ExportFile, isOn, ndjson } from "./file.ts";
import { customerObject } from "./stripe-customer.ts";
import { invoiceObject } from "./stripe-invoice.ts";
import { subscriptionObject } from "./stripe-subscription.ts";

/**
 * A night's objects as Stripe's API has them (2023-08-16, with the term on the subscription itself): the
 * subscriptions and invoices that the day's events changed, and once a week all customers.
 */
export function stripeFiles(on: Day): readonly ExportFile[] {
  const folder = `exports/stripe/${dateOf(on)}`;
  return [
    ...(isWeekly(on) ? [{ path: `${folder}/customers.ndjson`, content: customersOn(on) }] : []),
    { path: `${folder}/subscriptions.ndjson`, content: subscriptionsOn(on) },
    { path: `${folder}/invoices.ndjson`, content: invoicesOn(on) },
  ];
}

const customersOn = (on: Day): string =>
  ndjson(
    company.flatMap((account) =>
      account.subscriptions
        .filter(({ startedOn }) => startedOn <= on)
        .map((subscription) => customerObject(account, subscription, on)),
    ),
  );

const subscriptionsOn = (on: Day): string =>
  ndjson(
    company.flatMap((account) =>
      account.subscriptions
        .filter((subscription) => hasChanged(subscription, on))
        .map((subscription) => subscriptionObject(account, subscription, on)),
    ),
  );

/** Begun, gone into its next term, booked anew, cancelled or ended, refused or paid; on the first day, all. */
function hasChanged(subscription: Subscription, on: Day): boolean {
  const { startedOn, endsOn, noticeOn, trialEndsOn, failure, items } = subscription;
  if (startedOn > on) return false;
  if (on === firstDay) return true;
  const bookings = items.flatMap((item) => item.bookings.map(({ from }) => from));
  const days = [endsOn, noticeOn, trialEndsOn, failure?.on, failure?.healedOn, ...bookings];
  const isRenewed = trialEndsOn === undefined && termStarts(subscription, on).at(-1) === on;
  const isRenamed =
    on === renamedOn && items.some(({ bookings }) => bookings.some(({ plan }) => plan === "pro"));
  return days.includes(on) || isRenewed || (isRenamed && (endsOn === undefined || endsOn > on));
}

/** The job of the first date died within its last line, and began the next night with that invoice. */
const cutOff = { on: "2026-03-10", again: "2026-03-11" } as const;
/** Stripe repeated its events on this day, and the job wrote them both times. */
const deliveredTwice = "2026-02-10";

function invoicesOn(on: Day): string {
  const text = changedInvoices(on);
  if (isOn(on, deliveredTwice)) return text + text;
  if (isOn(on, cutOff.on)) return text.slice(0, -400);
  return isOn(on, cutOff.again) ? `${lastLine(changedInvoices(on - 1))}${text}` : text;
}

const changedInvoices = (on: Day): string =>
  ndjson(
    allInvoices
      .filter((invoice) => hasInvoiceChanged(invoice, on))
      .map((invoice) => invoiceObject(invoice, on)),
  );

const lastLine = (text: string): string => text.slice(text.lastIndexOf("\n", text.length - 2) + 1);

function hasInvoiceChanged({ issuedOn, paidOn, refund }: Invoice, on: Day): boolean {
  if (issuedOn > on) return false;
  return on === firstDay || issuedOn === on || paidOn === on || refund?.on === on;
}
