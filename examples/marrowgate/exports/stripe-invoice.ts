import { type Day, epochSeconds } from "../model/calendar.ts";
import { token } from "../model/chance.ts";
import type { Invoice } from "../model/invoices.ts";
import { nickname } from "../model/plans.ts";
import { metadataOf } from "./stripe-customer.ts";
import { priceObject } from "./stripe-subscription.ts";

const seconds = (of: Day): number => epochSeconds(of) + 30_900;

export function invoiceObject(invoice: Invoice, on: Day): object {
  const { id, number, account, subscription, cents, issuedOn, dueOn, paidOn } = invoice;
  const isPaid = paidOn !== undefined && paidOn <= on;
  const isRefunded = invoice.refund !== undefined && invoice.refund.on <= on;
  const attempts = subscription.collection === "charge_automatically" ? 1 : 0;
  const retries = isPaid && paidOn > issuedOn ? attempts * 3 : attempts;
  return {
    ...{
      id,
      object: "invoice",
      account_country: "GB",
      account_name: "Marrowgate Ltd",
      account_tax_ids: null,
    },
    ...{ amount_due: cents, amount_paid: isPaid ? cents : 0, amount_remaining: isPaid ? 0 : cents },
    ...{ amount_shipping: 0, application: null, application_fee_amount: null, attempt_count: retries },
    ...{ attempted: retries > 0, auto_advance: !isPaid, automatic_tax: { enabled: false, status: null } },
    billing_reason: issuedOn === subscription.startedOn ? "subscription_create" : "subscription_cycle",
    ...{
      charge: isPaid ? `ch_3Mg${token(21, id, "charge")}` : null,
      collection_method: subscription.collection,
    },
    ...{ created: seconds(issuedOn), currency: subscription.currency, custom_fields: null },
    ...{
      customer: subscription.customer,
      customer_address: null,
      customer_email: `billing@${account.domain}`,
    },
    ...{
      customer_name: account.name,
      customer_phone: null,
      customer_shipping: null,
      customer_tax_exempt: "none",
    },
    ...{ customer_tax_ids: [], default_payment_method: null, default_source: null, default_tax_rates: [] },
    ...{
      description: null,
      discount: null,
      discounts: [],
      due_date: dueOn === undefined ? null : seconds(dueOn),
    },
    ...{ effective_at: seconds(issuedOn), ending_balance: 0, footer: null, from_invoice: null },
    ...{ hosted_invoice_url: null, invoice_pdf: null, last_finalization_error: null, latest_revision: null },
    lines: { object: "list", data: linesOf(invoice), has_more: false, url: `/v1/invoices/${id}/lines` },
    ...{ livemode: true, metadata: {}, next_payment_attempt: null, number, on_behalf_of: null },
    ...{ paid: isPaid, paid_out_of_band: false, payment_intent: `pi_3Mg${token(21, id, "intent")}` },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    ...{ period_end: seconds(issuedOn), period_start: seconds(issuedOn) },
    post_payment_credit_notes_amount: isRefunded ? invoice.refund.cents : 0,
    ...{ pre_payment_credit_notes_amount: 0, quote: null, receipt_number: null, rendering_options: null },
    ...{ shipping_cost: null, shipping_details: null, starting_balance: 0, statement_descriptor: null },
    status: isPaid ? "paid" : "open",
    status_transitions: {
      ...{ finalized_at: seconds(issuedOn), marked_uncollectible_at: null },
      ...{ paid_at: isPaid ? seconds(paidOn) : null, voided_at: null },
    },
    ...{ subscription: subscription.id, subscription_details: { metadata: metadataOf(account) } },
    ...{ subtotal: cents, subtotal_excluding_tax: cents, tax: null, test_clock: null, total: cents },
    ...{ total_discount_amounts: [], total_excluding_tax: cents, total_tax_amounts: [], transfer_data: null },
    webhooks_delivered_at: seconds(issuedOn),
  };
}

const linesOf = ({ id, subscription, lines, issuedOn, periodEnd }: Invoice): readonly object[] =>
  lines.map(({ item, booking, cents }) => ({
    ...{
      id: `il_1Mg${token(21, id, item.id)}`,
      object: "line_item",
      amount: cents,
      amount_excluding_tax: cents,
    },
    ...{ currency: subscription.currency, discount_amounts: [], discountable: true, discounts: [] },
    description: `${booking.seats} × ${nickname(booking.plan, issuedOn)}`,
    ...{ livemode: true, metadata: {}, period: { start: seconds(issuedOn), end: seconds(periodEnd) } },
    ...{ price: priceObject(booking.plan, subscription, issuedOn), proration: false },
    ...{
      proration_details: { credited_items: null },
      quantity: booking.seats,
      subscription: subscription.id,
    },
    ...{ subscription_item: item.id, tax_amounts: [], tax_rates: [], type: "subscription" },
  }));
