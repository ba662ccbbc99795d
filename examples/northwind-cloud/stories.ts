import { type Account, account, type Subscription } from "./account.ts";
import { day, firstDay } from "./calendar.ts";

/**
 * The accounts that something happens to. README.md tells each story and shows it in the tables.
 */
export const championLeaves = account({
  id: "NW-1001",
  name: "Bluefin Logistics",
  segment: "Enterprise",
  since: day("2024-03-11"),
  seats: 90,
  users: 72,
  championLeftOn: day("2026-05-18"),
  usage: [
    [day("2026-05-20"), 1],
    [day("2026-06-06"), 0.03],
  ],
  touchpointEvery: 14,
  pulse: [
    [day("2026-05-18"), 5],
    [day("2026-06-05"), 1.4],
  ],
  happiness: [
    [day("2026-05-18"), 0.85],
    [day("2026-06-05"), 0.2],
  ],
  surveys: "answers",
});

export const stopsPaying = account({
  id: "NW-1002",
  name: "Harbour Foods",
  segment: "Mid-Market",
  since: day("2024-06-21"),
  interval: "month",
  payment: { stopsOn: day("2026-04-10") },
});

export const ticketsPileUp = account({
  id: "NW-1003",
  name: "Lumen Health",
  segment: "Enterprise",
  since: day("2023-09-19"),
  seats: 80,
  ticketsPerDay: [
    [day("2026-05-26"), 0.05],
    [day("2026-06-02"), 2],
  ],
  urgentShare: [
    [day("2026-05-26"), 0.05],
    [day("2026-06-02"), 0.5],
  ],
  happiness: [
    [day("2026-05-26"), 0.85],
    [day("2026-06-04"), 0.1],
  ],
  surveys: "answers",
});

export const usesMuchLikesLittle = account({
  id: "NW-1004",
  name: "Quarry Analytics",
  segment: "Mid-Market",
  since: day("2024-11-04"),
  seats: 30,
  users: 29,
  intensity: 0.75,
  happiness: [[firstDay, 0.02]],
  surveys: "answers",
});

const ended: Subscription = {
  id: "sub_1Nw1005a",
  plan: "team",
  interval: "month",
  currency: "usd",
  startedOn: day("2024-01-24"),
  noticeOn: day("2026-02-10"),
  endsOn: day("2026-02-24"),
  prices: [{ from: day("2024-01-24"), seats: 12, cents: 4500 }],
};

export const comesBack = account({
  id: "NW-1005",
  name: "Phoenix Print",
  segment: "SMB",
  since: day("2024-01-24"),
  usage: [
    [day("2026-02-22"), 1],
    [day("2026-02-24"), 0],
    [day("2026-04-15"), 0],
    [day("2026-04-20"), 1],
  ],
  subscriptions: [
    ended,
    {
      ...ended,
      id: "sub_1Nw1005b",
      startedOn: day("2026-04-16"),
      noticeOn: undefined,
      endsOn: undefined,
      prices: [{ from: day("2026-04-16"), seats: 10, cents: 4500 }],
    },
  ],
});

/** Two rows of one customer: the CRM merges the first into the second. */
export const survivor = account({
  id: "NW-1007",
  name: "Pollux Media",
  segment: "Mid-Market",
  since: day("2023-05-15"),
  interval: "year",
});
export const merged = account({
  id: "NW-1006",
  name: "Castor Media",
  segment: "Mid-Market",
  since: day("2024-05-20"),
  interval: "month",
  merged: { on: day("2026-06-01"), into: survivor.id },
});

/** No seats, no way to write tickets, an annual fee for the platform: most measures do not apply. */
export const hasNoSeats = account({
  id: "NW-1008",
  name: "Tidewater Grid",
  segment: "Enterprise",
  since: day("2024-02-01"),
  plan: "platform",
  seats: undefined,
  cents: 480_000,
  users: 40,
  ticketsPerDay: undefined,
});

export const neverInvited = account({
  id: "NW-1009",
  name: "Silent Brook Partners",
  segment: "Mid-Market",
  since: day("2024-08-12"),
  surveys: "never invited",
  ticketsPerDay: [[firstDay, 0]],
});

export const neverAnswers = account({
  id: "NW-1010",
  name: "Hollow Pine Partners",
  segment: "Mid-Market",
  since: day("2024-08-19"),
  surveys: "silent",
});

export const givesNotice = account({
  id: "NW-1011",
  name: "Driftwood Retail",
  segment: "Enterprise",
  since: day("2023-07-20"),
  noticeOn: day("2026-06-22"),
  usage: [
    [day("2026-05-20"), 1],
    [day("2026-06-30"), 0.5],
  ],
});

/** Its currency has no rate: what it pays is known, what that is worth is not. */
export const withoutRate = ["2026-06-03", "2026-06-10"].map((since, index) =>
  account({
    id: `NW-${1012 + index}`,
    name: ["Matterhorn Uhren", "Genfersee Capital"][index] ?? "",
    segment: "Mid-Market",
    since: day(since),
    currency: "chf",
    region: "EMEA",
  }),
);

/** The product was told a domain with a letter missing: nobody knows whose events these are until a link says so. */
export const misspelt: readonly { readonly account: Account; readonly linkedOn: number | undefined }[] = [
  ["Sunrise Labs", "sunriselab.example", "2026-06-05"],
  ["Kestrel Systems", "kestrelsytems.example", "2026-06-05"],
  ["Marigold Energy", "marigoldenergie.example", "2026-06-05"],
  ["Juniper Works", "junperworks.example", undefined],
].map(([name = "", productKey = "", linkedOn], index) => ({
  account: account({
    id: `NW-${1014 + index}`,
    name,
    segment: "Mid-Market",
    since: day("2024-10-07") + 9 * index,
    productKey,
  }),
  linkedOn: linkedOn === undefined ? undefined : day(linkedOn),
}));

/** A group and its three companies, each with a contract of its own. */
export const parent = account({
  id: "NW-1018",
  name: "Orion Group",
  segment: "Enterprise",
  since: day("2023-03-06"),
});
export const children = ["Orion Energy", "Orion Foods", "Orion Media"].map((name, index) =>
  account({
    id: `NW-${1019 + index}`,
    name,
    segment: "Mid-Market",
    since: day("2023-10-02") + 40 * index,
    parentId: parent.id,
  }),
);

/** Tests and Northwind's own: they use the product, and nobody wants their score. */
export const internal = ["Northwind QA", "Northwind Demo", "Northwind Staff"].map((name, index) =>
  account({
    id: `NW-${1022 + index}`,
    name,
    segment: "SMB",
    since: day("2024-01-08"),
    type: "Internal",
    subscriptions: [],
    surveys: "never invited",
    touchpointEvery: undefined,
  }),
);

export const storyAccounts: readonly Account[] = [
  championLeaves,
  stopsPaying,
  ticketsPileUp,
  usesMuchLikesLittle,
  comesBack,
  merged,
  survivor,
  hasNoSeats,
  neverInvited,
  neverAnswers,
  givesNotice,
  ...withoutRate,
  ...misspelt.map(({ account }) => account),
  parent,
  ...children,
  ...internal,
];
