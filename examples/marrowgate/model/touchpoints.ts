import { levelOn } from "../../northwind-cloud/account.ts";
import { type Account, isThere } from "./account.ts";
import { type Day, day, isWeekend, lastDay } from "./calendar.ts";
import { between, chance, pick } from "./chance.ts";
import { company, usesProduct } from "./company.ts";

/** A note of customer success after a call, a mail or a visit. */
export interface Touchpoint {
  readonly account: Account;
  /** The customer number as typed, which is nobody's in one note. */
  readonly number: number;
  readonly on: Day;
  readonly kind: "Call" | "Email" | "Visit" | "Review";
  readonly with: string | undefined;
  /** 1 to 5, by halves; undefined where nobody filled it in. */
  readonly pulse: number | undefined;
  /** The sheet says "?" in its place. */
  readonly isPulseDoubtful: boolean;
  /** What more the customer may buy a year, in euros. */
  readonly potential: number | undefined;
  readonly note: string;
}

const mistyped = { number: 1009, on: day("2026-04-21"), as: 9105 } as const;
const notesFrom = day("2025-11-03");
const glad = ["All fine – next review booked", "Wants a price for two more teams", "Très content"] as const;
const worried = [
  "Nobody took over from the head of operations",
  "Asked how to export data",
  "Didn’t pick up",
] as const;

/** In the order of their days. */
export const allTouchpoints: readonly Touchpoint[] = company
  .flatMap(touchpointsOf)
  .toSorted((a, b) => a.on - b.on || a.account.number - b.account.number);

function touchpointsOf(account: Account): readonly Touchpoint[] {
  const { number, touchpointEvery } = account;
  if (touchpointEvery === undefined) return [];
  const touchpoints: Touchpoint[] = [];
  let next: Day = notesFrom + between(0, touchpointEvery, number, "first note");
  while (next <= lastDay) {
    if (usesProduct(account, next) && !isWeekend(next)) touchpoints.push(touchpointOf(account, next));
    next += Math.max(3, touchpointEvery + between(-5, 5, number, "next note", next));
  }
  return touchpoints;
}

function touchpointOf(account: Account, on: Day): Touchpoint {
  const { number, people, happiness } = account;
  const level = levelOn(happiness, on);
  const pulse = Math.min(5, Math.max(1, Math.round(2 * (1 + 4 * level)) / 2));
  return {
    number: number === mistyped.number && on === mistyped.on ? mistyped.as : number,
    ...{
      account,
      on,
      kind: pick<Touchpoint["kind"]>(["Call", "Call", "Email", "Visit", "Review"], number, "kind", on),
    },
    with: people.find((person) => isThere(person, on))?.name,
    isPulseDoubtful: chance(number, "doubt", on) < 0.015,
    pulse: chance(number, "pulse", on) < 0.8 ? pulse : undefined,
    potential: chance(number, "potential", on) < 0.15 ? 250 * between(2, 30, number, "euros", on) : undefined,
    note: pick<string>(level > 0.5 ? glad : worried, number, "note", on),
  };
}
