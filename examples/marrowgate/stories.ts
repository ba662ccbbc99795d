import { type Account, account } from "./model/account.ts";
import { addMonths, day, firstDay } from "./model/calendar.ts";

/** The accounts that something happens to. README.md tells each story, and what a right day shows. */

/** One of five people did most of the work in the product, and leaves. */
export const powerUserLeft = account({
  number: 1001,
  since: day("2024-05-14"),
  people: 5,
  champion: { leftOn: day("2026-06-19"), weight: 9 },
  usage: [[firstDay, 0.3]],
  touchpointEvery: undefined,
  ticketsPerWeek: 0.1,
  subscription: { plan: "pro", seats: 12, interval: "year", currency: "eur", tracking: undefined },
});

export const paymentHeals = account({
  number: 1002,
  since: day("2025-02-11"),
  subscription: {
    ...{ plan: "business", seats: 20, interval: "month", currency: "usd", tracking: undefined },
    failure: { on: day("2026-05-11"), healedOn: day("2026-05-23") },
  },
});

export const downgrades = account({
  number: 1003,
  since: day("2024-11-06"),
  subscription: {
    ...{ plan: "business", seats: 30, interval: "month", currency: "usd", tracking: undefined },
    changes: [{ from: day("2026-07-06"), plan: "starter", seats: 18 }],
  },
});

/** Two rows of one customer: the first is merged into the second. */
export const survivor = account({
  number: 1005,
  since: day("2023-09-12"),
  subscription: { plan: "pro", seats: 25, interval: "month", currency: "eur", tracking: undefined },
});
export const merged = account({
  number: 1004,
  since: day("2025-03-03"),
  deleted: { on: day("2026-04-21"), into: survivor.number },
  subscription: { plan: "starter", seats: 6, interval: "month", currency: "eur", tracking: undefined },
});

export const championLeaves = account({
  number: 1006,
  since: day("2024-02-19"),
  people: 6,
  champion: { leftOn: day("2026-08-03") },
  usage: [
    [day("2026-08-03"), 0.4],
    [day("2026-09-10"), 0.06],
  ],
  happiness: [
    [day("2026-08-01"), 0.95],
    [day("2026-08-20"), 0.2],
  ],
  touchpointEvery: 20,
});

export const churnsWithNotice = account({
  number: 1007,
  since: day("2024-08-18"),
  touchpointEvery: 30,
  subscription: {
    ...{ plan: "pro", seats: 22, interval: "month", currency: "usd", tracking: undefined },
    ...{ noticeOn: day("2026-06-24"), endsOn: day("2026-08-18") },
  },
});

export const grows = account({
  number: 1008,
  since: day("2025-10-05"),
  people: 3,
  joiners: ["2026-02-09", "2026-03-16", "2026-05-06", "2026-05-20", "2026-07-13"].map(day),
  usage: [[firstDay, 0.4]],
  happiness: [[firstDay, 0.9]],
  touchpointEvery: 28,
  subscription: {
    ...{ plan: "pro", seats: 12, interval: "month", currency: "usd" },
    changes: [
      { from: day("2026-02-05"), plan: "pro", seats: 18 },
      { from: day("2026-05-05"), plan: "pro", seats: 26 },
      { from: day("2026-08-05"), plan: "business", seats: 40 },
    ],
    tracking: { from: day("2026-05-05"), seats: 26 },
  },
});

/** A group and its two companies, each with a contract of its own. */
export const parent = account({ number: 1009, since: day("2023-06-20"), people: 5, touchpointEvery: 30 });
export const children = [1010, 1011].map((number, index) =>
  account({ number, since: addMonths(day("2024-01-15"), 4 * index), parent: parent.number }),
);

/** The days on which the help desk's export does not run; the next one brings what they missed. */
export const helpdeskSilence = { from: day("2026-06-08"), through: day("2026-06-14") } as const;

export const storyAccounts: readonly Account[] = [
  ...[powerUserLeft, paymentHeals, downgrades, merged, survivor, championLeaves, churnsWithNotice, grows],
  ...[parent, ...children],
];
