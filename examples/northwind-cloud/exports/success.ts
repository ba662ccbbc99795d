import { type Account, isAlive, levelOn } from "../account.ts";
import { covers, type Day, dateOf, day, firstDay, lastDay, type Period } from "../calendar.ts";
import { between, chance, pick } from "../chance.ts";
import { company } from "../company.ts";
import { championLeaves, stopsPaying, ticketsPileUp } from "../stories.ts";
import { type ExportFile, jsonFile } from "./file.ts";

/** What customer success writes down: whom they met, how it felt, and what they undertook. */
export function successFiles(period: Period): readonly ExportFile[] {
  const touchpoints = allTouchpoints
    .filter(({ on }) => covers(period, on))
    .map(({ touchpoint }) => touchpoint);
  const begun = interventions.filter(({ from, to }) => covers(period, from) || covers(period, to));
  const known = begun.filter(({ from }) => from <= period.on);
  return [
    jsonFile("success/touchpoints", period, touchpoints),
    jsonFile(
      "success/interventions",
      period,
      known.map((intervention) => interventionObject(intervention, period.on)),
    ),
  ];
}

const kinds = ["call", "call", "meeting", "email", "review"] as const;
const gladNotes = [
  "Went through the roadmap",
  "Planning two more teams",
  "All fine, next review booked",
] as const;
const worriedNotes = [
  "Sponsor gone, nobody took over",
  "Asked about export of their data",
  "Did not show up",
] as const;

interface DatedTouchpoint {
  readonly on: Day;
  readonly touchpoint: object;
}

const allTouchpoints: readonly DatedTouchpoint[] = company.flatMap((account) => {
  const { id, touchpointEvery } = account;
  if (touchpointEvery === undefined) return [];
  const touchpoints: DatedTouchpoint[] = [];
  for (
    let on = firstDay - 150 + between(0, touchpointEvery - 1, id, "touch");
    on <= lastDay;
    on += touchpointEvery + between(-6, 6, id, "next", on)
  )
    if (isAlive(account, on)) touchpoints.push({ on, touchpoint: touchpointObject(account, on) });
  return touchpoints;
});

function touchpointObject(account: Account, on: Day): object {
  const { id, owner, contacts, pulse } = account;
  const level = Math.round(levelOn(pulse, on));
  const present = contacts.filter(({ leftOn }) => leftOn === undefined || leftOn > on);
  const hasPulse = chance(id, "pulse", on) < 0.75;
  return {
    ...{ id: `tp-${id.slice(3)}-${on}`, company: { externalId: id }, type: pick(kinds, id, "kind", on) },
    ...{ date: `${dateOf(on)}T13:30:00Z`, owner: { name: owner } },
    participant: present.length === 0 ? null : present[between(0, present.length - 1, id, "who", on)]?.id,
    pulse: hasPulse ? { score: Math.min(5, Math.max(1, level)), validUntil: dateOf(on + 60) } : null,
    note: level >= 3 ? pick(gladNotes, id, "note", on) : pick(worriedNotes, id, "note", on),
  };
}

interface Intervention {
  readonly account: Account;
  readonly kind: string;
  readonly from: Day;
  readonly to: Day;
  readonly outcome: string;
}

const interventions: readonly Intervention[] = [
  of(championLeaves, "executive call", "2026-06-12", "2026-06-26", "new sponsor named"),
  of(ticketsPileUp, "engineer on site", "2026-06-10", "2026-06-29", "open"),
  of(stopsPaying, "payment plan", "2026-06-22", "2026-07-22", "open"),
  ...company
    .filter(({ id, segment, customerSince }) => {
      const isOld = customerSince !== undefined && customerSince < firstDay;
      return segment !== "SMB" && isOld && chance(id, "intervention") < 0.06;
    })
    .map((account): Intervention => {
      const from = between(firstDay, lastDay - 30, account.id, "intervention on");
      return { account, kind: "training", from, to: from + 21, outcome: "more users" };
    }),
];

function of(account: Account, kind: string, from: string, to: string, outcome: string): Intervention {
  return { account, kind, from: day(from), to: day(to), outcome };
}

function interventionObject({ account, kind, from, to, outcome }: Intervention, on: Day): object {
  const isOver = to <= on;
  return {
    ...{ id: `iv-${account.id.slice(3)}-${from}`, company: { externalId: account.id }, kind },
    ...{ owner: account.owner, startedOn: dateOf(from), endedOn: isOver ? dateOf(to) : null },
    ...{ outcome: isOver ? outcome : null, note: "" },
  };
}
