import { dateOf, day, epochSeconds, type Period } from "./calendar.ts";

/** Lines that a system spoilt, as they stand in its export, and what becomes of them. */
export interface Dirt {
  /** The export, below exports/. */
  readonly stream: string;
  /** The dates of the exports that hold the lines, each of them all. */
  readonly on: readonly string[];
  readonly lines: readonly string[];
  /**
   * Quarantined lines cannot be read at all. Rejected ones can, and lack what they cannot do without. Keyless ones name
   * no account. Of the others one cell is lost.
   */
  readonly becomes: "quarantined" | "rejected" | "keyless" | "a lost cell";
  /** Why, in the words of `rejects` and `cell_problems`. */
  readonly reason?: string;
}

const times = (count: number, line: (index: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => line(index));

const event = (index: number, timestamp: string, context: object): string =>
  JSON.stringify({
    ...{ messageId: `msg-dirt-${timestamp}-${index}`, type: "track", event: "report_viewed" },
    ...{ userId: `u-dirt-${index}`, timestamp, context },
  });

export const dirt: readonly Dirt[] = [
  {
    stream: "crm/accounts",
    on: ["2026-06-15"],
    lines: times(2, (index) => `NW-09${index}0;Half a row GmbH;https://half.example`),
    becomes: "quarantined",
  },
  {
    stream: "crm/accounts",
    on: ["2026-06-16"],
    lines: [";No Number Ltd;nonumber.example;Customer;;;SMB;EMEA;Retail;12;;;01.02.2026;;search"],
    becomes: "rejected",
    reason: "missing account_id",
  },
  {
    stream: "crm/contacts",
    on: ["2026-06-02"],
    lines: ["C-1100-9,NW-1100,Leap Day,leap.day@leapday.example,Buyer,false,30.02.2026,2026-06-02T20:00:00Z"],
    becomes: "a lost cell",
    reason: "not a date: left_on",
  },
  {
    stream: "crm/contacts",
    on: ["2026-06-17"],
    lines: times(
      2,
      (index) => `C-09${index}0-1,,Nobody Anywhere,nobody@nowhere.example,,false,,2026-06-17T20:00:00Z`,
    ),
    becomes: "keyless",
  },
  {
    stream: "billing/invoices",
    on: ["2026-06-05"],
    lines: times(3, (index) => `{"id":"in_cut_${index}","object":"invoice","customer":"cus_Q`),
    becomes: "quarantined",
  },
  {
    stream: "billing/invoices",
    on: ["2026-06-03"],
    lines: times(2, (index) =>
      JSON.stringify({
        ...{ id: `in_noamount_${index}`, created: epochSeconds(day("2026-06-03")), status: "open" },
        ...{ currency: "usd", subscription_details: { metadata: { crm_account_id: "NW-1100" } } },
      }),
    ),
    becomes: "rejected",
    reason: "missing amount",
  },
  {
    stream: "billing/subscriptions",
    on: ["2026-06-02"],
    lines: [
      JSON.stringify({
        ...{ id: "sub_beta", metadata: { crm_account_id: "NW-1100" }, quantity: 5, currency: "usd" },
        ...{ plan: { nickname: "team", amount: 100, interval: "month" } },
        start_date: "soon",
      }),
    ],
    becomes: "rejected",
    reason: "not a date: started_on",
  },
  {
    stream: "finance/rates",
    on: ["2026-06-03"],
    lines: ["2026-06-03,NOK,n/a"],
    becomes: "rejected",
    reason: "missing rate",
  },
  {
    stream: "helpdesk/tickets",
    on: ["2026-06-18"],
    lines: times(2, (index) => `99990${index},36029571100,2026-06-18T08:00:00Z`),
    becomes: "quarantined",
  },
  {
    stream: "helpdesk/tickets",
    on: ["2026-06-19"],
    lines: [
      '999910,36029571100,2026-06-19T08:00:00Z,,open,low,email,,0,"a quote that nobody closed,2026-06-19T21:00:00Z',
    ],
    becomes: "quarantined",
  },
  {
    stream: "helpdesk/tickets",
    on: ["2026-06-20"],
    lines: times(
      3,
      (index) => `99992${index},36029571100,2026-04-31T08:00:00Z,,open,low,email,,0,Hm,2026-06-20T21:00:00Z`,
    ),
    becomes: "rejected",
    reason: "not a timestamp: created_at",
  },
  {
    stream: "helpdesk/tickets",
    on: ["2026-05-30"],
    lines: times(
      2,
      (index) =>
        `99993${index},36029571100,2026-05-30T08:00:00Z,2026-05-30T09:00:00Z,solved,asap,email,,0,Hm,2026-05-30T21:00:00Z`,
    ),
    becomes: "a lost cell",
    reason: "unknown word: priority",
  },
  {
    stream: "surveys/responses",
    on: ["2026-06-09"],
    lines: times(4, (index) => `R-na-${index},,NW-1100,nps,n/a,10,C-1100-1,,2026-06-09T15:00:00Z,`),
    becomes: "rejected",
    reason: "missing score",
  },
  {
    stream: "surveys/responses",
    on: ["2026-06-10"],
    lines: times(2, (index) => `R-when-${index},,NW-1100,nps,7,10,C-1100-1,,,`),
    becomes: "rejected",
    reason: "missing responded_at",
  },
  {
    stream: "product/events",
    on: ["2026-06-13"],
    lines: times(40, (index) => event(index, "2026-06-13T11:00:00.000Z", {}).slice(0, 50 + index)),
    becomes: "quarantined",
  },
  {
    stream: "product/events",
    on: ["2026-05-29"],
    lines: times(25, (index) => event(index, "2026-05-29T11:00:00.000Z", {})),
    becomes: "rejected",
    reason: "missing account_id",
  },
  {
    stream: "product/events",
    on: ["2026-06-09"],
    lines: times(12, (index) =>
      event(index, "2026-05-20T11:00:00.000Z", { groupId: "alderbridgeanalytics.example" }),
    ),
    becomes: "rejected",
    reason: "too_late",
  },
];

export const dirtyLines = (stream: string, { on }: Period): readonly string[] =>
  dirt.filter((each) => each.stream === stream && each.on.includes(dateOf(on))).flatMap(({ lines }) => lines);
