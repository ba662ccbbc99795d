import type { Account } from "./model/account.ts";
import { allAnswers } from "./model/answers.ts";
import { type Day, dateOf, dayOf, firstDay, isMonthEnd } from "./model/calendar.ts";
import { company, standsFor } from "./model/company.ts";
import { allInvoices } from "./model/invoices.ts";
import type { Currency } from "./model/plans.ts";
import { isRunning, monthlyCents, type Status, statusOn } from "./model/subscription.ts";
import { allTickets, ticketStatusOn } from "./model/tickets.ts";
import { allTouchpoints } from "./model/touchpoints.ts";
import { allEvents } from "./model/usage.ts";
import { helpdeskSilence } from "./stories.ts";

/**
 * What a right reading of the exports that came up to a day gives, worked out from the company itself and not from
 * its files. Accounts are named by their Salesforce Id of 18 characters; what belongs to a merged account counts for
 * the one that stands for it, from the weekly export on that shows the merge.
 */

/** So many of something, by account. */
export type ByAccount = ReadonlyMap<string, number>;

/** The day of the newest weekly export. */
const newestWeekly = (on: Day): Day => on - ((on - firstDay) % 7);

export interface ExpectedAccount {
  readonly id: string;
  readonly name: string;
  readonly type: Account["type"];
  readonly customerSince: string | undefined;
  readonly parentId: string | undefined;
  /** Gone: merged into `standsFor`, or deleted with nobody to stand for it. */
  readonly isGone: boolean;
  readonly standsFor: string;
}

/** Every account that Salesforce has listed. */
export function accountsOn(on: Day): readonly ExpectedAccount[] {
  const seen = newestWeekly(on);
  return company
    .filter(({ createdOn }) => createdOn <= seen)
    .map((account) => {
      const { id, name, type, deleted, subscriptions } = account;
      const since = type === "Customer" ? subscriptions[0]?.startedOn : undefined;
      return {
        ...{ id, name, type, standsFor: standsFor(account, seen).id },
        customerSince: since === undefined || since > seen ? undefined : dateOf(since),
        parentId: company.find(({ number }) => number === account.parent)?.id,
        isGone: deleted !== undefined && deleted.on <= seen,
      };
    });
}

export interface ExpectedBilling {
  /** Subscriptions in Stripe's live mode that have begun. */
  readonly byStatus: Readonly<Record<Status, number>>;
  /** Active ones and those whose payment failed. */
  readonly running: number;
  /** Monthly recurring revenue of these, in cents. */
  readonly mrrCents: Readonly<Record<Currency, number>>;
}

const liveSubscriptions = company.flatMap((account) =>
  account.subscriptions.filter(({ isTest }) => !isTest).map((subscription) => ({ account, subscription })),
);

export function billingOn(on: Day): ExpectedBilling {
  const byStatus = { active: 0, past_due: 0, trialing: 0, paused: 0, canceled: 0 };
  const mrrCents = { usd: 0, eur: 0 };
  for (const { subscription } of liveSubscriptions) {
    const status = statusOn(subscription, on);
    if (status === undefined) continue;
    byStatus[status] += 1;
    mrrCents[subscription.currency] += monthlyCents(subscription, on);
  }
  const running = liveSubscriptions.filter(({ subscription }) => isRunning(subscription, on)).length;
  return { byStatus, running, mrrCents };
}

/** Cents a month, each account in its own currency; accounts that pay nothing are not in it. */
export const mrrByAccount = (on: Day): ByAccount =>
  sums(
    liveSubscriptions.map(({ account, subscription }) => ({
      account,
      count: monthlyCents(subscription, on),
    })),
    on,
  );

export interface ExpectedInvoices {
  readonly issued: number;
  readonly paid: number;
  readonly openCents: Readonly<Record<Currency, number>>;
  /** Given back by credit notes after payment. */
  readonly refundedCents: number;
}

export function invoicesOn(on: Day): ExpectedInvoices {
  const issued = allInvoices.filter(({ issuedOn }) => issuedOn <= on);
  const open = issued.filter(({ paidOn }) => paidOn === undefined || paidOn > on);
  const openIn = (currency: Currency): number =>
    total(open.filter(({ subscription }) => subscription.currency === currency).map(({ cents }) => cents));
  return {
    issued: issued.length,
    paid: issued.length - open.length,
    openCents: { usd: openIn("usd"), eur: openIn("eur") },
    refundedCents: total(
      issued.map(({ refund }) => (refund !== undefined && refund.on <= on ? refund.cents : 0)),
    ),
  };
}

