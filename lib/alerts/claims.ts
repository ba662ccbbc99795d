import { z } from "zod";
import type { Message } from "../notify/notifier.ts";
import { documentBody, readDocument } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { Alert } from "./alert.ts";

export const MessageDocument = z.object({
  id: z.string(),
  kind: z.enum(["alert", "digest", "baseline", "operator"]),
  route: z.string().nullable(),
  subject: z.string(),
  body: z.string(),
  attributes: z.record(z.string(), z.string()),
}) satisfies z.ZodType<Message>;

/** Whether an alert goes out by itself, or was there when Bellwether went live and is only summed up. */
export const ClaimKind = z.enum(["alert", "baseline"]);
export type ClaimKind = z.infer<typeof ClaimKind>;

/** The content and recipients of an alert, decided once: every sender sends exactly this. */
export const Claim = z.object({
  alert: Alert,
  kind: ClaimKind,
  routes: z.array(z.string()),
  run_id: z.string(),
  claimed_at: z.iso.datetime(),
  /** Null for a baseline alert, which has no message of its own. */
  message: MessageDocument.nullable(),
});
export type Claim = z.infer<typeof Claim>;

/** Where the claim of an alert is: by the day of its episode, so that a look at open ones stays small. */
export interface ClaimName {
  readonly alert_id: string;
  readonly episode_started_on: string;
}

const prefixOf = (startedOn: string): string => `state/alerts/claims/${startedOn}/`;
const claimKey = ({ alert_id, episode_started_on }: ClaimName): string =>
  `${prefixOf(episode_started_on)}${alert_id}.json`;
const sentKey = ({ alert_id, episode_started_on }: ClaimName): string =>
  `${prefixOf(episode_started_on)}${alert_id}.sent.json`;

export async function writeClaim(store: ObjectStore, claim: Claim): Promise<void> {
  await store.putIfAbsent(claimKey(claim.alert), documentBody(claim));
}

export class ClaimMissing extends Error {
  override readonly name = "ClaimMissing";
  constructor(key: string) {
    super(
      `${key} is missing, although Bellwether never deletes it: restore it, or delete state/alerts/detect.json`,
    );
  }
}

/** @throws ClaimMissing */
export async function readClaim(store: ObjectStore, name: ClaimName): Promise<Claim> {
  const claim = await readDocument(store, claimKey(name), Claim);
  if (claim === undefined) throw new ClaimMissing(claimKey(name));
  return claim.value;
}

const SentMarker = z.object({ alert_id: z.string(), kind: ClaimKind, sent_at: z.iso.datetime() });
export type SentMarker = z.infer<typeof SentMarker>;

export async function markSent(store: ObjectStore, { alert, kind }: Claim, now: Date): Promise<void> {
  const marker: SentMarker = { alert_id: alert.alert_id, kind, sent_at: now.toISOString() };
  await store.putIfAbsent(sentKey(alert), documentBody(marker));
}

export async function readSentMarker(store: ObjectStore, name: ClaimName): Promise<SentMarker | undefined> {
  return (await readDocument(store, sentKey(name), SentMarker))?.value;
}

/** Which alerts of episodes that started on these days are claimed, and which of them are sent, by their ids. */
export async function listClaims(
  store: ObjectStore,
  startedOn: Iterable<string>,
): Promise<{ readonly claimed: ReadonlySet<string>; readonly sent: ReadonlySet<string> }> {
  const claimed = new Set<string>();
  const sent = new Set<string>();
  for (const date of new Set(startedOn)) {
    for await (const { key } of store.list(prefixOf(date))) {
      const [id = "", isSent] = key.slice(prefixOf(date).length).split(".");
      (isSent === "sent" ? sent : claimed).add(id);
    }
  }
  return { claimed, sent };
}
