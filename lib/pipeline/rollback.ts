import type { Services } from "../services.ts";
import { releaseLease } from "../storage/lease.ts";
import { type Chain, commitChain, fenceChain, withLinks } from "./chain.ts";
import { readManifest } from "./plan.ts";
import { project } from "./publish.ts";
import { openLease } from "./run-day.ts";

/** Nothing was published for the date that was asked for. */
export class NotPublished extends Error {
  override readonly name = "NotPublished";
  constructor(date: string, dates: readonly string[]) {
    super(`${date} is not a published day. The latest are: ${dates.slice(-5).join(", ") || "none yet"}`);
  }
}

/** The day that was asked for has lost its detail to retention. */
export class DayExpired extends Error {
  override readonly name = "DayExpired";
  constructor(date: string) {
    super(
      `the detail of ${date} was deleted when its retention was over, so it cannot be the latest day again`,
    );
  }
}

/**
 * Makes an earlier published day the head again. Later days leave the tables; what they had read is unread
 * again, so the next run takes it in.
 *
 * @returns the dates that left, oldest first
 */
export async function rollBack(services: Services, to: string): Promise<readonly string[]> {
  const lease = await openLease(services, `a rollback to ${to}`);
  try {
    const before = await fenceChain(services.store, lease);
    const dates = before.links.map(({ as_of_date }) => as_of_date);
    const target = before.links.find(({ as_of_date }) => as_of_date === to);
    if (target === undefined) throw new NotPublished(to, dates);
    if (!(await readManifest(services.store, target)).is_whole) throw new DayExpired(to);
    const upTo = (chain: Chain) => chain.links.filter(({ as_of_date }) => as_of_date <= to);
    await commitChain(services.store, lease, (current) =>
      withLinks(current, upTo(current), services.clock()),
    );
    await project(services);
    return dates.filter((date) => date > to);
  } finally {
    await releaseLease(services, lease);
  }
}
