import { entities } from "../entities.ts";
import { byFrequency } from "./columns.ts";
import type { DraftSetting, DraftStream } from "./draft-types.ts";
import { textsOf } from "./words-found.ts";

/** Settings of the company as a whole, as far as the exports show them. */
export function companySettings(
  streams: readonly DraftStream[],
  company: string,
): Readonly<Record<string, DraftSetting>> {
  const has = (entity: string): boolean => streams.some((stream) => stream.entity === entity);
  const isByInvoice = !has("subscriptions") && has("invoices");
  const knowsEnd = has("subscriptions") || streams.some(({ fields }) => fields.churned_on !== undefined);
  return {
    company: { value: company, evidence: "the folder's name" },
    currency: currencyOf(streams),
    ...(isByInvoice
      ? { revenue: { value: { from: "invoices" }, evidence: "there are invoices, and no subscriptions" } }
      : {}),
    ...(knowsEnd ? {} : { churn: churnOf(has("usage") || has("invoices")) }),
    ...keyFeatures(streams),
  };
}

const churnOf = (isActivityKnown: boolean): DraftSetting =>
  isActivityKnown
    ? {
        value: { kind: "inactivity", days: 90 },
        questions: [
          "No file says when a customer leaves. After how many days without use or invoices is one gone?",
        ],
      }
    : {
        value: { kind: "subscription" },
        questions: ["No file says when a customer leaves: is there one with subscriptions, use or invoices?"],
      };

function currencyOf(streams: readonly DraftStream[]): DraftSetting {
  const priced = streams.filter(({ entity }) => entity === "subscriptions" || entity === "invoices");
  const counts = new Map<string, number>();
  for (const [text, count] of textsOf(priced, "currency"))
    if (/^[a-z]{3}$/i.test(text))
      counts.set(text.toUpperCase(), (counts.get(text.toUpperCase()) ?? 0) + count);
  const [most, ...others] = byFrequency(counts);
  if (most === undefined)
    return { value: "USD", questions: ["No file names a currency: which one are the amounts in?"] };
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const evidence = `${counts.get(most)} of ${all} sampled subscriptions and invoices`;
  if (others.length === 0 || streams.some(({ entity }) => entity === "exchange_rates"))
    return { value: most, evidence };
  const asked = `Amounts in ${others.join(", ")} count as no revenue without exchange rates: write them to a file, and use the source at the end of the sources`;
  return { value: most, evidence, questions: [asked] };
}

const mostFeatures = 8;

function keyFeatures(streams: readonly DraftStream[]): Readonly<Record<string, DraftSetting>> {
  const usage = streams.filter(({ entity }) => entity === "usage");
  const found = byFrequency(textsOf(usage, "feature")).filter(
    (feature) => !feature.startsWith("$") && feature.length <= 80,
  );
  if (found.length === 0) return {};
  const asked = `Which show that the product is used for its purpose? There are ${found.slice(0, mostFeatures).join(", ")}`;
  return { key_features: { value: [], questions: [asked] } };
}

/** The currencies of prices besides the reporting one that no stream has rates for. */
export function unratedCurrencies(streams: readonly DraftStream[], reporting: unknown): readonly string[] {
  if (streams.some(({ entity }) => entity === "exchange_rates")) return [];
  const priced = streams.filter(({ entity }) =>
    entities[entity].fields.some(({ name }) => name === "currency"),
  );
  const all = new Set([...textsOf(priced, "currency").keys()].map((text) => text.toUpperCase()));
  return [...all].filter((currency) => /^[A-Z]{3}$/.test(currency) && currency !== reporting).toSorted();
}
