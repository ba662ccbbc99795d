import { levelOn } from "../../northwind-cloud/account.ts";
import { type Account, isThere, type Person } from "./account.ts";
import { type Day, day, dayOf, lastDay, type Moment, momentOf } from "./calendar.ts";
import { between, chance, pick } from "./chance.ts";
import { company, usesProduct } from "./company.ts";

export interface Ticket {
  readonly id: number;
  readonly account: Account;
  readonly requester: Person;
  /** False where Zendesk does not know whose the requester is. */
  readonly hasOrganization: boolean;
  readonly createdAt: Moment;
  readonly solvedAt: Moment;
  /** Zendesk closes it four days after that. */
  readonly closedAt: Moment;
  readonly deletedOn: Day | undefined;
  readonly priority: "low" | "normal" | "high" | "urgent" | null;
  readonly subject: string;
  readonly reopens: number;
  readonly replies: number;
  /** Given on the day after it was solved. */
  readonly rating: "good" | "bad" | undefined;
}

const ticketsFrom = day("2025-09-01");
const subjects = [
  ...["Route shows yesterday's jobs", "Cannot sign in on the tablet", "Invoice address changed"],
  ...[
    "How do I move a job to next week?",
    'What does "unassigned" mean?',
    "Customer's résumé of visits is empty",
  ],
] as const;

/** In the order in which they were written; open ones have moments after the last day. */
export const allTickets: readonly Ticket[] = company
  .flatMap((account) => {
    const days = Array.from({ length: lastDay - ticketsFrom + 1 }, (_, index) => ticketsFrom + index);
    return days.filter((on) => writesOn(account, on)).map((on) => ({ account, on }));
  })
  .toSorted((a, b) => a.on - b.on || a.account.number - b.account.number)
  .map(({ account, on }, index) => ticketOf(account, on, 40_311 + index));

function writesOn(account: Account, on: Day): boolean {
  const canWrite = usesProduct(account, on) && account.people.some((person) => isThere(person, on));
  return canWrite && chance(account.number, "ticket", on) < account.ticketsPerWeek / 7;
}

function ticketOf(account: Account, on: Day, id: number): Ticket {
  const present = account.people.filter((person) => isThere(person, on)) as [Person, ...Person[]];
  const createdAt = momentOf(on, between(7 * 3600, 18 * 3600, id, "created"));
  const hours = between(1, 40, id, "hours") * (chance(id, "hard") < 0.15 ? 6 : 1);
  const solvedAt = createdAt + hours * 3_600_000;
  return {
    ...{ id, account, createdAt, solvedAt, closedAt: solvedAt + 4 * 86_400_000 },
    requester: pick(present, id, "requester"),
    hasOrganization: chance(id, "organization") > 0.015,
    deletedOn: chance(id, "spam") < 0.008 ? dayOf(createdAt) + 1 : undefined,
    priority: pick(["low", "normal", "normal", "high", "urgent", null], id, "priority"),
    subject: pick<string>(subjects, id, "subject"),
    reopens: chance(id, "reopened") < 0.07 ? 1 : 0,
    replies: between(1, 5, id, "replies"),
    rating: ratingOf(id, levelOn(account.happiness, on)),
  };
}

/** Three in ten answer, most of the happy ones well. */
function ratingOf(id: number, happiness: number): Ticket["rating"] {
  if (chance(id, "rated") >= 0.3) return undefined;
  return chance(id, "rating") < happiness + 0.15 ? "good" : "bad";
}

/** In Zendesk's words, at the end of a day; undefined before it is written. */
export function ticketStatusOn(ticket: Ticket, on: Day): string | undefined {
  const { id, createdAt, solvedAt, closedAt, deletedOn } = ticket;
  if (dayOf(createdAt) > on) return undefined;
  if (deletedOn !== undefined && deletedOn <= on) return "deleted";
  if (dayOf(closedAt) <= on) return "closed";
  if (dayOf(solvedAt) <= on) return "solved";
  return pick(["new", "open", "open", "pending", "hold"], id, "status");
}

/** offered after it is solved, and the answer a day later. */
export function ratingOn({ solvedAt, rating }: Ticket, on: Day): "unoffered" | "offered" | "good" | "bad" {
  if (dayOf(solvedAt) > on) return "unoffered";
  return rating !== undefined && dayOf(solvedAt) < on ? rating : "offered";
}

/** The days on which something about it changes. */
export function changesOf({ createdAt, solvedAt, closedAt, deletedOn, rating }: Ticket): readonly Day[] {
  if (deletedOn !== undefined) return [dayOf(createdAt), deletedOn];
  const rated = rating === undefined ? [] : [dayOf(solvedAt) + 1];
  return [dayOf(createdAt), dayOf(solvedAt), ...rated, dayOf(closedAt)];
}
