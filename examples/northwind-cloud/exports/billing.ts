import { type Account, type Subscription, termEnd } from "../account.ts";
import { addMonths, covers, type Day, dateOf, day, epochSeconds, lastDay, type Period } from "../calendar.ts";
import { between, chance } from "../chance.ts";
import { company } from "../company.ts";
import { type ExportFile, ndjsonFile } from "./file.ts";

/** A billing system with an API like Stripe's: objects within objects, times in seconds, money in cents. */
export function billingFiles(period: Period): readonly ExportFile[] {
  const subscriptions = company.flatMap((account) =>
    account.subscriptions
      .filter((subscription) => hasChanged(subscription, period))
      .map((subscription) => subscriptionObject(account, subscription, period.on)),
  );
  const invoices = allInvoices
    .filter(
      ({ issuedOn, paidOn }) => covers(period, issuedOn) || (paidOn !== undefined && covers(period, paidOn)),
    )
    .filter(({ issuedOn }) => issuedOn <= period.on)
    .map((invoice) => invoiceObject(invoice, period.on));
  return [
    ndjsonFile("billing/subscriptions", period, subscriptions),
    ndjsonFile("billing/invoices", period, invoices),
  ];
}

const optionalSeconds = (of: Day | undefined, on: Day): number | null =>
  of !== undefined && of <= on ? epochSeconds(of) : null;

/** Begun, resized, cancelled, ended, or gone into its next term. */
function hasChanged(subscription: Subscription, period: Period): boolean {
  const { startedOn, noticeOn, endsOn, prices } = subscription;
  if (startedOn > period.on) return false;
  if (period.isFirst) return true;
  if (endsOn !== undefined && endsOn < period.since) return false;
  const renewedOn = termEnd(subscription, period.since - 1);
  return [noticeOn, endsOn, renewedOn, ...prices.map(({ from }) => from)].some(
    (of) => of !== undefined && covers(period, of),
  );
}

function subscriptionObject({ id }: Account, subscription: Subscription, on: Day): object {
  const { plan, interval, currency, startedOn, noticeOn, endsOn } = subscription;
  const price = priceOn(subscription, on);
  const hasEnded = endsOn !== undefined && endsOn <= on;
  return {
    ...{ id: subscription.id, object: "subscription", customer: customerOf(id) },
    ...{ status: hasEnded ? "canceled" : "active", currency, quantity: price?.seats ?? null },
    plan: { id: `${plan}_${interval}ly`, nickname: plan, amount: price?.cents ?? 0, interval },
    start_date: epochSeconds(startedOn),
    current_period_end: epochSeconds(hasEnded ? endsOn : termEnd(subscription, on)),
    canceled_at: optionalSeconds(noticeOn ?? endsOn, on),
    ended_at: optionalSeconds(endsOn, on),
    metadata: { crm_account_id: id },
    updated: epochSeconds(on) + 72_000,
  };
}

const priceOn = ({ prices }: Subscription, on: Day) => prices.findLast(({ from }) => from <= on);
const customerOf = (id: string): string => `cus_${id.replace("NW-", "Q")}`;

interface Invoice {
  readonly id: string;
  readonly account: Account;
  readonly subscription: Subscription;
  readonly cents: number;
  readonly issuedOn: Day;
  readonly dueOn: Day;
  readonly paidOn: Day | undefined;
  readonly isVoid: boolean;
}

const firstInvoices = day("2025-08-01");

/** One at the beginning of each term. */
const allInvoices: readonly Invoice[] = company.flatMap((account) =>
  account.subscriptions.flatMap((subscription) => {
    const { startedOn, endsOn = lastDay + 1, interval, id } = subscription;
    const invoices: Invoice[] = [];
    const months = interval === "year" ? 12 : 1;
    for (let term = 0; addMonths(startedOn, term * months) < endsOn; term += 1) {
      const issuedOn = addMonths(startedOn, term * months);
      if (issuedOn > lastDay) break;
      if (issuedOn < firstInvoices) continue;
      const price = priceOn(subscription, issuedOn);
      const dueOn = issuedOn + (interval === "year" ? 30 : 14);
      const number = `in_${id.slice(4)}_${dateOf(issuedOn).replaceAll("-", "")}`;
      const isVoid = chance(number, "void") < 0.01;
      const cents = (price?.cents ?? 0) * (price?.seats ?? 1);
      const paidOn = isVoid ? undefined : paymentOf(account, number, { issuedOn, dueOn });
      invoices.push({ id: number, account, subscription, cents, issuedOn, dueOn, paidOn, isVoid });
    }
    return invoices;
  }),
);

function paymentOf(
  { payment }: Account,
  number: string,
  { issuedOn, dueOn }: { readonly issuedOn: Day; readonly dueOn: Day },
): Day | undefined {
  if (typeof payment === "object" && issuedOn >= payment.stopsOn) return undefined;
  const isLate = chance(number, "late") < (payment === "late" ? 0.6 : 0.02);
  return isLate ? dueOn + between(3, 20, number, "paid") : issuedOn + between(2, 12, number, "paid");
}

function invoiceObject(
  { id, account, subscription, cents, issuedOn, dueOn, paidOn, isVoid }: Invoice,
  on: Day,
) {
  const isPaid = paidOn !== undefined && paidOn <= on;
  const word = isPaid ? "paid" : "open";
  return {
    ...{ id, object: "invoice", customer: customerOf(account.id), currency: subscription.currency },
    ...{ amount_due: cents, amount_paid: isPaid ? cents : 0, status: isVoid ? "void" : word },
    ...{ created: epochSeconds(issuedOn), due_date: epochSeconds(dueOn) },
    status_transitions: { paid_at: optionalSeconds(paidOn, on) },
    subscription: subscription.id,
    subscription_details: { metadata: { crm_account_id: account.id } },
    updated: epochSeconds(on) + 72_000,
  };
}
