import type { FieldMapping } from "../config/schema.ts";
import { pathsOfMapping } from "../preview/mapped-paths.ts";
import type { DraftField, DraftStream } from "./draft-types.ts";

type Fields = Readonly<Record<string, DraftField>>;

/** The fields of which a subscription has one. */
export const prices = ["amount", "mrr", "arr"] as const;

/** What only has a meaning with an amount. */
const ofAmounts = ["interval", "interval_count", "quantity"];

/**
 * A subscription's stream with the one price that it may have: an amount with its interval, otherwise the revenue of a
 * month or a year. Nothing shows what an amount without an interval pays for, so that it is a question.
 */
export function withOnePrice(stream: DraftStream, all: readonly DraftStream[]): DraftStream {
  if (stream.entity !== "subscriptions" || stream.settings.join !== undefined) return stream;
  const joined = all.filter(
    ({ source, settings }) => source === stream.source && settings.join?.value === stream.name,
  );
  const fields: Fields = Object.assign({}, ...joined.map((each) => each.fields), stream.fields);
  const isAmount = fields.amount !== undefined && fields.interval !== undefined;
  const price = isAmount ? "amount" : ["mrr", "arr"].find((name) => fields[name] !== undefined);
  const { amount } = stream.fields;
  const questions =
    price === undefined && amount !== undefined
      ? [
          `What does ${nameOf(amount.mapping)} pay for? Nothing shows it, so there is no price: add amount: and interval: { value: month }, or year, to the fields`,
        ]
      : [];
  const others = [...prices, ...(isAmount ? [] : ofAmounts)].filter((name) => name !== price);
  return {
    ...stream,
    questions: [...stream.questions, ...questions],
    fields: Object.fromEntries(Object.entries(stream.fields).filter(([name]) => !others.includes(name))),
  };
}

const nameOf = (mapping: FieldMapping): string => pathsOfMapping(mapping)[0] ?? "the amount";
