import { setTimeout as delay } from "node:timers/promises";
import type { Config } from "../config/schema.ts";
import { inBatches } from "../in-batches.ts";
import type { Queries } from "../models/queries.ts";
import { type Delivery, type Message, MessagesRefused } from "../notify/notifier.ts";
import type { Services } from "../services.ts";
import { acquireLease, type Lease, LeaseTaken, leaseKeeper, releaseLease } from "../storage/lease.ts";
import { type Claim, listClaims, markSent, readClaim, writeClaim } from "./claims.ts";
import { finishDigest, sendDigests } from "./digests.ts";
import {
  type OpenAlert,
  type PublishedDay,
  type Reasons,
  readNotWatched,
  readOpenAlerts,
} from "./read-published.ts";
import { noReasons, reasonsReader } from "./reasons.ts";
import { alertMessage } from "./render.ts";
import { type WaitingAlert, WaitingList } from "./waiting-list.ts";

export type DetectServices = Pick<
  Services,
  "store" | "warehouse" | "notifier" | "clock" | "holder" | "databases"
>;

/** The part of the config that detection uses: names and routes. */
export type DetectConfig = Pick<Config, "company" | "currency" | "routes" | "fallback_route">;

/** The newest published day. */
export interface PublishedHead {
  readonly asOfDate: string;
  readonly runId: string;
  /** False for a backfilled day, which triggers no alerts. */
  readonly isLive: boolean;
  /** The first day that was run live: episodes that began by then are summed up, not sent one by one. */
  readonly liveSince: string;
}

export interface DetectOutcome {
  /** Messages of single alerts sent now. */
  readonly sent: number;
  /** Digests and baseline summaries sent now. */
  readonly digests: number;
  /** Alerts that were there when Bellwether went live, taken into a summary now. */
  readonly baseline: number;
  /** Open episodes whose alerts were already sent. */
  readonly alreadySent: number;
}

/** The newest published day, the config it was run with, and the queries that read it. */
export interface DetectedDay {
  readonly publishedHead: PublishedHead;
  readonly config: DetectConfig;
  readonly queries: Queries;
}

const nothing: DetectOutcome = { sent: 0, digests: 0, baseline: 0, alreadySent: 0 };

/**
 * Sends the unsent alerts of the newest published day: each alert once, and one digest per route.
 *
 * Every message is claimed before it is sent and marked afterwards. After a kill, the next detection
 * continues with the same texts; it may resend only messages that were sent but not yet marked. Only one
 * detection works at a time. Another waits for it, and determines the newest day only after that.
 *
 * @param readDay undefined while nothing is published
 * @throws LeaseTaken when another detection does not finish, MessagesRefused after all other messages are
 * sent
 */
export async function detectDrops(
  services: DetectServices,
  readDay: () => Promise<DetectedDay | undefined>,
): Promise<DetectOutcome> {
  const lease = await leaseOfDetection(services);
  try {
    const day = await readDay();
    return day?.publishedHead.isLive === true ? await sendUnsent(services, lease, day) : nothing;
  } finally {
    await releaseLease(services, lease);
  }
}

const leasePollMilliseconds = 100;
const leasePolls = 300;

async function leaseOfDetection(services: DetectServices): Promise<Lease> {
  for (let poll = 1; ; poll += 1) {
    try {
      return await acquireLease(services, { key: "state/alerts/lock.json", purpose: "sending alerts" });
    } catch (error) {
      if (!(error instanceof LeaseTaken) || poll === leasePolls) throw error;
      await delay(leasePollMilliseconds);
    }
  }
}

