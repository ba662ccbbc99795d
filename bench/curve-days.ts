import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Bar } from "./bars.ts";
import { dateOf, liveDays, type Size, tell } from "./company.ts";
import { asRatio, cellsOf, inThousands, type Report } from "./report.ts";
import { performAlone, Runner } from "./runner.ts";
import type { Spent } from "./spent.ts";
import { compare, loadOf, type Turn, takeTurns, usual, whyLoaded } from "./turns.ts";

const execute = promisify(execFile);

const size: Size = { accounts: 1_000, usagePerDay: 10_000 };

/** A day with more and more days behind it: each is run again from the state that the project had then. */
export async function curveDays(
  report: Report,
  directory: string,
  { marks, turns }: { readonly marks: readonly number[]; readonly turns: number },
): Promise<void> {
  report.note(
    `${inThousands(size.accounts)} accounts with ${inThousands(size.usagePerDay)} usage rows a day, ` +
      "with more and more days behind a day.",
  );
  const stateOf = (mark: number): string => join(directory, `day-${mark}`);
  await buildStates(join(directory, "project"), marks, stateOf);
  const taken = await takeTurns(
    turns,
    marks.map((mark) => async () => {
      const task = { kind: "repeat", asOfDate: dateOf(mark) } as const;
      return (await performAlone({ directory: stateOf(mark) }, task)).spent;
    }),
  );
  const rows = marks.map((mark, side) => [
    `${mark}`,
    ...cellsOf(usual(taken, side)),
    asRatio(compare(taken, side, 0).ratio.cpu),
  ]);
  report.table(["day", "CPU s", "wall s", "peak MB", `CPU / day ${marks[0]}'s`], rows);
  report.note(loadOf(taken));
  for (const bar of barsOf(marks, taken)) report.bar(bar);
}

/** Lands and runs every day, and keeps the state of those that are marked. */
async function buildStates(
  directory: string,
  marks: readonly number[],
  stateOf: (mark: number) => string,
): Promise<void> {
  let runner: Runner | undefined;
  await liveDays(
    { directory, days: marks.at(-1) ?? 0, size },
    (task) => {
      // Only now is there a project to open.
      runner ??= new Runner({ directory });
      return runner.perform(task);
    },
    async (day, live) => {
      if (day % 10 === 0) tell(`day ${day}`, live);
      // Written files never change, so hard links are enough of a copy.
      if (marks.includes(day)) await execute("cp", ["-al", directory, stateOf(day)]);
    },
  );
  await runner?.[Symbol.asyncDispose]();
}

function barsOf(marks: readonly number[], taken: readonly Turn<Spent>[]): readonly Bar[] {
  const [early, late] = [marks.indexOf(60), marks.indexOf(360)];
  if (early < 0 || late < 0) return [];
  const { ratio } = compare(taken, late, early);
  return [
    {
      ...{ name: "CPU of day 360 / of day 60", figure: ratio.cpu.median },
      ...{ limit: { atMost: 1.15 }, notJudged: whyLoaded(taken) },
    },
  ];
}
