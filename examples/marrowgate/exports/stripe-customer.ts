import type { Account } from "../model/account.ts";
import { type Day, epochSeconds } from "../model/calendar.ts";
import { type Subscription, statusOn } from "../model/subscription.ts";

const withoutSalesforceId: readonly number[] = [1044, 1083];
/** Copied from the address of a page in Salesforce, which has 15 of the 18 characters. */
const shortIds: readonly number[] = [1061, 1077];

/** What Stripe keeps of each customer on its own account: how to find it in Salesforce. */
export function metadataOf({ id, number }: Account): Readonly<Record<string, string>> {
  if (withoutSalesforceId.includes(number)) return {};
  return { salesforce_id: shortIds.includes(number) ? id.slice(0, 15) : id };
}

export function customerObject(account: Account, subscription: Subscription, on: Day): object {
  const { name, domain, number } = account;
  return {
    ...{ id: subscription.customer, object: "customer" },
    address: {
      city: null,
      country: countryCodes[account.country] ?? null,
      line1: null,
      line2: null,
      postal_code: null,
      state: null,
    },
    ...{
      balance: 0,
      created: epochSeconds(subscription.startedOn) + 30_000,
      currency: subscription.currency,
    },
    ...{ default_source: null, delinquent: statusOn(subscription, on) === "past_due", description: null },
    ...{ discount: null, email: `billing@${domain}`, invoice_prefix: `MG${number}` },
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    ...{ livemode: !subscription.isTest, metadata: metadataOf(account), name, next_invoice_sequence: 1 },
    ...{ phone: null, preferred_locales: [], shipping: null, tax_exempt: "none", test_clock: null },
  };
}

const countryCodes: Readonly<Record<string, string>> = {
  "United Kingdom": "GB",
  Germany: "DE",
  France: "FR",
  Sweden: "SE",
};
