import { type Day, day } from "./calendar.ts";
import { token } from "./chance.ts";

export type Plan = "starter" | "pro" | "business" | "tracking";
export type Interval = "month" | "year";
export type Currency = "usd" | "eur";

/** Cents per seat and interval, the same number in each currency. A year costs less than twelve months. */
export const plans: Readonly<
  Record<Plan, Readonly<Record<Interval, number>> & { readonly product: string }>
> = {
  starter: { month: 1900, year: 20_400, product: "Starter" },
  pro: { month: 3900, year: 42_000, product: "Pro" },
  business: { month: 5900, year: 63_600, product: "Business" },
  tracking: { month: 900, year: 9600, product: "Live tracking" },
};

/** On this day marketing gives the Pro plan another name; its price keeps its id. */
export const renamedOn = day("2026-05-04");

export const nickname = (plan: Plan, on: Day): string =>
  `Marrowgate ${plan === "pro" && on >= renamedOn ? "Professional" : plans[plan].product}`;

export const priceId = (plan: Plan, interval: Interval, currency: Currency): string =>
  `price_1Mg${token(21, plan, interval, currency)}`;
export const productId = (plan: Plan): string => `prod_${token(14, plan)}`;
