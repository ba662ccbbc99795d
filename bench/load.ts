import { setTimeout as pause } from "node:timers/promises";
import { familySeconds, machineSeconds } from "./proc.ts";

/**
 * The cores that other processes may use while something is measured. They slow it down even where a core is left
 * for it: caches and memory are shared, and so are the two threads of a core.
 */
export const quietCores = 0.25;

const lookMilliseconds = 300;

/** Watches how many cores other processes use, before some work and during it. */
export class LoadWatch {
  readonly #before: number;
  readonly #start: Reading;

  private constructor(before: number, start: Reading) {
    this.#before = before;
    this.#start = start;
  }

  /** Looks at the machine for a moment; the work begins after it. */
  static async begin(): Promise<LoadWatch> {
    const first = read();
    await pause(lookMilliseconds);
    const second = read();
    return new LoadWatch(othersCores(first, second), second);
  }

  /** The most cores that others used on average, before the work or during it. */
  end(): number {
    return Math.max(this.#before, othersCores(this.#start, read()));
  }
}

interface Reading {
  readonly at: number;
  readonly machine: number;
  readonly family: number;
}

const read = (): Reading => ({
  at: performance.now() / 1e3,
  machine: machineSeconds(),
  family: familySeconds(),
});

export function othersCores(from: Reading, to: Reading): number {
  const others = to.machine - from.machine - (to.family - from.family);
  return Math.max(0, others / (to.at - from.at));
}
