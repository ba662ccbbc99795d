import { z } from "zod";
import { documentBody, readDocument } from "./documents.ts";
import type { ObjectStore } from "./object-store.ts";

/** A lease holder, and how others can tell whether it is alive. */
export interface Holder {
  /** Unique among all processes and executions, past and present. */
  readonly id: string;
  /** The state of another holder; if it is unknown, its lease lasts until it expires. */
  readonly fateOf: (id: string) => Promise<"alive" | "gone" | "unknown">;
}

const LeaseDocument = z.object({
  token: z.int(),
  holder: z.string(),
  purpose: z.string(),
  expires_at: z.iso.datetime(),
  is_released: z.boolean(),
});

/**
 * A lease: the right to work alone. `token` rises with every holder; writes under a lower token are too late.
 */
export interface Lease {
  readonly key: string;
  readonly token: number;
  readonly holder: string;
}

/** Another holder has the lease. */
export class LeaseTaken extends Error {
  override readonly name = "LeaseTaken";
  readonly purpose: string;
  constructor({ purpose, holder, expires_at }: z.infer<typeof LeaseDocument>) {
    super(
      `${purpose} is in progress (by ${holder}). Wait for it to finish; if it was killed, ` +
        `start again after ${expires_at}.`,
    );
    this.purpose = purpose;
  }
}

/** Another holder took over our lease: nothing more may be written. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
  constructor({ key, token }: Lease) {
    super(`the lease ${key} (${token}) was taken over by another run: this one stops without publishing`);
  }
}

interface LeaseServices {
  readonly store: ObjectStore;
  readonly clock: () => Date;
  readonly holder: Holder;
}

/** How long a holder keeps its lease without renewing it, where its process cannot be checked. */
const leaseMilliseconds = 10 * 60_000;

/**
 * Takes the lease if it is new, released or our own, if its holder is known to be gone, or if the holder's
 * state is unknown and the lease has expired.
 *
 * @throws LeaseTaken when another holder is alive
 */
export async function acquireLease(
  services: LeaseServices,
  { key, purpose }: { readonly key: string; readonly purpose: string },
): Promise<Lease> {
  const { store, holder } = services;
  for (;;) {
    const current = await readDocument(store, key, LeaseDocument);
    if (current !== undefined && !(await isFree(current.value, services)))
      throw new LeaseTaken(current.value);
    const token = (current?.value.token ?? 0) + 1;
    const body = leaseBody(services, { token, purpose, isReleased: false });
    const written =
      current === undefined
        ? await store.putIfAbsent(key, body)
        : await store.putIfMatch(key, body, current.etag);
    if (written !== undefined) return { key, token, holder: holder.id };
  }
}

/** Work under a lease that its holder has not given back. */
export interface UnfinishedWork {
  readonly purpose: string;
  /** `stopped`: its holder is gone, or has not renewed the lease in time; the next one takes it over. */
  readonly state: "in progress" | "stopped";
}

/** Undefined when the lease is free because its holder finished, or failed and said so. */
export async function unfinishedWork(
  services: LeaseServices,
  key: string,
): Promise<UnfinishedWork | undefined> {
  const current = await readDocument(services.store, key, LeaseDocument);
  if (current === undefined || current.value.is_released) return undefined;
  const { purpose } = current.value;
  return { purpose, state: (await isFree(current.value, services)) ? "stopped" : "in progress" };
}

/** Renews the lease. @throws LeaseLost */
export async function keepLease(services: LeaseServices, lease: Lease): Promise<void> {
  await rewrite(services, lease, { isReleased: false });
}

/** Often enough by far for what lasts for minutes. */
const keepEveryMilliseconds = 30_000;

/** Renews the lease if necessary: it may be called often, but seldom writes. Throws {@link LeaseLost}. */
export function leaseKeeper(services: LeaseServices, lease: Lease): () => Promise<void> {
  let keptAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = services.clock().getTime();
    if (now - keptAt < keepEveryMilliseconds) return;
    await keepLease(services, lease);
    keptAt = now;
  };
}

/** Gives the lease back; a lease that was lost is left alone. */
export async function releaseLease(services: LeaseServices, lease: Lease): Promise<void> {
  try {
    await rewrite(services, lease, { isReleased: true });
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
  }
}

async function rewrite(
  services: LeaseServices,
  lease: Lease,
  { isReleased }: { readonly isReleased: boolean },
): Promise<void> {
  for (;;) {
    const current = await readDocument(services.store, lease.key, LeaseDocument);
    if (current === undefined || current.value.token !== lease.token) throw new LeaseLost(lease);
    const { token, purpose } = current.value;
    const body = leaseBody(services, { token, purpose, isReleased });
    // A conflict is either a parallel renewal of our own or a take-over; the next read shows which.
    if ((await services.store.putIfMatch(lease.key, body, current.etag)) !== undefined) return;
  }
}

async function isFree(
  current: z.infer<typeof LeaseDocument>,
  { clock, holder }: LeaseServices,
): Promise<boolean> {
  if (current.is_released || current.holder === holder.id) return true;
  const fate = await holder.fateOf(current.holder);
  return fate === "gone" || (fate === "unknown" && Date.parse(current.expires_at) <= clock().getTime());
}

function leaseBody(
  { clock, holder }: LeaseServices,
  { token, purpose, isReleased }: { token: number; purpose: string; isReleased: boolean },
): string {
  const expiresAt = new Date(clock().getTime() + leaseMilliseconds).toISOString();
  return documentBody({ token, holder: holder.id, purpose, expires_at: expiresAt, is_released: isReleased });
}
