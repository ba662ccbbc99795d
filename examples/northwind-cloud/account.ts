import { addMonths, type Day, firstDay, lastDay } from "./calendar.ts";
import { between, chance, pick } from "./chance.ts";
import { domainOf, owners, personName } from "./names.ts";

export type Segment = "Enterprise" | "Mid-Market" | "SMB";
export type Currency = "usd" | "eur" | "gbp" | "chf";

export interface Subscription {
  readonly id: string;
  readonly plan: string;
  readonly interval: "month" | "year";
  readonly currency: Currency;
  readonly startedOn: Day;
  readonly noticeOn: Day | undefined;
  /** The first day on which it no longer runs. */
  readonly endsOn: Day | undefined;
  /** From a day on, so many seats at so many cents each and interval; no seats where the plan has none. */
  readonly prices: readonly {
    readonly from: Day;
    readonly seats: number | undefined;
    readonly cents: number;
  }[];
}

export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly isChampion: boolean;
  readonly since: Day;
  readonly leftOn: Day | undefined;
}

/** A level over time, in straight lines between the days given, and flat before and after them. */
export type Level = readonly (readonly [Day, number])[];

/** A made-up company that Northwind Cloud sells to, and how it will behave. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly segment: Segment;
  readonly region: "EMEA" | "Americas" | "APAC";
  readonly industry: string;
  readonly employees: number;
  readonly owner: string;
  readonly channel: string;
  readonly type: "Customer" | "Prospect" | "Internal";
  readonly createdOn: Day;
  readonly customerSince: Day | undefined;
  readonly parentId: string | undefined;
  readonly merged: { readonly on: Day; readonly into: string } | undefined;
  readonly churnReason: string | undefined;
  readonly subscriptions: readonly Subscription[];
  readonly contacts: readonly Contact[];
  /** How the product's events name it: its domain, mostly. */
  readonly productKey: string;
  readonly users: number;
  /** The share of working days on which a user uses the product, times the level of the day. */
  readonly intensity: number;
  readonly usage: Level;
  /** Features that it took up, and since when. */
  readonly adopted: Readonly<Record<string, Day>>;
  /** 0 to 1: what its people answer. */
  readonly happiness: Level;
  readonly surveys: "answers" | "silent" | "never invited";
  /** Tickets a day; undefined where it has no way to write one. */
  readonly ticketsPerDay: Level | undefined;
  readonly urgentShare: Level;
  readonly payment: "prompt" | "late" | { readonly stopsOn: Day };
  readonly touchpointEvery: number | undefined;
  /** What customer success thinks of it, 1 to 5. */
  readonly pulse: Level;
}

export type AccountSketch = { readonly id: string; readonly segment: Segment; readonly since: Day } & Partial<
  Omit<Account, "id" | "segment" | "subscriptions" | "contacts">
> & {
    /** Sparing: it has little use for the product. Troubled: less and less, it grumbles too, and pays late. */
    readonly mood?: "usual" | "sparing" | "troubled";
    readonly plan?: string;
    readonly interval?: "month" | "year";
    readonly currency?: Currency;
    readonly seats?: number | undefined;
    /** Per seat and month. */
    readonly cents?: number;
    readonly noticeOn?: Day;
    readonly endsOn?: Day;
    /** A day from which it pays for more or fewer seats. */
    readonly resized?: { readonly on: Day; readonly seats: number };
    readonly championLeftOn?: Day;
    readonly subscriptions?: readonly Subscription[];
  };

const sizes = {
  Enterprise: {
    seats: [60, 120],
    cents: 6900,
    employees: [1200, 9000],
    plan: "enterprise",
    annual: 1,
    touch: 24,
  },
  "Mid-Market": {
    seats: [16, 40],
    cents: 5500,
    employees: [120, 900],
    plan: "business",
    annual: 0.6,
    touch: 40,
  },
  SMB: { seats: [8, 16], cents: 4500, employees: [8, 90], plan: "team", annual: 0.3, touch: undefined },
} as const;
const industries = [
  "Finance",
  "Health",
  "Logistics",
  "Manufacturing",
  "Media",
  "Retail",
  "Software",
] as const;
const roles = ["Operations lead", "Analyst", "IT administrator", "Finance manager"] as const;
const churnReasons = ["price", "missing feature", "no longer needed", "moved to a competitor"] as const;

