import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Bar } from "./bars.ts";
import { liveDays, tell } from "./company.ts";
import { LoadWatch } from "./load.ts";
import { cellsOf, inThousands, type Report } from "./report.ts";
import { performAlone } from "./runner.ts";
import { type Spent, together } from "./spent.ts";
import { loadOf, type Turn, usual, whyLoaded } from "./turns.ts";

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
    // The first day brings the history, and may need the most memory.
    const side = (index: number): Spent => {
      const { peakMegabytes } = usual(taken, index);
      return { ...usual(last, index), peakMegabytes };
    };
    const [landing, run] = [side(0), side(1)] as const;
    loads.push(`${inThousands(size)} accounts: ${loadOf(last)}`);
    rows.push([inThousands(size), inThousands(size * usageOfAccount), ...cellsOf(landing), ...cellsOf(run)]);
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

function barsOf(
  accounts: number,
  {
    landing,
    run,
    notJudged,
  }: { readonly landing: Spent; readonly run: Spent; readonly notJudged: string | undefined },
): readonly Bar[] {
  const peak = (atMost: number): Bar => ({
    ...{
      name: `peak memory of a run at ${inThousands(accounts)} accounts`,
      unit: "MB",
      figure: run.peakMegabytes,
    },
    limit: { atMost },
  });
  const wall = (atMost: number): Bar => ({
    ...{ name: `wall time of a landing and a run at ${inThousands(accounts)} accounts`, unit: "s" },
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
