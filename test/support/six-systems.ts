import { addDays } from "../../lib/dates.ts";

/** A dozen accounts, and a day's export of each of their six systems, of which each source has its own. */
export const sixSystemsYaml = `
company: Six Systems
currency: EUR
sources:
  - name: crm
    kind: files
    expect_every: 1d
    streams:
      accounts:
        path: crm/accounts-{date}.csv
        mode: full
        entity: accounts
        fields: { account_id: id, name: name, customer_since: since }
  - name: billing
    kind: files
    expect_every: 1d
    streams:
      subscriptions:
        path: billing/subscriptions-{date}.csv
        mode: full
        entity: subscriptions
        fields: { subscription_id: id, account_id: account, mrr: mrr, seats: seats, started_on: started }
  - name: ledger
    kind: files
    expect_every: 1d
    streams:
      invoices:
        path: ledger/invoices-{date}.csv
        mode: upsert
        entity: invoices
        fields: { invoice_id: id, account_id: account, amount: amount, issued_on: issued, due_on: due, paid_on: paid }
  - name: helpdesk
    kind: files
    expect_every: 1d
    streams:
      tickets:
        path: helpdesk/tickets-{date}.csv
        mode: upsert
        entity: tickets
        fields: { ticket_id: id, account_id: account, created_at: created, solved_at: solved, priority: priority }
  - name: surveys
    kind: files
    expect_every: 1d
    streams:
      answers:
        path: surveys/answers-{date}.csv
        mode: upsert
        entity: survey_responses
        fields: { response_id: id, account_id: account, survey: { value: nps }, score: score, contact_id: contact, responded_at: at }
  - name: product
    kind: files
    expect_every: 1d
    streams:
      events:
        path: product/events-{date}.csv
        mode: append
        entity: usage
        fields: { account_id: account, user_id: user, feature: feature, occurred_at: at }
scorecards:
  - name: standard
    components:
      usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [20, 100]] }, days_since_last_use: { points: [[0, 100], [5, 0]] } } }
      support: { weight: 1, measures: { oldest_open_ticket_days: { points: [[0, 100], [30, 0]] } } }
      feedback: { weight: 1, measures: { nps_rating_180d: { points: [[0, 0], [10, 100]] } } }
      financial: { weight: 1, measures: { invoices_overdue_days: { points: [[0, 100], [5, 0]] }, mrr_change_90d: { points: [[-0.3, 0], [0, 100]] } } }
alerts:
  - { name: dropped, when: "change_7d <= -5", severity: high }
  - { name: red, when: "band = 'red'", severity: high }
  - { name: lost revenue, when: "mrr = 0 or mrr is null", severity: high }
routes:
  - { to: success }
`;

export const sources = ["crm", "billing", "ledger", "helpdesk", "surveys", "product"] as const;
export type SourceName = (typeof sources)[number];

const accounts = Array.from({ length: 12 }, (_, index) => `A${101 + index}`);
const table = (...lines: readonly string[]): string => `${lines.join("\n")}\n`;
const rows = (row: (account: string, place: number) => string): readonly string[] => accounts.map(row);

/** The export of each source on a day: every account uses the product daily, pays, answers, and has a solved ticket. */
export function exportsOf(date: string): Readonly<Record<SourceName, Readonly<Record<string, string>>>> {
  const before = (days: number): string => addDays(date, -days);
  return {
    crm: {
      [`crm/accounts-${date}.csv`]: table("id,name,since", ...rows((id) => `${id},Company ${id},2024-01-01`)),
    },
    billing: {
      [`billing/subscriptions-${date}.csv`]: table(
        "id,account,mrr,seats,started",
        ...rows((id, place) => `S${place},${id},100,5,2024-01-01`),
      ),
    },
    ledger: {
      [`ledger/invoices-${date}.csv`]: table(
        "id,account,amount,issued,due,paid",
        ...rows((id, place) => `I${place}-${date},${id},100,${before(3)},${before(1)},${before(1)}`),
      ),
    },
    helpdesk: {
      [`helpdesk/tickets-${date}.csv`]: table(
        "id,account,created,solved,priority",
        ...rows((id, place) => `T${place}-${date},${id},${before(1)}T08:00:00Z,${date}T08:00:00Z,normal`),
      ),
    },
    surveys: {
      [`surveys/answers-${date}.csv`]: table(
        "id,account,score,contact,at",
        ...rows((id, place) => `R${place}-${date},${id},9,C${place},${date}T08:00:00Z`),
      ),
    },
    product: {
      [`product/events-${date}.csv`]: table(
        "account,user,feature,at",
        ...rows((id, place) => `${id},U${place},reports,${date}T08:00:00Z`),
      ),
    },
  };
}

/** What may happen to all rows of an export overnight. */
export const faults: Readonly<Record<string, (csv: string) => string>> = {
  unreadable: (csv) => csv.replace(/(?<=\n.*)$/gm, ",one more,and another").replace(/\n,one more.*$/, "\n"),
  rejected: (csv) => csv.replace(/(\d{4})-(\d\d)-(\d\d)(T[\d:]+Z)?(?=[,\n])/g, "$3.$2.$1"),
  unmatched: (csv) => csv.replace(/\bA(\d+)/g, "org-9$1"),
};
