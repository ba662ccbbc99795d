import type { Message } from "../notify/notifier.ts";
import { plural } from "../plural.ts";
import { dayText } from "../sentences/text.ts";
import { type Alert, severityRank } from "./alert.ts";
import { fallText, moneyIn, subjectOf } from "./words.ts";

/** One message to machines: the alert as JSON, and attributes to filter on. */
export function alertMessage(alert: Alert): Message {
  const { alert_id, severity, account_id, name, rule, band_to, segment, owner } = alert;
  return {
    id: alert_id,
    kind: "alert",
    route: null,
    subject: subjectOf(`[${severity}] ${name ?? account_id}: ${rule}, ${fallText(alert, "to")}`),
    body: JSON.stringify(alert, null, 1),
    attributes: withoutNulls({ kind: "alert", severity, band: band_to, segment, rule, owner }),
  };
}

/** Scored accounts without enough data to trigger an alert. */
export interface NotWatched {
  readonly accounts: number;
  readonly arr: number;
}

export interface DigestContent {
  readonly kind: "digest" | "baseline";
  readonly company: string;
  readonly currency: string;
  readonly route: string;
  readonly asOfDate: string;
  readonly alerts: readonly Alert[];
  readonly notWatched: NotWatched;
}

/** A longer list would not be read, and might exceed the size limit of a message (SNS: 256 KB). */
const mostEntries = 100;

/** A digest's name: there is one of each kind per route and day. */
export const digestIdOf = ({
  kind,
  route,
  asOfDate,
}: Pick<DigestContent, "kind" | "route" | "asOfDate">): string => `${asOfDate}-${route}-${kind}`;

/** One message to the people of a route: an entry per account, the most severe first, then the largest. */
export function digestMessage(content: DigestContent): Message {
  const { kind, route, asOfDate, alerts } = content;
  const accounts = accountsOf(alerts);
  const arr = arrSum(accounts);
  const worst = accounts[0]?.[0].severity;
  return {
    id: digestIdOf(content),
    kind,
    route,
    subject: subjectOf(
      `${content.company}: ${plural(accounts.length, "account")} ${
        kind === "baseline" ? "already at risk" : "at risk"
      }, ${moneyIn(content.currency, arr)} ARR, ${asOfDate}`,
    ),
    body: [
      openingOf(content, accounts.length, arr),
      ...accounts.slice(0, mostEntries).map(entryOf),
      ...restOf(content, accounts.slice(mostEntries)),
      footerOf(content),
    ].join("\n\n"),
    attributes: withoutNulls({ kind, severity: worst ?? null, route }),
  };
}

type AccountAlerts = readonly [lead: Alert, ...others: Alert[]];

/** The alerts by account; the first one leads the entry: the most severe, then the newest. */
function accountsOf(alerts: readonly Alert[]): AccountAlerts[] {
  const byAccount = Map.groupBy(alerts, ({ account_id }) => account_id);
  return [...byAccount.values()]
    .flatMap((group): AccountAlerts[] => {
      const [lead, ...others] = group.toSorted(
        (a, b) =>
          severityRank(b) - severityRank(a) ||
          compare(b.episode_started_on, a.episode_started_on) ||
          compare(a.rule, b.rule),
      );
      return lead === undefined ? [] : [[lead, ...others]];
    })
    .toSorted(
      ([a], [b]) =>
        severityRank(b) - severityRank(a) ||
        (b.arr ?? 0) - (a.arr ?? 0) ||
        compare(a.account_id, b.account_id),
    );
}

function openingOf({ kind, currency }: DigestContent, accounts: number, arr: number): string {
  const count = `${plural(accounts, "account")} with ${moneyIn(currency, arr)} ARR`;
  return kind === "baseline"
    ? `Bellwether watches your accounts from today. Already at risk: ${count}.`
    : `${count} at risk since the last digest:`;
}

function entryOf([lead, ...others]: AccountAlerts, index: number): string {
  const rules = [lead, ...others].map(
    ({ rule, severity, episode_started_on }) => `${rule} (${severity}, ${episode_started_on})`,
  );
  const lines = [
    `${index + 1}. ${lead.name ?? lead.account_id}: ${fallText(lead, "→")}`,
    rules.join(", "),
    ...reasonLines(lead),
    [arrOf(lead), renewalOf(lead), lead.owner].filter((part) => part !== null).join(" · "),
    lead.is_stale ? `Some of its data is older than ${lead.data_as_of} because a source is late.` : null,
    lead.source_url,
  ];
  return lines.filter((line) => line !== null).join("\n   ");
}

/** What changed, then what keeps the score low. */
function reasonLines({ changed_since, changes, top_drivers }: Alert): string[] {
  const kept = top_drivers.map((driver) => `- ${driver}`);
  if (changed_since === null || changes.length === 0) return kept;
  const since = `Since ${dayText(changed_since)}:`;
  return [
    since,
    ...changes.map((change) => `- ${change}`),
    ...(kept.length === 0 ? [] : ["It is kept low by:", ...kept]),
  ];
}

const arrOf = ({ arr, currency }: Alert): string =>
  arr === null ? "ARR unknown" : `ARR ${moneyIn(currency, arr)}`;

function renewalOf({ renewal_date, days_to_renewal }: Alert): string {
  if (renewal_date === null) return "no renewal date";
  return days_to_renewal === null
    ? `renews ${renewal_date}`
    : `renews ${renewal_date}, in ${plural(days_to_renewal, "day")}`;
}

function restOf({ currency }: DigestContent, accounts: readonly AccountAlerts[]): string[] {
  if (accounts.length === 0) return [];
  const count = `${plural(accounts.length, "account")} with ${moneyIn(currency, arrSum(accounts))} ARR`;
  return [`Not shown: ${count}, less severe or smaller. "bellwether alerts" lists them.`];
}

function footerOf({ asOfDate, currency, notWatched }: DigestContent): string {
  const { accounts, arr } = notWatched;
  const lines = [`Data as of the end of ${asOfDate}, UTC.`];
  if (accounts > 0)
    lines.push(
      `Not watched because of insufficient data: ${plural(accounts, "account")} with ${moneyIn(currency, arr)} ARR.`,
    );
  return lines.join("\n");
}

const arrSum = (accounts: readonly AccountAlerts[]): number =>
  accounts.reduce((sum, [lead]) => sum + (lead.arr ?? 0), 0);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function withoutNulls(attributes: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}
