import { type Account, isAlive, levelOn } from "../account.ts";
import { type Day, dateOf, isWeekend, lastDay, type Period } from "../calendar.ts";
import { between, chance } from "../chance.ts";
import { company, releases } from "../company.ts";
import { csvFile, type ExportFile, ndjsonFile, zipped } from "./file.ts";

/** The product's own events, as an event collector like Segment's writes them; and the calendar of releases. */
export function productFiles(period: Period): readonly ExportFile[] {
  const events: object[] = [];
  // Events are known from the demo's first day on: nobody collected them before.
  for (let on = period.isFirst ? period.on : period.since; on <= period.on; on += 1)
    for (const account of company) events.push(...eventsOf(account, on));
  const released = releases.filter((release) => release.on <= period.on);
  return [
    zipped(ndjsonFile("product/events", period, events)),
    csvFile(
      "product/releases",
      period,
      ["id", "feature", "name", "released_on"],
      released.map(({ on, ...release }) => ({ ...release, released_on: dateOf(on) })),
    ),
  ];
}

/** What is used, and how much of all use it is. */
const features = [
  ["project_opened", 0.3],
  ["report_viewed", 0.22],
  ["dashboard_viewed", 0.14],
  ["automation_run", 0.12],
  ["report_shared", 0.1],
  ["comment_added", 0.07],
  ["export_downloaded", 0.05],
] as const;

function eventsOf(account: Account, on: Day): readonly object[] {
  if (on > lastDay || !isAlive(account, on)) return [];
  const { id, users, intensity, usage, productKey } = account;
  const share = intensity * levelOn(usage, on) * (isWeekend(on) ? 0.08 : 1);
  const date = dateOf(on);
  const events: object[] = [];
  for (let user = 1; user <= users; user += 1) {
    if (chance(id, user, on) >= share) continue;
    const count = between(1, 2, id, user, on, "count");
    for (let number = 1; number <= count; number += 1) {
      const key = `${id.slice(3)}-${user}-${on}-${number}`;
      const minute = String(between(0, 59, key, "minute")).padStart(2, "0");
      const hour = String(between(7, 18, key, "hour")).padStart(2, "0");
      events.push({
        ...{ messageId: `msg-${key}`, type: "track", event: featureOf(account, on, key) },
        ...{ userId: `u-${id.slice(3)}-${user}`, timestamp: `${date}T${hour}:${minute}:00.000Z` },
        context: { groupId: productKey },
      });
    }
  }
  return events;
}

function featureOf({ adopted }: Account, on: Day, key: string): string {
  const novelty = Object.entries(adopted).find(
    ([feature, since]) => since <= on && chance(key, feature) < 0.15,
  );
  if (novelty !== undefined) return novelty[0];
  let rest = chance(key, "feature");
  for (const [feature, share] of features) {
    rest -= share;
    if (rest < 0) return feature;
  }
  return features[0][0];
}
