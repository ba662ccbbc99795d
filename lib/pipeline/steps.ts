import { throwTogether } from "../side-by-side.ts";

/**
 * The three verbs that a run needs from its driver. On AWS the durable execution records each step's result,
 * so that an interrupted run resumes there; on one machine it resumes after its last finished stage.
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
  /** @param items the number of models, audits etc. of a stage; undefined for a single step, such as "publish" */
  stepStarted(name: string, items?: number): void;
  stepEnded(name: string): void;
}

const sideBySide = 3;

/** Steps on one machine: done directly, three models of a stage at a time. */
export class DirectSteps implements Steps {
  readonly #observer: StepObserver;

  constructor(observer: StepObserver) {
    this.#observer = observer;
  }

  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#observer.stepStarted(name);
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

/** Steps inside the items of a map; an observer is only notified of the map itself. */
const quietSteps: Steps = new DirectSteps({ stepStarted: () => {}, stepEnded: () => {} });