async function sendUnsent(
  services: DetectServices,
  lease: Lease,
  { publishedHead: head, config, queries }: DetectedDay,
): Promise<DetectOutcome> {
  const { store, warehouse, notifier, clock, databases } = services;
  const day: PublishedDay = {
    ...{ warehouse, database: databases.published, asOfDate: head.asOfDate, queries },
  };
  const stillAtWork = leaseKeeper(services, lease);
  const send = async (messages: readonly Message[]): Promise<readonly Delivery[]> => {
    await stillAtWork();
    return notifier.send(messages);
  };
  const waiting = await WaitingList.open(store);
  const digesting = { store, waiting, clock, send };

  const digestsFinished = (await finishDigest(digesting)) ? 1 : 0;
  const digestsDue = () =>
    sendDigests(digesting, { config, asOfDate: head.asOfDate, readNotWatched: () => readNotWatched(day) });
  const { told } = waiting.state;
  // Between two runs a detection that finds nothing to do asks the warehouse nothing.
  if (told?.run_id === head.runId)
    return { ...nothing, digests: digestsFinished + (await digestsDue()), alreadySent: told.open };
  const open = await readOpenAlerts(day, config);
  const unsent = await claimUnsent(services, day, head, open);
  await waiting.change({ waiting: waitingFor(waiting.state.waiting, open, unsent) });
  const refused = await sendClaims(unsent, { send, mark: (claim) => markSent(store, claim, clock()) });
  const digestsSent = await digestsDue();
  if (refused.length > 0) throw new MessagesRefused(refused);
  await waiting.change({ told: { run_id: head.runId, open: open.length } });
  const baseline = unsent.filter(({ kind }) => kind === "baseline").length;
  return {
    sent: unsent.length - baseline,
    digests: digestsFinished + digestsSent,
    baseline,
    alreadySent: open.length - unsent.length,
  };
}

/** Killed between a batch and its marks, a detection publishes no more than this once again. */
const claimsOfBatch = 10;

/** Sends the messages of claims and marks the accepted ones; returns the refused ones. */
async function sendClaims(
  claims: readonly Claim[],
  {
    send,
    mark,
  }: {
    readonly send: (messages: readonly Message[]) => Promise<readonly Delivery[]>;
    readonly mark: (claim: Claim) => Promise<void>;
  },
): Promise<readonly Delivery[]> {
  const refused: Delivery[] = [];
  for (const batch of inBatches(claims, claimsOfBatch)) {
    const messages = batch.flatMap(({ message }) => (message === null ? [] : [message]));
    const deliveries = messages.length === 0 ? [] : await send(messages);
    const unsent = deliveries.filter(({ status }) => status === "refused");
    refused.push(...unsent);
    const isUnsent = new Set(unsent.map(({ id }) => id));
    for (const claim of batch)
      if (claim.message === null || !isUnsent.has(claim.message.id)) await mark(claim);
  }
  return refused;
}

/** The claims of all open alerts that are not marked as sent; creates the missing claims. */
async function claimUnsent(
  { store, clock }: DetectServices,
  day: PublishedDay,
  head: PublishedHead,
  open: readonly OpenAlert[],
): Promise<Claim[]> {
  const startedOn = open.map(({ alert }) => alert.episode_started_on);
  const { claimed, sent } = await listClaims(store, startedOn);
  const unsent = open.filter(({ alert }) => !sent.has(alert.alert_id));
  const isNew = unsent.some(({ alert }) => !claimed.has(alert.alert_id));
  const reasonsOf = isNew ? await reasonsReader(day) : undefined;
  const claims: Claim[] = [];
  for (const found of unsent) {
    if (claimed.has(found.alert.alert_id)) {
      claims.push(await readClaim(store, found.alert));
      continue;
    }
    const claim = claimOf(found, reasonsOf?.(found) ?? noReasons, head, clock());
    await writeClaim(store, claim);
    claims.push(claim);
  }
  return claims;
}

function claimOf(
  { alert: facts, routes }: OpenAlert,
  reasons: Reasons,
  { runId, liveSince }: PublishedHead,
  now: Date,
): Claim {
  const alert = { ...facts, ...reasons };
  const kind = alert.episode_started_on <= liveSince ? "baseline" : "alert";
  return {
    alert,
    kind,
    routes: [...routes],
    run_id: runId,
    claimed_at: now.toISOString(),
    message: kind === "alert" ? alertMessage(alert) : null,
  };
}

/** The waiting list after these claims: earlier entries that are still open, and each claim for each of its routes. */
function waitingFor(
  before: readonly WaitingAlert[],
  open: readonly OpenAlert[],
  claims: readonly Claim[],
): WaitingAlert[] {
  const isOpen = new Set(open.map(({ alert }) => alert.alert_id));
  const added = claims.flatMap(({ alert, kind, routes }) =>
    routes.map(
      (route): WaitingAlert => ({
        route,
        kind: kind === "alert" ? "digest" : "baseline",
        alert_id: alert.alert_id,
        episode_started_on: alert.episode_started_on,
      }),
    ),
  );
  const still = before.filter(({ alert_id }) => isOpen.has(alert_id));
  const byName = new Map([...still, ...added].map((alert) => [`${alert.route} ${alert.alert_id}`, alert]));
  return [...byName.values()];
}
