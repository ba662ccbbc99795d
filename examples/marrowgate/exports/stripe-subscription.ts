import type { Account } from "../model/account.ts";
import { type Day, epochSeconds } from "../model/calendar.ts";
import { nickname, type Plan, plans, priceId, productId } from "../model/plans.ts";
import {
  type Booking,
  bookingsOn,
  type Item,
  type Subscription,
  statusOn,
  termOn,
} from "../model/subscription.ts";
import { metadataOf } from "./stripe-customer.ts";

/** Of times of day Marrowgate's subscriptions have one: half past eight in the morning. */
const seconds = (of: Day): number => epochSeconds(of) + 30_600;

const secondsUpTo = (of: Day | undefined, on: Day): number | null =>
  of !== undefined && of <= on ? seconds(of) : null;

export function subscriptionObject(account: Account, subscription: Subscription, on: Day): object {
  const { id, customer, currency, startedOn, noticeOn, endsOn, trialEndsOn, collection, isTest } =
    subscription;
  const isCancelling = noticeOn !== undefined && noticeOn <= on;
  const hasEnded = endsOn !== undefined && endsOn <= on;
  const term = termOn(subscription, hasEnded ? endsOn - 1 : on);
  const lines = bookingsOn(subscription, on).map((each) => itemObject(subscription, each, on));
  return {
    ...{ id, object: "subscription", application: null, application_fee_percent: null },
    ...{
      automatic_tax: { enabled: false },
      billing_cycle_anchor: seconds(startedOn),
      billing_thresholds: null,
    },
    cancel_at: isCancelling && endsOn !== undefined ? seconds(endsOn) : null,
    ...{ cancel_at_period_end: isCancelling, canceled_at: isCancelling ? seconds(noticeOn) : null },
    cancellation_details: {
      ...{ comment: null, feedback: isCancelling ? "too_expensive" : null },
      reason: isCancelling ? "cancellation_requested" : null,
    },
    ...{ collection_method: collection, created: seconds(startedOn), currency },
    ...{ current_period_end: seconds(term.end), current_period_start: seconds(term.start), customer },
    ...{ days_until_due: collection === "send_invoice" ? 30 : null, default_payment_method: null },
    ...{ default_source: null, default_tax_rates: [], description: null, discount: null },
    ended_at: secondsUpTo(endsOn, on),
    items: { object: "list", data: lines, has_more: false, url: `/v1/subscription_items?subscription=${id}` },
    ...{ latest_invoice: null, livemode: !isTest, metadata: metadataOf(account) },
    ...{ next_pending_invoice_item_invoice: null, on_behalf_of: null, pause_collection: null },
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: "off",
    },
    ...{
      pending_invoice_item_interval: null,
      pending_setup_intent: null,
      pending_update: null,
      schedule: null,
    },
    ...{ start_date: seconds(startedOn), status: statusOn(subscription, on) ?? "incomplete" },
    ...{
      test_clock: null,
      transfer_data: null,
      trial_end: trialEndsOn === undefined ? null : seconds(trialEndsOn),
    },
    trial_settings: {
      end_behavior: { missing_payment_method: trialEndsOn === undefined ? "create_invoice" : "pause" },
    },
    trial_start: trialEndsOn === undefined ? null : seconds(startedOn),
  };
}

function itemObject(of: Subscription, { item, booking }: { item: Item; booking: Booking }, on: Day): object {
  const [{ from }] = item.bookings;
  return {
    ...{ id: item.id, object: "subscription_item", billing_thresholds: null, created: seconds(from) },
    ...{ metadata: {}, price: priceObject(booking.plan, of, on), quantity: booking.seats },
    ...{ subscription: of.id, tax_rates: [] },
  };
}

/** As of a day: a price keeps its id when its plan gets another name. */
export function priceObject(plan: Plan, { interval, currency, isTest }: Subscription, on: Day): object {
  const cents = plans[plan][interval];
  return {
    ...{ id: priceId(plan, interval, currency), object: "price", active: true, billing_scheme: "per_unit" },
    ...{ created: 1_661_990_400, currency, custom_unit_amount: null, livemode: !isTest, lookup_key: null },
    ...{ metadata: {}, nickname: nickname(plan, on), product: productId(plan) },
    recurring: {
      aggregate_usage: null,
      interval,
      interval_count: 1,

      usage_type: "licensed",
    },
    ...{ tax_behavior: "exclusive", tiers_mode: null, transform_quantity: null, type: "recurring" },
    ...{ unit_amount: cents, unit_amount_decimal: String(cents) },
  };
}
