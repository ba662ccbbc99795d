import { type Account, type AccountSketch, account, type Currency, termEnd } from "./account.ts";
import { addMonths, type Day, day, firstDay, lastDay } from "./calendar.ts";
import { between, chance, pick } from "./chance.ts";
import { companyName } from "./names.ts";
import { storyAccounts } from "./stories.ts";

/** Releases whose adopters the demo compares with the others. */
export const releases = [
  { id: "rel-2026-03", feature: "ai_draft_created", name: "AI drafts", on: day("2026-03-16") },
  { id: "rel-2026-04", feature: "timeline_viewed", name: "Timeline view", on: day("2026-04-13") },
] as const;
const [aiDrafts, timeline] = releases;

const crowd = { Enterprise: 40, "Mid-Market": 106, SMB: 134 } as const;
const newPerMonth = 13;
const firstCrowdId = 1100;

/** Customers of some years. Few leave; those who took up AI drafts leave more often. */
function established(): readonly Account[] {
  const sketches: AccountSketch[] = [];
  for (const [segment, count] of Object.entries(crowd) as [keyof typeof crowd, number][])
    for (let index = 0; index < count; index += 1) {
      const number = sketches.length;
      const id = `NW-${firstCrowdId + number}`;
      const since = between(day("2023-01-10"), day("2025-12-20"), id, "since");
      const named = { id, name: companyName(number), segment };
      sketches.push({ ...named, since, currency: currencyOf(id), mood: moodOf(id) });
    }
  return sketches.map(establishedCustomer);
}

function establishedCustomer(sketch: AccountSketch): Account {
  const { id, segment } = sketch;
  const tookAiDrafts = segment !== "SMB" && chance(id, "ai drafts") < 0.3;
  const leaves = chance(id, "leaves");
  const endsOn = leaves < leavingShare(segment, tookAiDrafts) ? endOf(sketch, tookAiDrafts) : undefined;
  const tookTimeline = chance(id, "timeline", endsOn === undefined ? "stays" : "leaves") < 0.4;
  const adopted = {
    ...(tookAiDrafts ? { [aiDrafts.feature]: aiDrafts.on + between(0, 12, id, "ai drafts on") } : {}),
    ...(tookTimeline ? { [timeline.feature]: timeline.on + between(0, 12, id, "timeline on") } : {}),
  };
  const usual = account({ ...sketch, interval: intervalOf(sketch, endsOn) });
  return account({
    ...sketch,
    adopted,
    interval: intervalOf(sketch, endsOn),
    ...(endsOn === undefined ? resizing(usual) : leaving(id, endsOn)),
    ...fading(id, endsOn),
  });
}

function leavingShare(segment: AccountSketch["segment"], tookAiDrafts: boolean): number {
  if (tookAiDrafts) return 0.3;
  return { Enterprise: 0.03, "Mid-Market": 0.04, SMB: 0.07 }[segment];
}

/** Who leaves within the demo pays by the month; of the others, the larger mostly by the year. */
function intervalOf({ id, segment }: AccountSketch, endsOn: Day | undefined): "month" | "year" {
  if (endsOn !== undefined) return "month";
  return chance(id, "annual") < { Enterprise: 1, "Mid-Market": 0.6, SMB: 0.3 }[segment] ? "year" : "month";
}

/** They leave at the end of a month's term. */
function endOf({ id, since }: AccountSketch, tookAiDrafts: boolean): Day {
  const earliest = tookAiDrafts ? aiDrafts.on + 35 : firstDay + 6;
  return termEnd({ startedOn: since, interval: "month" }, between(earliest, lastDay + 12, id, "ends on"));
}

const leaving = (id: string, endsOn: Day) => ({
  endsOn,
  ...(chance(id, "notice") < 0.7 ? { noticeOn: endsOn - between(8, 25, id, "notice on") } : {}),
});

