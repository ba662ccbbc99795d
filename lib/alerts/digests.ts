import { z } from "zod";
import type { Config } from "../config/schema.ts";
import { type Delivery, type Message, MessagesRefused } from "../notify/notifier.ts";
import { documentBody, readDocument } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { MessageDocument, readClaim } from "./claims.ts";
import { digestIdOf, digestMessage, type NotWatched } from "./render.ts";
import type { DigestName, WaitingAlert, WaitingList } from "./waiting-list.ts";

const DigestDocument = z.object({ alert_ids: z.array(z.string()), message: MessageDocument });
type DigestDocument = z.infer<typeof DigestDocument>;

const stemOf = ({ route, kind, as_of_date }: DigestName): string =>
  `state/alerts/digests/${as_of_date}/${digestIdOf({ route, kind, asOfDate: as_of_date })}`;
const digestKey = (name: DigestName): string => `${stemOf(name)}.json`;
const sentKey = (name: DigestName): string => `${stemOf(name)}.sent.json`;

interface DigestServices {
  readonly store: ObjectStore;
  readonly waiting: WaitingList;
  readonly clock: () => Date;
  /** Sends messages, if we still may. */
  readonly send: (messages: readonly Message[]) => Promise<readonly Delivery[]>;
}

/**
 * Finishes the digest in progress, if there is one: sends it unless it is marked as sent, marks it, and
 * removes its alerts from the list. Returns whether it sent a digest.
 */
export async function finishDigest({ store, waiting, clock, send }: DigestServices): Promise<boolean> {
  const { under_way: name, waiting: alerts } = waiting.state;
  if (name === null) return false;
  const digest = await readDocument(store, digestKey(name), DigestDocument);
  if (digest === undefined) {
    // Killed before it was written: it was never sent, so it is created again.
    await waiting.change({ under_way: null });
    return false;
  }
  const isSent = (await store.head(sentKey(name))) !== undefined;
  if (!isSent) {
    const refused = (await send([digest.value.message])).filter(({ status }) => status === "refused");
    if (refused.length > 0) throw new MessagesRefused(refused);
    await store.putIfAbsent(sentKey(name), documentBody({ sent_at: clock().toISOString() }));
  }
  const told = new Set(digest.value.alert_ids);
  const isTold = ({ route, kind, alert_id }: WaitingAlert): boolean =>
    route === name.route && kind === name.kind && told.has(alert_id);
  await waiting.change({ waiting: alerts.filter((alert) => !isTold(alert)), under_way: null });
  return !isSent;
}

interface DigestFacts {
  readonly config: Pick<Config, "company" | "currency">;
  readonly asOfDate: string;
  readonly readNotWatched: () => Promise<NotWatched>;
}

/**
 * Sends each route its waiting alerts as one message per kind and day; later alerts of the same day wait for
 * the next message. Returns the number of messages sent.
 */
export async function sendDigests(services: DigestServices, facts: DigestFacts): Promise<number> {
  const { store, waiting } = services;
  const groups = Map.groupBy(waiting.state.waiting, ({ route, kind }) => `${route} ${kind}`);
  const due: { readonly name: DigestName; readonly alerts: readonly WaitingAlert[] }[] = [];
  for (const alerts of groups.values()) {
    const [first] = alerts;
    if (first === undefined) continue;
    const name: DigestName = { route: first.route, kind: first.kind, as_of_date: facts.asOfDate };
    if ((await store.head(digestKey(name))) === undefined) due.push({ name, alerts });
  }
  if (due.length === 0) return 0;
  const notWatched = await facts.readNotWatched();
  let sent = 0;
  for (const { name, alerts } of due) {
    const digest = await composeDigest(store, name, alerts, { ...facts, notWatched });
    await waiting.change({ under_way: name });
    await store.putIfAbsent(digestKey(name), documentBody(digest));
    if (await finishDigest(services)) sent += 1;
  }
  return sent;
}

async function composeDigest(
  store: ObjectStore,
  { route, kind }: DigestName,
  waiting: readonly WaitingAlert[],
  { config, asOfDate, notWatched }: DigestFacts & { readonly notWatched: NotWatched },
): Promise<DigestDocument> {
  const alerts = [];
  for (const name of waiting) alerts.push((await readClaim(store, name)).alert);
  const { company, currency } = config;
  const message = digestMessage({ kind, company, currency, route, asOfDate, alerts, notWatched });
  return { alert_ids: waiting.map(({ alert_id }) => alert_id), message };
}
