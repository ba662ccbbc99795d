import { addMonths, type Day } from "./calendar.ts";
import { between, chance, pick, token } from "./chance.ts";
import { type Currency, type Interval, type Plan, plans } from "./plans.ts";

/** So many seats of a plan from a day on; none from a day on with 0 seats. */
export interface Booking {
  readonly from: Day;
  readonly plan: Plan;
  readonly seats: number;
}

export interface Item {
  readonly id: string;
  readonly bookings: readonly [Booking, ...Booking[]];
}

export interface Subscription {
  readonly id: string;
  readonly customer: string;
  readonly startedOn: Day;
  readonly interval: Interval;
  readonly currency: Currency;
  readonly items: readonly Item[];
  readonly noticeOn: Day | undefined;
  /** The first day on which it no longer runs. */
  readonly endsOn: Day | undefined;
  /** A trial that ends without a means of payment leaves it paused. */
  readonly trialEndsOn: Day | undefined;
  /** The card is refused on the first day, and works again on the second. */
  readonly failure: { readonly on: Day; readonly healedOn: Day } | undefined;
  /** Paid by the card on file, or by an invoice that is due 30 days later. */
  readonly collection: "charge_automatically" | "send_invoice";
  readonly isTest: boolean;
}

export type SubscriptionSketch = { readonly number: number; readonly startedOn: Day } & Partial<
  Omit<Subscription, "id" | "customer" | "items">
> & {
    readonly plan?: Plan;
    readonly seats?: number;
    /** Later bookings of the first item. */
    readonly changes?: readonly Booking[];
    /** A second item, the tracking add-on; undefined for none. @default one in five has it */
    readonly tracking?: { readonly from: Day; readonly seats: number } | undefined;
  };

export function subscription(sketch: SubscriptionSketch): Subscription {
  const { number, startedOn } = sketch;
  const interval = sketch.interval ?? (chance(number, "interval") < 0.25 ? "year" : "month");
  const seats = sketch.seats ?? between(4, 40, number, "seats");
  const plan = sketch.plan ?? pick<Plan>(["starter", "pro", "pro", "business"], number, "plan");
  const tracking = "tracking" in sketch ? sketch.tracking : usualTracking(number, startedOn, seats);
  return {
    id: `sub_1Mg${token(21, number, "subscription")}`,
    customer: `cus_${token(14, number, "customer")}`,
    ...{ startedOn, interval, currency: sketch.currency ?? (chance(number, "euro") < 0.3 ? "eur" : "usd") },
    items: [
      item(number, 0, [{ from: startedOn, plan, seats }, ...(sketch.changes ?? [])]),
      ...(tracking === undefined ? [] : [item(number, 1, [{ ...tracking, plan: "tracking" }])]),
    ],
    ...{ noticeOn: sketch.noticeOn, endsOn: sketch.endsOn, trialEndsOn: sketch.trialEndsOn },
    failure: sketch.failure,
    collection: sketch.collection ?? (interval === "year" ? "send_invoice" : "charge_automatically"),
    isTest: sketch.isTest ?? false,
  };
}

/** One in five has the add-on as well, from its first day. */
const usualTracking = (number: number, from: Day, seats: number) =>
  chance(number, "tracking") < 0.2 ? { from, seats } : undefined;

const item = (number: number, index: number, bookings: Item["bookings"]): Item => ({
  id: `si_${token(14, number, "item", index)}`,
  bookings,
});

/** What an item has on a day; undefined before its first. */
export const bookingOn = ({ bookings }: Item, on: Day): Booking | undefined =>
  bookings.findLast(({ from }) => from <= on);

export const bookingsOn = ({ items }: Subscription, on: Day) =>
  items.flatMap((each) => {
    const booking = bookingOn(each, on);
    return booking === undefined ? [] : [{ item: each, booking }];
  });

export type Status = "active" | "past_due" | "trialing" | "paused" | "canceled";

/** In Stripe's words; undefined before it starts. */
export function statusOn(
  { startedOn, endsOn, trialEndsOn, failure }: Subscription,
  on: Day,
): Status | undefined {
  if (on < startedOn) return undefined;
  if (endsOn !== undefined && on >= endsOn) return "canceled";
  if (trialEndsOn !== undefined) return on < trialEndsOn ? "trialing" : "paused";
  return failure !== undefined && on >= failure.on && on < failure.healedOn ? "past_due" : "active";
}

/** Whether it runs and is billed; a payment that failed leaves it running. */
export function isRunning(of: Subscription, on: Day): boolean {
  const status = statusOn(of, on);
  return status === "active" || status === "past_due";
}

/** Cents a month, in its currency; 0 while it does not run. */
export function monthlyCents(of: Subscription, on: Day): number {
  if (!isRunning(of, on)) return 0;
  const months = of.interval === "year" ? 12 : 1;
  return bookingsOn(of, on).reduce(
    (sum, { booking: { plan, seats } }) => sum + (plans[plan][of.interval] * seats) / months,
    0,
  );
}

/** The first days of its terms, up to a day. */
export function termStarts({ startedOn, interval, endsOn }: Subscription, to: Day): readonly Day[] {
  const starts: Day[] = [];
  const months = interval === "year" ? 12 : 1;
  for (let term = 0; ; term += 1) {
    const start = addMonths(startedOn, term * months);
    if (start > to || (endsOn !== undefined && start >= endsOn)) return starts;
    starts.push(start);
  }
}

/** The term that a day lies in; the last one once the subscription is over. */
export function termOn(of: Subscription, on: Day): { readonly start: Day; readonly end: Day } {
  if (of.trialEndsOn !== undefined) return { start: of.startedOn, end: of.trialEndsOn };
  const starts = termStarts(of, on);
  const start = starts.at(-1) ?? of.startedOn;
  return { start, end: addMonths(of.startedOn, starts.length * (of.interval === "year" ? 12 : 1)) };
}
