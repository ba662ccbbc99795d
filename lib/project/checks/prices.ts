import type { NamedStream, Part } from "../parts.ts";
import type { Finding } from "../problem.ts";

/** The fields that can hold the price of a subscription; exactly one is used. */
const ways = ["amount", "arr", "mrr"] as const;
/** The fields that only make sense with an amount. */
const ofAmounts = ["interval", "interval_count", "quantity"] as const;

/**
 * A subscription has one price: an amount with an interval, or arr, or mrr; streams that are joined may map some of
 * them.
 */
export function priceFindings(
  { path, value: stream }: Part<NamedStream>,
  joined: readonly NamedStream[],
): readonly Finding[] {
  if (stream.entity !== "subscriptions" || stream.join !== undefined) return [];
  const fields = Object.assign(
    {},
    ...joined.map((each) => each.fields),
    stream.fields,
  ) as NamedStream["fields"];
  const [first, ...others] = ways.filter((way) => Object.hasOwn(fields, way));
  const at = (name: string) => ({ path: [...path, "fields", name] });
  if (first === "amount" && !Object.hasOwn(fields, "interval"))
    return [
      {
        ...at("interval"),
        found: undefined,
        expected: "interval, the period that the amount pays for, such as { value: year }",
      },
    ];
  return [
    ...others.map((name) => ({
      ...at(name),
      found: name,
      isKey: true,
      expected: `${first} alone`,
      reason: `a subscription has one price, which ${first} already gives`,
    })),
    ...ofAmounts
      .filter((name) => first !== "amount" && Object.hasOwn(fields, name))
      .map((name) => ({
        ...at(name),
        found: name,
        isKey: true,
        expected: "amount beside it",
        reason: `${name} only has a meaning with an amount`,
      })),
  ];
}
