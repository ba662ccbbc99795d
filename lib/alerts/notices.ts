import { z } from "zod";
import { type Message, MessagesRefused } from "../notify/notifier.ts";
import type { Services } from "../services.ts";
import { documentBody, readDocument } from "../storage/documents.ts";
import { MessageDocument } from "./claims.ts";

const Notice = z.object({ claimed_at: z.iso.datetime(), message: MessageDocument });

/** How long who claimed a notice has to send it, before another does. */
const patienceMilliseconds = 10 * 60_000;

const noticeKey = (name: string): string => `state/alerts/notices/${name}.json`;
const sentKey = (name: string): string => `state/alerts/notices/${name}.sent.json`;

export type NoticeOutcome = "sent" | "sent before" | "claimed by another";

/**
 * Sends a notice to operators, once for each name. Claims it before sending and marks it afterwards, like an alert:
 * after a kill in between, the next detection sends it again.
 * @throws MessagesRefused
 */
export async function sendNoticeOnce(
  { store, notifier, clock }: Pick<Services, "store" | "notifier" | "clock">,
  name: string,
  drafted: Message,
): Promise<NoticeOutcome> {
  if ((await store.head(sentKey(name))) !== undefined) return "sent before";
  const body = documentBody({ claimed_at: clock().toISOString(), message: drafted });
  const isOurs = (await store.putIfAbsent(noticeKey(name), body)) !== undefined;
  const claim = (await readDocument(store, noticeKey(name), Notice))?.value;
  if (claim === undefined) return "claimed by another";
  if (!isOurs && clock().getTime() - Date.parse(claim.claimed_at) < patienceMilliseconds)
    return "claimed by another";
  const refused = (await notifier.send([claim.message])).filter(({ status }) => status === "refused");
  if (refused.length > 0) throw new MessagesRefused(refused);
  await store.putIfAbsent(sentKey(name), documentBody({ sent_at: clock().toISOString() }));
  return "sent";
}
