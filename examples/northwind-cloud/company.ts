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

const crowd = { Enterprise: 42, "Mid-Market": 112, SMB: 136 } as const;
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
      sketches.push({ id, name: companyName(number), segment, since, currency: currencyOf(id) });
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

/** Who leaves within the demo pays by the month, unless the year's term ends in it. */
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

/** One in six buys more seats within the demo, one in twelve gives some back. */
function resizing({ id, subscriptions }: Account): Partial<AccountSketch> {
  const draw = chance(id, "resized");
  const seats = subscriptions[0]?.prices[0]?.seats;
  if (draw > 0.25 || seats === undefined) return {};
  const resized = Math.max(2, Math.round(seats * (draw < 0.17 ? 1.25 : 0.7)));
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

function currencyOf(id: string): Currency {
  return pick<Currency>(
    ["usd", "usd", "usd", "usd", "usd", "usd", "usd", "eur", "eur", "gbp"],
    id,
    "currency",
  );
}

/** Younger customers: small, and nearly half of them leave within months. */
function newcomers(): readonly Account[] {
  return Array.from({ length: 6 * newPerMonth }, (_, index) => {
    const id = `NW-${firstCrowdId + 300 + index}`;
    const month = Math.floor(index / newPerMonth);
    const since = between(0, 26, id, "since") + addMonths(day("2026-01-02"), month);
    const stays = chance(id, "leaves") >= 0.5;
    const endsOn = addMonths(since, between(1, 3, id, "months"));
    const seats = between(2, 4, id, "seats");
    return account({
      ...{ id, name: companyName(300 + index), segment: "SMB", since, seats, cents: 2900, plan: "starter" },
      ...{ interval: "month", channel: "paid social", users: seats },
      ...(stays || endsOn > lastDay + 12 ? {} : leaving(id, endsOn)),
    });
  });
}

/** They try the product and have bought nothing. */
function trials(): readonly Account[] {
  return Array.from({ length: 7 }, (_, index) =>
    account({
      ...{ id: `NW-${firstCrowdId + 390 + index}`, name: companyName(390 + index), segment: "SMB" },
      ...{ since: day("2026-06-02") + 4 * index, customerSince: undefined, type: "Prospect", users: 2 },
      ...{ subscriptions: [], surveys: "never invited", touchpointEvery: undefined },
    }),
  );
}

/** Everyone Northwind Cloud knows: who has a story of their own, the crowd, the newcomers, those who try it out. */
export const company: readonly Account[] = [...storyAccounts, ...established(), ...newcomers(), ...trials()];