export interface ExpectedTickets {
  /** In Zendesk's words. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** Those not deleted whose organization Zendesk knows. */
  readonly byAccount: ByAccount;
  /** Those not deleted that belong to nobody. */
  readonly withoutAccount: number;
}

/** In the week without exports, as on the day before it. */
export function ticketsOn(on: Day): ExpectedTickets {
  const { from, through } = helpdeskSilence;
  const seen = on >= from && on <= through ? from - 1 : on;
  const written = allTickets.map((ticket) => ({ ticket, status: ticketStatusOn(ticket, seen) }));
  const byStatus: Record<string, number> = {};
  for (const { status } of written) if (status !== undefined) byStatus[status] = (byStatus[status] ?? 0) + 1;
  const kept = written
    .filter(({ status }) => status !== undefined && status !== "deleted")
    .map((each) => each.ticket);
  const known = kept.filter(({ hasOrganization }) => hasOrganization);
  return { byStatus, byAccount: counts(known, on), withoutAccount: kept.length - known.length };
}

export interface ExpectedAnswers {
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
  readonly byAccount: ByAccount;
  /** Those that bear no Id and come from a domain which is not one account's. */
  readonly withoutAccount: number;
}

/** Each answer once, with its newest score. */
export function answersOn(on: Day): ExpectedAnswers {
  const seen = newestWeekly(on);
  const given = allAnswers.filter(({ answeredOn }) => answeredOn <= seen);
  const known = given.filter(({ account, hasAccountId }) => hasAccountId || hasOwnDomain(account));
  const scores = given.map(({ score, changed }) =>
    changed !== undefined && changed.on <= seen ? changed.score : score,
  );
  return {
    promoters: scores.filter((score) => score >= 9).length,
    passives: scores.filter((score) => score === 7 || score === 8).length,
    detractors: scores.filter((score) => score <= 6).length,
    byAccount: counts(known, on),
    withoutAccount: given.length - known.length,
  };
}

const hasOwnDomain = ({ domain }: Account): boolean =>
  company.filter((other) => other.domain === domain).length === 1;

export interface ExpectedEvents {
  readonly byAccount: ByAccount;
  /** Of visitors who had not signed in. */
  readonly withoutAccount: number;
}

/**
 * Each event once, of the days from one to another, as far as it has arrived by the second. Events whose clock was
 * ahead are of no day yet.
 */
export function eventsOn(from: Day, through: Day): ExpectedEvents {
  const seen = allEvents.filter(
    ({ at, arrivesOn }) => dayOf(at) >= from && dayOf(at) <= through && arrivesOn <= through,
  );
  const known = seen.flatMap(({ user }) => (user === undefined ? [] : [user]));
  return { byAccount: counts(known, through), withoutAccount: seen.length - known.length };
}

export interface ExpectedTouchpoints {
  readonly notes: number;
  /** Without those whose customer number is nobody's. */
  readonly byAccount: ByAccount;
  /** Of 1 to 5, over the notes that have one; the cells that say "?" say nothing. */
  readonly pulses: number;
}

/** As of the last sheet, which is saved at the end of a month. */
export function touchpointsOn(on: Day): ExpectedTouchpoints {
  let seen = on;
  while (!isMonthEnd(seen)) seen -= 1;
  const notes = allTouchpoints.filter((touchpoint) => touchpoint.on <= seen);
  return {
    notes: notes.length,
    byAccount: counts(
      notes.filter(({ account, number }) => account.number === number),
      on,
    ),
    pulses: notes.filter(({ pulse, isPulseDoubtful }) => pulse !== undefined && !isPulseDoubtful).length,
  };
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

const counts = (rows: readonly { readonly account: Account }[], on: Day): ByAccount =>
  sums(
    rows.map(({ account }) => ({ account, count: 1 })),
    on,
  );

function sums(rows: readonly { readonly account: Account; readonly count: number }[], on: Day): ByAccount {
  const byAccount = new Map<string, number>();
  for (const { account, count } of rows) {
    const { id } = standsFor(account, newestWeekly(on));
    if (count > 0) byAccount.set(id, (byAccount.get(id) ?? 0) + count);
  }
  return byAccount;
}
