import { gzipSync } from "node:zlib";
import { type Day, dateOf, day, dayOf, momentOf } from "../model/calendar.ts";
import { chance, uuid } from "../model/chance.ts";
import { allEvents, type ProductEvent } from "../model/usage.ts";
import { type ExportFile, ndjson } from "./file.ts";

/** PostHog's batch export to a bucket: JSON lines, one file a day, named by its first and its last moment. */
export function posthogFiles(on: Day): readonly ExportFile[] {
  const events = byArrival.get(on) ?? [];
  const twice = events.filter(({ id }) => chance(id, "delivered twice") < 0.0006);
  const rows = [...events, ...twice].map(eventObject);
  const name = `${dateOf(on)}T00:00:00+00:00-${dateOf(on + 1)}T00:00:00+00:00.jsonl.gz`;
  return [{ path: `exports/posthog/${name}`, content: gzipSync(ndjson(rows), { level: 4 }) }];
}

const byArrival = Map.groupBy(allEvents, ({ arrivesOn }) => arrivesOn);

function eventObject({ id, event, user, at, arrivesOn, isFromFuture }: ProductEvent): object {
  const person = user?.person;
  const device = uuid(person?.id ?? id, "device");
  const received = posthogTime(Math.max(isFromFuture ? 0 : at, momentOf(arrivesOn, 21_600)) + 2417);
  return {
    ...{ uuid: id, event, distinct_id: person?.id ?? device, person_id: uuid(person?.id ?? id, "person") },
    properties: {
      ...{ $lib: "web", $lib_version: "1.297.2", $os: "Android", $browser: "Chrome", $device_id: device },
      $current_url: `https://app.marrowgate.example/${user === undefined ? "login" : "board"}`,
      ...(user === undefined ? {} : { $groups: { company: groupOf(user.account, dayOf(at)) } }),
      ...(event === "$identify" && person !== undefined
        ? { $set: { email: person.email, name: person.name } }
        : {}),
    },
    person_properties:
      person === undefined ? {} : { email: person.email, name: person.name, role: person.role },
    ...{ timestamp: posthogTime(at), created_at: received, elements_chain: "" },
  };
}

/** In April one customer's tablets ran a version of the app that wrote the Id in lower case. */
const lowered = { number: 1060, from: day("2026-04-01"), through: day("2026-04-30") } as const;

const groupOf = ({ id, number }: { id: string; number: number }, on: Day): string =>
  number === lowered.number && on >= lowered.from && on <= lowered.through ? id.toLowerCase() : id;

/** 2026-03-01T09:12:44.017000+00:00 */
const posthogTime = (at: number): string => new Date(at).toISOString().replace("Z", "000+00:00");
