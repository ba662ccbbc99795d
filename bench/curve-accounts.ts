import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Bar } from "./bars.ts";
import { liveDays, tell } from "./company.ts";
import { LoadWatch } from "./load.ts";
import { cellsOf, type Report } from "./report.ts";
import { performAlone } from "./runner.ts";
import { type Spent, together } from "./spent.ts";
import { median } from "./statistics.ts";
import { countedTurns, loadOf, type Turn, whyLoaded } from "./turns.ts";

const usageOfAccount = 10;

/** A day of companies of several sizes. */
export async function curveAccounts(
  report: Report,
  directory: string,
  {
    accounts,
    days,
    turns,
  }: { readonly accounts: readonly number[]; readonly days: number; readonly turns: number },
): Promise<void> {
  report.note(
    `Companies with ${usageOfAccount} usage rows an account and day: the median of the last ` +
      `${Math.min(turns, days)} of ${days} days, and the peaks of all.`,
  );
  const rows: (readonly string[])[] = [];
  const loads: string[] = [];
  for (const size of accounts) {
    const own = join(directory, `${size}`);
    const taken = await liveTurns(own, { accounts: size, days });
    await rm(own, { recursive: true });
    const last = taken.slice(-turns);
    const landing = typical(taken, last, 0);
    const run = typical(taken, last, 1);
    loads.push(`${size} accounts: ${loadOf(last)}`);
    rows.push([`${size}`, `${size * usageOfAccount}`, ...cellsOf(landing), ...cellsOf(run)]);
    for (const bar of barsOf(size, { landing, run, notJudged: whyLoaded(last) })) report.bar(bar);
  }
  const kinds = ["landing", "run"].flatMap((kind) => [`${kind}: CPU s`, "wall s", "peak MB"]);
  report.table(["accounts", "usage rows a day", ...kinds], rows);
  for (const load of loads) report.note(load);
}

/** A turn for each day: its landing and its run, each in a process of its own. */
async function liveTurns(
  directory: string,
  { accounts, days }: { readonly accounts: number; readonly days: number },
): Promise<readonly Turn<Spent>[]> {
  const turns: Turn<Spent>[] = [];
  let others = 0;
  await liveDays(
    { directory, days, size: { accounts, usagePerDay: accounts * usageOfAccount } },
    async (task) => {
      const watch = await LoadWatch.begin();
      const result = await performAlone({ directory }, task);
      others = Math.max(others, watch.end());
      return result;
    },
    async (day, live) => {
      tell(`${accounts} accounts, day ${day}`, live);
      turns.push({ results: [live.landing.spent, live.run.spent], others });
      others = 0;
    },
  );
  return turns;
}

/** The median of the last days. Memory does not depend on load: its peak is that of every day. */
function typical(all: readonly Turn<Spent>[], last: readonly Turn<Spent>[], side: number): Spent {
  const of = (turns: readonly Turn<Spent>[], kind: keyof Spent): number[] =>
    turns.map(({ results }) => results[side]?.[kind] ?? Number.NaN);
  const counted = countedTurns(last);
  return {
    cpu: median(of(counted, "cpu")),
    wall: median(of(counted, "wall")),
    peakMegabytes: Math.max(...of(all, "peakMegabytes")),
  };
}

function barsOf(
  accounts: number,
  {
    landing,
    run,
    notJudged,
  }: { readonly landing: Spent; readonly run: Spent; readonly notJudged: string | undefined },
): readonly Bar[] {
  const peak = (atMost: number): Bar => ({
    ...{ name: `peak memory of a run at ${accounts} accounts`, unit: "MB", figure: run.peakMegabytes },
    limit: { atMost },
  });
  const wall = (atMost: number): Bar => ({
    ...{ name: `wall time of a landing and a run at ${accounts} accounts`, unit: "s" },
    ...{ figure: together(landing, run).wall, limit: { atMost }, notJudged },
  });
  switch (accounts) {
    case 100_000:
      return [peak(2048)];
    case 300_000:
      return [wall(300), peak(6144)];
    default:
      return [];
  }
}