/** A whole account from what is said of it; the rest is as such accounts are, by chance. */
export function account(sketch: AccountSketch): Account {
  const { id, segment, since, endsOn } = sketch;
  const size = sizes[segment];
  const name = sketch.name ?? id;
  const seats = "seats" in sketch ? sketch.seats : between(size.seats[0], size.seats[1], id, "seats");
  const isTroubled = sketch.mood === "troubled";
  const isSparing = isTroubled || sketch.mood === "sparing";
  const utilization = isSparing ? 0.12 : 0.4 + 0.55 * chance(id, "utilization");
  const happy = isTroubled ? 0.15 : 0.6 + 0.4 * chance(id, "happy");
  const fadesOn = between(firstDay + 50, lastDay - 55, id, "fades on");
  const isLeaving = endsOn !== undefined;
  return {
    name,
    domain: domainOf(name),
    region: pick(["EMEA", "EMEA", "Americas", "Americas", "APAC"], id, "region"),
    industry: pick(industries, id, "industry"),
    employees: between(size.employees[0], size.employees[1], id, "employees"),
    owner: pick<string>(owners[segment], id, "owner"),
    channel: pick(["search", "partner", "referral", "event"], id, "channel"),
    type: "Customer",
    createdOn: since,
    customerSince: since,
    parentId: undefined,
    merged: undefined,
    churnReason: isLeaving ? pick(churnReasons, id, "reason") : undefined,
    productKey: domainOf(name),
    users: Math.max(1, Math.round((seats ?? 12) * utilization)),
    intensity: isSparing ? 0.05 : 0.1 + 0.22 * chance(id, "intensity"),
    usage: usageOf({ endsOn, fadesOn: isTroubled ? fadesOn : undefined }),
    adopted: {},
    happiness: isLeaving
      ? [
          [endsOn - 90, happy],
          [endsOn - 30, happy * 0.5],
        ]
      : [[firstDay, happy]],
    surveys: surveysOf(id),
    ticketsPerDay: [[firstDay, 0.004 + 0.0006 * (seats ?? 10)]],
    urgentShare: [[firstDay, isTroubled ? 0.25 : 0.07]],
    payment: isTroubled || chance(id, "payment") < 0.06 ? "late" : "prompt",
    touchpointEvery: size.touch,
    pulse: isLeaving
      ? [
          [endsOn - 60, 4],
          [endsOn - 15, 2],
        ]
      : [[firstDay, isTroubled ? 2 : 3.2 + 1.6 * chance(id, "pulse")]],
    ...sketch,
    contacts: contactsOf(sketch, segment),
    subscriptions: sketch.subscriptions ?? [subscriptionOf(sketch, seats)],
  };
}

function usageOf({
  endsOn,
  fadesOn,
}: {
  readonly endsOn: Day | undefined;
  readonly fadesOn: Day | undefined;
}): Level {
  const falls = endsOn === undefined ? fadesOn : endsOn - 60;
  if (falls === undefined) return [[firstDay, 1]];
  return [
    [falls, 1],
    [falls + 50, 0.25],
  ];
}

function surveysOf(id: string): Account["surveys"] {
  const draw = chance(id, "surveys");
  if (draw < 0.05) return "never invited";
  return draw < 0.11 ? "silent" : "answers";
}

function subscriptionOf(sketch: AccountSketch, seats: number | undefined): Subscription {
  const { id, segment, since, resized } = sketch;
  const { annual, plan, cents: usualCents } = sizes[segment];
  const interval = sketch.interval ?? (chance(id, "annual") < annual ? "year" : "month");
  // A year's plan costs ten months.
  const cents = (sketch.cents ?? usualCents) * (interval === "year" ? 10 : 1);
  return {
    id: `sub_${id.replace("NW-", "1Nw")}`,
    plan: sketch.plan ?? plan,
    interval,
    currency: sketch.currency ?? "usd",
    startedOn: since,
    noticeOn: sketch.noticeOn,
    endsOn: sketch.endsOn,
    prices: [
      { from: since, seats, cents },
      ...(resized === undefined ? [] : [{ from: resized.on, seats: resized.seats, cents }]),
    ],
  };
}

function contactsOf({ id, since, championLeftOn }: AccountSketch, segment: Segment): readonly Contact[] {
  const count = { Enterprise: 5, "Mid-Market": 3, SMB: 2 }[segment];
  const hasChampion = championLeftOn !== undefined || chance(id, "champion") < 0.75;
  return Array.from({ length: count }, (_, index) => {
    const isChampion = index === 0 && hasChampion;
    return {
      id: `${id.replace("NW-", "C-")}-${index + 1}`,
      name: personName(between(0, 399, id, "person", index)),
      role: isChampion ? "Head of operations" : pick(roles, id, "role", index),
      isChampion,
      since,
      leftOn: isChampion ? championLeftOn : ordinaryLeaving(`${id} ${index}`),
    };
  });
}

/** People leave: one in twenty within the demo's days. */
const ordinaryLeaving = (words: string): Day | undefined =>
  chance(words, "leaves") < 0.05 ? between(firstDay, lastDay, words, "left on") : undefined;

export function levelOn(level: Level, on: Day): number {
  let [before] = level;
  for (const point of level) {
    if (point[0] > on) {
      if (before === undefined || before === point) return point[1];
      return before[1] + ((on - before[0]) / (point[0] - before[0])) * (point[1] - before[1]);
    }
    before = point;
  }
  return before?.[1] ?? 0;
}

/** The day on which the term that `on` lies in ends, and the next begins. */
export function termEnd({ startedOn, interval }: Pick<Subscription, "startedOn" | "interval">, on: Day): Day {
  const months = interval === "year" ? 12 : 1;
  let terms = Math.max(0, Math.floor((on - startedOn) / (months * 31)));
  while (addMonths(startedOn, terms * months) <= on) terms += 1;
  return addMonths(startedOn, terms * months);
}

export const runsOn = ({ startedOn, endsOn }: Subscription, on: Day): boolean =>
  startedOn <= on && (endsOn === undefined || endsOn > on);

/** Whether anyone of the account still pays on a day, or tries the product out. */
export const isAlive = ({ type, createdOn, subscriptions }: Account, on: Day): boolean =>
  createdOn <= on && (type !== "Customer" || subscriptions.some((each) => runsOn(each, on)));
