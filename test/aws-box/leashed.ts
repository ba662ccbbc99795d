import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";

const shownLines = 30;

/** A program that ends with this process, however this process ends. */
export class Leashed implements AsyncDisposable {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #log: string;

  private constructor(name: string, child: ChildProcess, log: string) {
    this.#name = name;
    this.#child = child;
    this.#log = log;
  }

  static async start({
    name,
    python,
    command,
    directory,
    environment,
    log,
    secondsToEnd,
  }: {
    readonly name: string;
    readonly python: string;
    readonly command: readonly string[];
    readonly directory: string;
    readonly environment: Readonly<Record<string, string>>;
    /** The file for all of its output. */
    readonly log: string;
    /** The time it has to end by itself. */
    readonly secondsToEnd: number;
  }): Promise<Leashed> {
    const output = await open(log, "w");
    const leash = join(import.meta.dirname, "leash.py");
    const child = spawn(python, [leash, String(secondsToEnd), ...command], {
      cwd: directory,
      env: { ...process.env, ...environment },
      stdio: ["pipe", output.fd, output.fd],
      // An interrupted test run gets a signal from the terminal that must not reach the program: it ends when released.
      detached: true,
    });
    await once(child, "spawn");
    await output.close();
    return new Leashed(name, child, log);
  }

  /** Calls `isReady` until it returns true. @throws when the program ends first, or takes too long */
  async ready(
    isReady: () => Promise<boolean>,
    { timeoutSeconds }: { readonly timeoutSeconds: number },
  ): Promise<void> {
    const deadline = Date.now() + timeoutSeconds * 1000;
    while (!(await isReady())) {
      if (this.#child.exitCode !== null) throw new Error(await this.#failure("has ended"));
      if (Date.now() > deadline)
        throw new Error(await this.#failure(`is not ready after ${timeoutSeconds} s`));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.stdin?.end();
    await ended;
  }

  async #failure(what: string): Promise<string> {
    const lines = (await readFile(this.#log, "utf8")).trimEnd().split("\n");
    return `${this.#name} ${what}; ${this.#log} ends with:\n${lines.slice(-shownLines).join("\n")}`;
  }
}
