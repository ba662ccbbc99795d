import { throwTogether } from "../side-by-side.ts";

/**
 * The three verbs a run needs of whatever drives it. On AWS each step's result is remembered by the durable
 * execution, so that a run broken off goes on where it was; on one machine it goes on after its last whole stage.
 */
export interface Steps {
  /** Does something once and gives its result: small, JSON, at most 4 KB. */
  run<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Does the same for each item, some side by side, and gives their results in order. */
  map<I extends { readonly name: string }, T>(
    name: string,
    items: readonly I[],
    work: (item: I, steps: Steps) => Promise<T>,
  ): Promise<readonly T[]>;
  /** Looks again and again, with growing pauses, until there is something to see. */
  waitUntil<T>(name: string, look: () => Promise<T | undefined>): Promise<T>;
}

export interface StepObserver {
  stepStarted(name: string, items: number): void;
  stepEnded(name: string): void;
}

const sideBySide = 3;

/** Steps of one machine: done directly, models of a stage three at a time. */
export class DirectSteps implements Steps {
  readonly #observer: StepObserver;

  constructor(observer: StepObserver) {
    this.#observer = observer;
  }

  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#observer.stepStarted(name, 1);
    const result = await work();
    this.#observer.stepEnded(name);
    return result;
  }

  async map<I extends { readonly name: string }, T>(
    name: string,
    items: readonly I[],
    work: (item: I, steps: Steps) => Promise<T>,
  ): Promise<readonly T[]> {
    this.#observer.stepStarted(name, items.length);
    const results: T[] = [];
    const queue = items.entries();
    const worker = async () => {
      for (const [index, item] of queue) results[index] = await work(item, quietSteps);
    };
    const workers = await Promise.allSettled(Array.from({ length: sideBySide }, worker));
    const failures = workers.flatMap((settled) => (settled.status === "rejected" ? [settled.reason] : []));
    throwTogether(failures);
    this.#observer.stepEnded(name);
    return results;
  }

  async waitUntil<T>(_name: string, look: () => Promise<T | undefined>): Promise<T> {
    for (let pauseMilliseconds = 10; ; pauseMilliseconds = Math.min(pauseMilliseconds * 2, 5_000)) {
      const seen = await look();
      if (seen !== undefined) return seen;
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
    }
  }
}

/** Steps within the items of a map: the map itself is what an observer hears of. */
const quietSteps: Steps = new DirectSteps({ stepStarted: () => {}, stepEnded: () => {} });
