import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { dateOf, day, type Period } from "../examples/northwind-cloud/calendar.ts";
import { writeExports } from "../examples/northwind-cloud/generate.ts";
import { OtherCheckout } from "./checkout.ts";
import type { Report } from "./report.ts";
import { Runner, thisCheckout } from "./runner.ts";
import type { Spent } from "./spent.ts";
import { compare, type Turn, takeTurns, whyLoaded } from "./turns.ts";

/** The weeks before the measured nights give each measure and each change its past. */
const weeksBefore = 9;
const firstNight = day("2026-02-01");
const historyDays = 190;

interface Night {
  readonly landing: Spent;
  readonly run: Spent;
}

/**
 * The demo's days in this checkout and in another, night by night.
 * @param against a commit, or the folder of a checkout
 */
export async function benchSmall(
  report: Report,
  directory: string,
  { against, nights, atMost }: { readonly against: string; readonly nights: number; readonly atMost: number },
): Promise<void> {
  report.note(`The demo's days, each in this checkout and in ${against}.`);
  await using other = await OtherCheckout.open(against, directory);
  await using ours = await Side.open(thisCheckout, join(directory, "ours"));
  await using theirs = await Side.open(other.path, join(directory, "theirs"));
  const { before, measured } = demoPeriods(nights);
  for (const period of before) for (const side of [ours, theirs]) await side.night(period);

  const sides = [ours, theirs].map((side) => async (turn: number) => {
    const period = measured[turn];
    if (period === undefined) throw new Error(`there is no night ${turn}`);
    return side.night(period);
  });
  const turns = await takeTurns(nights, sides);
  const runs = spentOn("run", turns);
  report.comparison("a landing", `a landing by ${against}`, spentOn("landing", turns));
  report.comparison("a run", `a run by ${against}`, runs);
  report.bar({
    ...{ name: `CPU of a small run / by ${against}`, figure: compare(runs, 0, 1).ratio.cpu.median },
    ...{ limit: { atMost }, notJudged: whyLoaded(turns) },
  });
}

const spentOn = (kind: keyof Night, turns: readonly Turn<Night>[]): readonly Turn<Spent>[] =>
  turns.map(({ results, others }) => ({ results: results.map((night) => night[kind]), others }));

/** A checkout at work on the demo in a process of its own. */
export class Side implements AsyncDisposable {
  readonly #directory: string;
  readonly #runner: Runner;

  private constructor(directory: string, runner: Runner) {
    this.#directory = directory;
    this.#runner = runner;
  }

  static async open(checkout: string, directory: string): Promise<Side> {
    await mkdir(directory);
    const example = join(checkout, "examples/northwind-cloud");
    for (const part of ["bellwether.yaml", "measures"])
      await cp(join(example, part), join(directory, part), { recursive: true });
    return new Side(directory, new Runner({ checkout, directory }));
  }

  async night(period: Period): Promise<Night> {
    await writeExports(this.#directory, period);
    const asOfDate = dateOf(period.on);
    const landing = await this.#runner.perform({ kind: "land", asOfDate });
    const run = await this.#runner.perform({ kind: "run", asOfDate });
    return { landing: landing.spent, run: run.spent };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runner[Symbol.asyncDispose]();
  }
}

/** Some weeks of the demo, then nights. */
export function demoPeriods(nights: number): {
  readonly before: readonly Period[];
  readonly measured: readonly Period[];
} {
  const weekly = Array.from({ length: weeksBefore }, (_, week) => firstNight + 7 * week);
  const lastWeekly = firstNight + 7 * (weeksBefore - 1);
  const nightly = Array.from({ length: nights }, (_, index) => lastWeekly + 1 + index);
  const all = [...weekly, ...nightly].map(
    (on, index, days): Period => ({
      on,
      since: (days[index - 1] ?? on - historyDays - 1) + 1,
      isFirst: index === 0,
    }),
  );
  return { before: all.slice(0, weeksBefore), measured: all.slice(weeksBefore) };
}
