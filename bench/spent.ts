import { endedChildrenSeconds } from "./proc.ts";

export interface Spent {
  /** Seconds of all threads, and of the processes that were started and have ended. */
  readonly cpu: number;
  /** Seconds. */
  readonly wall: number;
  /** The most memory that this process ever had resident, its children's apart. */
  readonly peakMegabytes: number;
}

/** Does some work and measures it. Nothing else may be under way in this process. */
export async function spentBy<T>(
  work: () => Promise<T>,
): Promise<{ readonly spent: Spent; readonly result: T }> {
  const children = endedChildrenSeconds();
  const cpu = process.cpuUsage();
  const started = performance.now();
  const result = await work();
  const wall = (performance.now() - started) / 1e3;
  const { user, system } = process.cpuUsage(cpu);
  return {
    spent: {
      cpu: (user + system) / 1e6 + endedChildrenSeconds() - children,
      wall,
      peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    },
    result,
  };
}

/** What two pieces of work took together, one after the other. */
export const together = (one: Spent, other: Spent): Spent => ({
  cpu: one.cpu + other.cpu,
  wall: one.wall + other.wall,
  peakMegabytes: Math.max(one.peakMegabytes, other.peakMegabytes),
});
