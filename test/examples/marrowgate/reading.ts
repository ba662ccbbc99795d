import type { ByAccount } from "../../../examples/marrowgate/expected.ts";
import { csvRows, type Found, type Json, jsonRows, newest, pathsOf, sheetRows, valueAt } from "./files.ts";

/**
 * A reading of the exports by hand, which knows every blemish and shares no code with the company: what it gives is
 * compared with what the company expects.
 */
const upTo = <T>(rows: readonly Found<T>[], date: string): readonly Found<T>[] =>
  rows.filter(({ path }) => (/\d{4}-\d{2}-\d{2}/.exec(path)?.[0] ?? "") <= date);

const crm = csvRows(/^salesforce/);
const subscriptions = jsonRows(/subscriptions\.ndjson$/);
const invoices = jsonRows(/invoices\.ndjson$/);
const tickets = jsonRows(/^zendesk\/tickets/);
const organizations = jsonRows(/^zendesk\/organizations/);
const events = jsonRows(/^posthog/);
const answers = csvRows(/^delighted/);

export interface ReadAccount {
  readonly id: string;
  readonly name: string;
  readonly number: string;
  readonly isGone: boolean;
  readonly mergedInto: string;
}

/** Every account that a file up to a day lists, as it was listed last. */
export function accountsRead(date: string): readonly ReadAccount[] {
  const rows = upTo(crm, date).map(({ row }) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name.toLowerCase(), cell])),
  );
  const byId = new Map(rows.map((row) => [row.id ?? "", row]));
  return [...byId].map(([id, { name = "", accountnumber = "", isdeleted, masterrecordid = "" }]) => ({
    ...{ id, name: name.trim(), number: accountnumber },
    ...{ isGone: isdeleted === "true", mergedInto: masterrecordid },
  }));
}

/** Finds an account by any of its Ids, of 15 or 18 characters, in any case, as it stands on a day. */
function finder(date: string): (id: unknown) => string | undefined {
  const byId = new Map<string, string>();
  for (const { id, mergedInto } of accountsRead(date)) {
    const standing = mergedInto === "" ? id : mergedInto;
    byId.set(id.toLowerCase(), standing);
    byId.set(id.slice(0, 15), standing);
  }
  return (id) => {
    const text = String(id ?? "").trim();
    return byId.get(text.length === 15 ? text : text.toLowerCase());
  };
}

function countedBy(ids: readonly (string | undefined)[]): ByAccount {
  const counts = new Map<string, number>();
  for (const id of ids) if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

const tally = (words: readonly unknown[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(words, String)].map(([word, all]) => [word, all.length]));

export function billingRead(date: string) {
  const live = newest(upTo(subscriptions, date)).filter(({ livemode }) => livemode === true);
  const mrrCents: Record<string, number> = { usd: 0, eur: 0 };
  const running = live.filter(({ status }) => status === "active" || status === "past_due");
  for (const row of running)
    for (const item of valueAt(row, "items.data") as Json[]) {
      const cents = Number(valueAt(item, "price.unit_amount")) * Number(item.quantity);
      const months = valueAt(item, "price.recurring.interval") === "year" ? 12 : 1;
      mrrCents[String(row.currency)] = (mrrCents[String(row.currency)] ?? 0) + cents / months;
    }
  return { byStatus: tally(live.map(({ status }) => status)), running: running.length, mrrCents };
}

export function invoicesRead(date: string) {
  const all = newest(upTo(invoices, date));
  const open = all.filter(({ status }) => status === "open");
  const sum = (rows: readonly Json[], field: string): number =>
    rows.reduce((cents, row) => cents + Number(row[field]), 0);
  const openIn = (currency: string): number =>
    sum(
      open.filter((row) => row.currency === currency),
      "amount_due",
    );
  return {
    ...{ issued: all.length, paid: all.length - open.length },
    openCents: { usd: openIn("usd"), eur: openIn("eur") },
    refundedCents: sum(all, "post_payment_credit_notes_amount"),
  };
}

export function ticketsRead(date: string) {
  const find = finder(date);
  const all = newest(upTo(tickets, date));
  const accounts = new Map(newest(upTo(organizations, date)).map((row) => [row.id, find(row.external_id)]));
  const kept = all.filter(({ status }) => status !== "deleted");
  const owners = kept.map((row) => accounts.get(row.organization_id));
  return {
    byStatus: tally(all.map(({ status }) => status)),
    byAccount: countedBy(owners),
    withoutAccount: owners.filter((id) => id === undefined).length,
  };
}

export function answersRead(date: string) {
  const find = finder(date);
  const all = [...new Map(upTo(answers, date).map(({ row }) => [row.id, row])).values()];
  const scores = all.map(({ score }) => Number(score));
  const domains = new Map(
    upTo(crm, date).map(({ row }) => [(row.Website ?? "").replace("https://www.", ""), row.Id]),
  );
  const owners = all.map((row) => {
    const [, domain = ""] = row["person.email"]?.split("@") ?? [];
    const ofDomain = domain === "gmail.com" ? undefined : domains.get(domain);
    return find(row["person_properties.salesforce_account_id"] || ofDomain);
  });
  return {
    promoters: scores.filter((score) => score >= 9).length,
    passives: scores.filter((score) => score === 7 || score === 8).length,
    detractors: scores.filter((score) => score <= 6).length,
    byAccount: countedBy(owners),
    withoutAccount: owners.filter((id) => id === undefined).length,
  };
}

export function eventsRead(from: string, through: string) {
  const find = finder(through);
  const unique = [...new Map(upTo(events, through).map(({ row }) => [row.uuid, row])).values()];
  const seen = unique.filter(({ timestamp }) => {
    const date = String(timestamp).slice(0, 10);
    return date >= from && date <= through;
  });
  const owners = seen.map((row) => find(valueAt(row, "properties.$groups.company")));
  return { byAccount: countedBy(owners), withoutAccount: owners.filter((id) => id === undefined).length };
}

export function touchpointsRead(date: string) {
  const find = finder(date);
  const ids = new Map(accountsRead(date).map(({ number, id }) => [number, id]));
  // A month's sheet is saved on its last day.
  const nextDay = new Date(Date.parse(date) + 86_400_000).toISOString();
  const [path = ""] = pathsOf(/^customer-success/)
    .filter((name) => name.slice(-11, -4) < nextDay.slice(0, 7))
    .slice(-1);
  const notes = sheetRows(path)
    .slice(1)
    .filter(([number = ""]) => /^\d/.test(number));
  return {
    notes: notes.length,
    byAccount: countedBy(notes.map(([number = ""]) => find(ids.get(number.replace(/\.0$/, ""))))),
    pulses: notes.filter((cells) => /^\d/.test(cells[5] ?? "")).length,
  };
}
