import { type ChildProcess, execFile, fork } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, stat, symlink } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { dateOf, day, type Period } from "../examples/northwind-cloud/calendar.ts";
import { writeExports } from "../examples/northwind-cloud/generate.ts";
import type { Report } from "./report.ts";
import type { Night, NightResult } from "./small-child.ts";
import { median } from "./statistics.ts";

const execute = promisify(execFile);
const here = resolve(import.meta.dirname, "..");

/** The weeks before the measured nights give each measure and each change its past. */
const weeksBefore = 9;
const firstNight = day("2026-02-01");
const historyDays = 190;

/** Another process that works while the nights run makes a core slower, so that even CPU time says little. */
const isLoaded = (): boolean => (loadavg()[0] ?? 0) > availableParallelism() / 2;

/**
 * The demo's days in this checkout and in another, a night in one and then the same night in the other.
 * @param against a commit, or the folder of a checkout
 */
export async function compareSmallDays(
  report: Report,
  { against, nights, atMost }: { readonly against: string; readonly nights: number; readonly atMost: number },
): Promise<void> {
  const wasLoaded = isLoaded();
  const directory = await mkdtemp(join(tmpdir(), "bellwether-small-"));
  const { checkout, dispose } = await checkoutOf(against, directory);
  const sides = [new Side(here, join(directory, "here")), new Side(checkout, join(directory, "against"))];
  try {
    const [ours = [], theirs = []] = sides.map(() => [] as NightResult[]);
    for (const side of sides) await side.open();
    for (const [index, night] of nightsOf(nights).entries())
      for (const side of index % 2 === 0 ? sides : sides.toReversed()) {
        const result = await side.run(night);
        if (night.isMeasured) (side === sides[0] ? ours : theirs).push(result);
      }
    for (const kind of ["landing", "day"] as const) {
      const here = ours.map((result) => result[kind]);
      const there = theirs.map((result) => result[kind]);
      report.measure(`${kind}, CPU here`, median(here.map(({ cpu }) => cpu)), "s");
      report.measure(`${kind}, CPU against`, median(there.map(({ cpu }) => cpu)), "s");
      report.measure(`${kind}, wall here`, median(here.map(({ wall }) => wall)), "s");
      report.measure(`${kind}, wall against`, median(there.map(({ wall }) => wall)), "s");
      const ratios = here.map(({ cpu }, index) => cpu / (there[index]?.cpu ?? Number.NaN));
      if (kind === "day")
        report.bar({ name: "a small day's CPU / against", ratio: median(ratios), atMost, wasLoaded });
      else report.measure("landing's CPU / against", median(ratios), "");
    }
  } finally {
    for (const side of sides) side.close();
    await dispose();
    await rm(directory, { recursive: true, force: true });
  }
}

/** A checkout at work on the demo in a process of its own. */
class Side {
  readonly #checkout: string;
  readonly #project: string;
  #child: ChildProcess | undefined;

  constructor(checkout: string, project: string) {
    this.#checkout = checkout;
    this.#project = project;
  }

  async open(): Promise<void> {
    await mkdir(this.#project);
    const example = join(this.#checkout, "examples/northwind-cloud");
    for (const part of ["bellwether.yaml", "measures"])
      await cp(join(example, part), join(this.#project, part), { recursive: true });
    this.#child = fork(new URL("./small-child.ts", import.meta.url), [this.#checkout, this.#project]);
  }

  async run(night: Night & { readonly period: Period }): Promise<NightResult> {
    await writeExports(this.#project, night.period);
    const child = this.#child;
    if (child === undefined) throw new Error(`${this.#checkout} is not open`);
    child.send(night);
    const answered = new AbortController();
    const { signal } = answered;
    const ended = once(child, "exit", { signal }).then(([code]) => {
      throw new Error(`the process of ${this.#checkout} ended with ${code}`);
    });
    try {
      const [result] = (await Promise.race([once(child, "message", { signal }), ended])) as [NightResult];
      return result;
    } finally {
      answered.abort();
      await ended.catch(() => undefined);
    }
  }

  close(): void {
    this.#child?.disconnect();
  }
}

function nightsOf(measured: number): (Night & { readonly period: Period; readonly isMeasured: boolean })[] {
  const weekly = Array.from({ length: weeksBefore }, (_, week) => firstNight + 7 * week);
  const lastWeekly = firstNight + 7 * (weeksBefore - 1);
  const nightly = Array.from({ length: measured }, (_, index) => lastWeekly + 1 + index);
  return [...weekly, ...nightly].map((on, index, all) => ({
    date: dateOf(on),
    period: { on, since: (all[index - 1] ?? on - historyDays - 1) + 1, isFirst: index === 0 },
    isMeasured: index >= weeksBefore,
  }));
}

async function checkoutOf(
  against: string,
  directory: string,
): Promise<{ readonly checkout: string; readonly dispose: () => Promise<void> }> {
  const isFolder = await stat(join(against, "lib")).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return { checkout: resolve(against), dispose: async () => {} };
  const checkout = join(directory, "checkout");
  await execute("git", ["-C", here, "worktree", "add", "--detach", checkout, against]);
  await symlink(join(here, "node_modules"), join(checkout, "node_modules"));
  return {
    checkout,
    dispose: async () => {
      await execute("git", ["-C", here, "worktree", "remove", "--force", checkout]);
    },
  };
}
