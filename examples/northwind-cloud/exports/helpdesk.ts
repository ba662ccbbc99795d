import { type Account, isAlive, levelOn } from "../account.ts";
import { covers, type Day, dateOf, day, firstDay, lastDay, type Period } from "../calendar.ts";
import { between, chance, pick } from "../chance.ts";
import { company } from "../company.ts";
import { csvFile, type ExportFile } from "./file.ts";

/** The nights on which the help desk delivered nothing; the export after them brings it all. */
export const silence = { from: day("2026-06-01"), through: day("2026-06-11") } as const;

export interface Ticket {
  readonly id: string;
  readonly account: Account;
  readonly createdAt: string;
  readonly createdOn: Day;
  readonly solvedAt: string;
  readonly solvedOn: Day;
  readonly priority: string;
  readonly reopens: number;
}

/** A help desk with columns like Zendesk's: its own numbers for organizations, and subjects of several lines. */
export function helpdeskFiles(period: Period): readonly ExportFile[] {
  if (covers({ since: silence.from, on: silence.through, isFirst: false }, period.on)) return [];
  const since = period.since === silence.through + 1 ? silence.from : period.since;
  const isDue = (of: Day): boolean => of >= since && of <= period.on;
  const rows = allTickets
    .filter(({ createdOn, solvedOn }) => createdOn <= period.on && (isDue(createdOn) || isDue(solvedOn)))
    .map(({ id, account, createdAt, solvedAt, solvedOn, priority, reopens }) => {
      const isSolved = solvedOn <= period.on;
      return {
        ...{ id, organization_id: organizationOf(account.id), created_at: createdAt },
        solved_at: isSolved ? solvedAt : "",
        ...{ status: isSolved ? "solved" : "open", priority, via_channel: pick(channels, id, "channel") },
        requester_external_id: account.contacts[Math.floor(chance(id, "who") * account.contacts.length)]?.id,
        ...{ reopens: isSolved ? reopens : 0, subject: pick(subjects, id, "subject") },
        updated_at: `${dateOf(period.on)}T21:00:00Z`,
      };
    });
  return [csvFile("helpdesk/tickets", { ...period, since }, columns, rows)];
}

const columns = [
  ...["id", "organization_id", "created_at", "solved_at", "status", "priority", "via_channel"],
  ...["requester_external_id", "reopens", "subject", "updated_at"],
];
const channels = ["email", "web", "chat"] as const;
const subjects = [
  "Cannot sign in",
  "Export stops half way",
  "Report shows last month's numbers,\nnot this month's.\nScreenshot attached",
  'What does "shared with me" mean?',
  "Invoice address changed",
  "API answers 429, what is the limit?",
] as const;

export const organizationOf = (id: string): string => `3602957${id.slice(3)}`;

/** Every ticket there will be, those before the demo's first day too. */
export const allTickets: readonly Ticket[] = company.flatMap((account) => {
  const tickets: Ticket[] = [];
  for (let on = firstDay - 100; on <= lastDay; on += 1)
    for (let number = 0; number < ticketsOn(account, on); number += 1)
      tickets.push(ticketOf(account, on, number));
  return tickets;
});

function ticketsOn(account: Account, on: Day): number {
  if (account.ticketsPerDay === undefined || !isAlive(account, on)) return 0;
  const expected = levelOn(account.ticketsPerDay, on);
  return Math.floor(expected) + (chance(account.id, "ticket", on) < expected % 1 ? 1 : 0);
}

function ticketOf(account: Account, createdOn: Day, number: number): Ticket {
  const id = `${createdOn}${account.id.slice(3)}${number}`;
  const isOverrun = levelOn(account.urgentShare, createdOn) > 0.2;
  const isUrgent = chance(id, "urgent") < levelOn(account.urgentShare, createdOn);
  const createdMinute = between(7 * 60, 18 * 60, id, "created");
  const usualHours = between(1, 30, id, "hours") * (chance(id, "hard") < 0.15 ? 6 : 1);
  const hours = isOverrun ? between(120, 700, id, "hours") : usualHours;
  const solvedMinute = createdMinute + hours * 60;
  return {
    ...{ id, account, createdOn, createdAt: timestamp(createdOn, createdMinute) },
    solvedOn: createdOn + Math.floor(solvedMinute / 1440),
    solvedAt: timestamp(createdOn, solvedMinute),
    priority: isUrgent ? "urgent" : pick(["low", "normal", "normal", "high"], id, "priority"),
    reopens: chance(id, "reopened") < (isOverrun ? 0.6 : 0.06) ? 1 : 0,
  };
}

function timestamp(on: Day, minutes: number): string {
  return new Date((on * 1440 + minutes) * 60_000).toISOString().replace(".000", "");
}
