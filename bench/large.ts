import { join } from "node:path";
import { OtherCheckout } from "./checkout.ts";
import { dateOf, liveDays, type Size, tell } from "./company.ts";
import { cellsOf, inSeconds, inThousands, type Report } from "./report.ts";
import { performAlone, type RunnerOptions, type StageTime } from "./runner.ts";
import type { Spent } from "./spent.ts";
import { compare, takeTurns, whyLoaded } from "./turns.ts";

export interface LargeOptions {
  readonly size: Size;
  readonly days: number;
  readonly turns: number;
  /** Another commit or checkout, to compare with as well. */
  readonly against: string | undefined;
}

/** The sizes that the bars are for. */
const barsAreFor: Size = { accounts: 100_000, usagePerDay: 1_000_000 };

/** A large day beside its own SQL on bare DuckDB, and beside the same day by another commit. */
export async function benchLarge(
  report: Report,
  directory: string,
  { size, days, turns, against }: LargeOptions,
): Promise<void> {
  report.note(
    `${inThousands(size.accounts)} accounts, ${inThousands(size.usagePerDay)} usage rows a day, the last of ${days} days.`,
  );
  const isOfSize = size.accounts === barsAreFor.accounts && size.usagePerDay === barsAreFor.usagePerDay;
  const otherSize = isOfSize
    ? undefined
    : `for ${inThousands(barsAreFor.accounts)} accounts and ${inThousands(barsAreFor.usagePerDay)} usage rows`;
  const task = { asOfDate: dateOf(days) };

  const ours = { directory: join(directory, "ours") };
  const built = await build(ours, { size, days });
  report.table(["the last day", "CPU s", "wall s", "peak MB"], built.rows);
  report.table(
    ["its slowest stages", "wall s"],
    slowest(built.stages).map(({ stage, seconds }) => [stage, inSeconds(seconds)]),
  );
  report.bar({
    ...{ name: "peak memory of a run", unit: "MB", figure: built.peakMegabytes },
    ...{ limit: { atMost: 2048 }, notJudged: otherSize },
  });

  const repeat = (options: RunnerOptions) => async (): Promise<Spent> =>
    (await performAlone(options, { kind: "repeat", ...task })).spent;
  const floor = async (): Promise<Spent> => (await performAlone(ours, { kind: "floor", ...task })).spent;
  const besideFloor = await takeTurns(turns, [repeat(ours), floor]);
  report.comparison("the day through the pipeline", "its SQL on bare DuckDB", besideFloor);
  report.bar({
    ...{ name: "CPU of a day / of its bare SQL", figure: compare(besideFloor, 0, 1).ratio.cpu.median },
    ...{ limit: { atMost: 1.25 }, notJudged: otherSize ?? whyLoaded(besideFloor) },
  });

  if (against === undefined) return;
  await using other = await OtherCheckout.open(against, directory);
  const theirs = { directory: join(directory, "theirs"), checkout: other.path };
  await build(theirs, { size, days });
  const besideOther = await takeTurns(turns, [repeat(ours), repeat(theirs)]);
  report.comparison("the day", `the day by ${against}`, besideOther);
  report.bar({
    ...{ name: `CPU of a day / by ${against}`, figure: compare(besideOther, 0, 1).ratio.cpu.median },
    ...{ limit: { atMost: 1.05 }, notJudged: otherSize ?? whyLoaded(besideOther) },
  });
}

const slowest = (stages: readonly StageTime[]): readonly StageTime[] =>
  stages.toSorted((a, b) => b.seconds - a.seconds).slice(0, 8);

async function build(
  options: RunnerOptions,
  { size, days }: { readonly size: Size; readonly days: number },
): Promise<{
  readonly rows: readonly (readonly string[])[];
  readonly stages: readonly StageTime[];
  /** Of the day that took most. */
  readonly peakMegabytes: number;
}> {
  let peakMegabytes = 0;
  let rows: readonly (readonly string[])[] = [];
  let stages: readonly StageTime[] = [];
  await liveDays(
    { directory: options.directory, days, size },
    (task) => performAlone(options, task),
    async (day, live) => {
      tell(`day ${day}`, live);
      const { landing, run } = live;
      peakMegabytes = Math.max(peakMegabytes, run.spent.peakMegabytes);
      rows = [
        ["landing", ...cellsOf(landing.spent)],
        ["run", ...cellsOf(run.spent)],
      ];
      stages = run.stages ?? [];
    },
  );
  return { rows, stages, peakMegabytes };
}
