import { levelOn } from "../../northwind-cloud/account.ts";
import { type Account, isThere, type Person } from "./account.ts";
import { type Day, daysUpTo, firstDay, isWeekend, lastDay, type Moment, momentOf } from "./calendar.ts";
import { between, chance, pick, uuid } from "./chance.ts";
import { company, usesProduct } from "./company.ts";

export interface ProductEvent {
  readonly id: string;
  readonly event: string;
  /** Undefined for a visitor who has not signed in. */
  readonly user: { readonly account: Account; readonly person: Person } | undefined;
  readonly at: Moment;
  /** The day whose file brings it: later than its own where a tablet was offline. */
  readonly arrivesOn: Day;
  /** The tablet's clock is a year ahead. */
  readonly isFromFuture: boolean;
}

const features = [
  ...["job_scheduled", "job_scheduled", "route_optimized", "route_optimized", "job_completed"],
  ...["photo_attached", "report_exported"],
] as const;

const eventsOf = (account: Account, on: Day): readonly ProductEvent[] =>
  usesProduct(account, on)
    ? account.people.filter((person) => isThere(person, on)).flatMap((person) => visitOf(account, person, on))
    : [];

/** A day of a person: a view of a page, and what it then does; $identify where it is the first. */
function visitOf(account: Account, person: Person, on: Day): readonly ProductEvent[] {
  const share = levelOn(account.usage, on) * (isWeekend(on) ? 0.06 : 1);
  if (chance(person.id, "active", on) >= Math.min(0.95, share * Math.min(2.5, person.weight))) return [];
  const count = between(1, 3, person.id, "count", on) * Math.ceil(person.weight / 2);
  const isFirst = on - Math.max(firstDay, person.since) < 7 && chance(person.id, "signs in", on) < 0.5;
  const names = [
    ...["$pageview", ...(isFirst ? ["$identify"] : [])],
    ...Array.from({ length: count }, (_, index) => pick<string>(features, person.id, on, index)),
  ];
  const start = between(6 * 3600, 16 * 3600, person.id, "start", on);
  return names.map((event, index) => eventOf(event, { account, person }, on, start + index * 47));
}

function eventOf(event: string, user: ProductEvent["user"], on: Day, second: number): ProductEvent {
  const key = `${user?.person.id ?? "visitor"} ${event} ${on} ${second}`;
  const isLate = chance(key, "late") < 0.002;
  const isFromFuture = !isLate && chance(key, "clock") < 0.0002;
  return {
    ...{ id: uuid(key), event, user, isFromFuture },
    at: momentOf(on + (isFromFuture ? 365 : 0), second) + between(0, 999, key, "milliseconds"),
    arrivesOn: isLate ? on + between(1, 5, key, "offline") : on,
  };
}

/** People who look at the sign-in page and go again. */
const visitors = (on: Day): readonly ProductEvent[] =>
  Array.from({ length: between(0, 3, "visitors", on) }, (_, index) =>
    eventOf("$pageview", undefined, on, 20_000 + 9000 * index),
  );

/** What the product sends from the first day to the last; what would arrive later is lost. */
export const allEvents: readonly ProductEvent[] = daysUpTo(lastDay)
  .flatMap((on) => [...company.flatMap((account) => eventsOf(account, on)), ...visitors(on)])
  .filter(({ arrivesOn }) => arrivesOn <= lastDay);
