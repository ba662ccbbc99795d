import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { Spent } from "./spent.ts";

export interface Task {
  /** `repeat` runs the head's day again from its plan; `floor` runs that plan's SQL alone. */
  readonly kind: "land" | "run" | "repeat" | "floor";
  readonly asOfDate: string;
  /** Lands only this source. @default all */
  readonly source?: string;
}

export interface StageTime {
  readonly stage: string;
  readonly seconds: number;
}

export interface TaskResult {
  readonly spent: Spent;
  /** Of a run. */
  readonly stages?: readonly StageTime[];
  /** What a landing has read. */
  readonly bytes?: number;
}

export const thisCheckout = resolve(import.meta.dirname, "..");

export interface RunnerOptions {
  readonly directory: string;
  /** @default this one */
  readonly checkout?: string;
}

/** A process that lands and runs days of a project with the code of a checkout. */
export class Runner implements AsyncDisposable {
  readonly #name: string;
  readonly #child: ChildProcess;

  constructor({ directory, checkout = thisCheckout }: RunnerOptions) {
    this.#name = `the process of ${checkout} in ${directory}`;
    this.#child = fork(new URL("./child.ts", import.meta.url), [checkout, directory]);
  }

  async perform(task: Task): Promise<TaskResult> {
    this.#child.send(task);
    const answered = new AbortController();
    const { signal } = answered;
    const ended = once(this.#child, "exit", { signal }).then(([code]) => {
      throw new Error(`${this.#name} ended with ${code}`);
    });
    try {
      const [result] = (await Promise.race([once(this.#child, "message", { signal }), ended])) as [
        TaskResult,
      ];
      return result;
    } finally {
      answered.abort();
      await ended.catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
  }
}

/** Performs a task in a process of its own, so that its peak memory is its own. */
export async function performAlone(options: RunnerOptions, task: Task): Promise<TaskResult> {
  await using runner = new Runner(options);
  return await runner.perform(task);
}