/** One in three buys more seats within the demo, one in twelve gives some back. */
function resizing({ id, subscriptions }: Account): Partial<AccountSketch> {
  const draw = chance(id, "resized");
  const seats = subscriptions[0]?.prices[0]?.seats;
  if (draw > 0.4 || seats === undefined) return {};
  const resized = Math.max(2, Math.round(seats * (draw < 0.32 ? 1.3 : 0.7)));
  return { seats, resized: { on: between(firstDay + 5, lastDay - 3, id, "resized on"), seats: resized } };
}

/** A few lose interest without a word. */
function fading(id: string, endsOn: Day | undefined): Partial<AccountSketch> {
  if (endsOn !== undefined || chance(id, "fades") > 0.1) return {};
  const from = between(firstDay + 50, lastDay - 20, id, "fades on");
  return {
    usage: [
      [from, 1],
      [from + 25, 0.08],
    ],
  };
}

function moodOf(id: string): "usual" | "sparing" | "troubled" {
  const draw = chance(id, "mood");
  if (draw < 0.11) return "troubled";
  return draw < 0.21 ? "sparing" : "usual";
}

function currencyOf(id: string): Currency {
  return pick<Currency>(
    ["usd", "usd", "usd", "usd", "usd", "usd", "usd", "eur", "eur", "gbp"],
    id,
    "currency",
  );
}

/** Of the 13 of each month from January on, so many leave after one, two and three months. */
const leavingAfter = [
  [0, 1, 1],
  [1, 1, 3],
  [1, 2, 2],
  [1, 3, 3],
  [3, 4, 3],
  [3, 4, 3],
] as const;

/** Younger customers: small, and of each month's more leave, and sooner, than of the month before. */
function newcomers(): readonly Account[] {
  return leavingAfter.flatMap((leavers, month) =>
    Array.from({ length: newPerMonth }, (_, index) => {
      const number = month * newPerMonth + index;
      const id = `NW-${firstCrowdId + 300 + number}`;
      const since = addMonths(day("2026-01-02"), month) + between(0, 24, id, "since");
      const stays = stayOf(index, leavers);
      const endsOn = stays === undefined ? undefined : addMonths(since, stays);
      const seats = between(2, 4, id, "seats");
      return account({
        ...{
          id,
          name: companyName(300 + number),
          segment: "SMB",
          since,
          seats,
          cents: 2900,
          plan: "starter",
        },
        ...{ interval: "month", channel: "paid social", users: seats },
        ...(endsOn === undefined || endsOn > lastDay + 12 ? {} : leaving(id, endsOn)),
      });
    }),
  );
}

/** How many months the one with this number stays; undefined for good. */
function stayOf(index: number, leavers: readonly number[]): number | undefined {
  let left = index;
  for (const [months, count] of leavers.entries()) {
    if (left < count) return months + 1;
    left -= count;
  }
  return undefined;
}

/** Larger customers are won too, two a month. */
function larger(): readonly Account[] {
  return Array.from({ length: 12 }, (_, index) => {
    const id = `NW-${firstCrowdId + 280 + index}`;
    const since = addMonths(day("2026-01-05"), Math.floor(index / 2)) + between(0, 20, id, "since");
    const segment = index % 6 === 5 ? "Enterprise" : "Mid-Market";
    return account({ id, name: companyName(380 + index), segment, since });
  });
}

/** They try the product and have bought nothing. */
function trials(): readonly Account[] {
  return Array.from({ length: 7 }, (_, index) =>
    account({
      ...{ id: `NW-${firstCrowdId + 390 + index}`, name: companyName(393 + index), segment: "SMB" },
      ...{ since: day("2026-06-02") + 4 * index, customerSince: undefined, type: "Prospect", users: 2 },
      ...{ subscriptions: [], surveys: "never invited", touchpointEvery: undefined },
    }),
  );
}

/** Everyone Northwind Cloud knows: who has a story of their own, the crowd, the newcomers, those who try it out. */
export const company: readonly Account[] = [
  ...storyAccounts,
  ...established(),
  ...newcomers(),
  ...larger(),
  ...trials(),
];
