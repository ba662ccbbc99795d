import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { SyntheticExports } from "../examples/synthetic-company/generate.ts";
import { addDays } from "../lib/dates.ts";
import type { Task, TaskResult } from "./runner.ts";

export interface Size {
  readonly accounts: number;
  readonly usagePerDay: number;
}

const firstDay = "2025-01-01";
export const configFile = new URL("../examples/synthetic-company/bellwether.yaml", import.meta.url);

/** The date of a day of the made-up company, counted from 1. */
export const dateOf = (day: number): string => addDays(firstDay, day - 1);

export interface LiveDay {
  readonly landing: TaskResult;
  readonly run: TaskResult;
}

/**
 * Lands and runs the first days of a made-up company, as a live pipeline would.
 * @param directory an empty folder, which becomes the project
 * @param observe sees each day once it is published
 */
export async function liveDays(
  { directory, days, size }: { readonly directory: string; readonly days: number; readonly size: Size },
  perform: (task: Task) => Promise<TaskResult>,
  observe: (day: number, result: LiveDay) => Promise<void>,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  await copyFile(configFile, join(directory, "bellwether.yaml"));
  using exports = await SyntheticExports.open(directory, { ...size, firstDay });
  for (let day = 1; day <= days; day += 1) {
    await exports.writeDay(day - 1);
    const asOfDate = dateOf(day);
    const landing = await perform({ kind: "land", asOfDate });
    const run = await perform({ kind: "run", asOfDate });
    await rm(join(directory, "exports"), { recursive: true });
    await observe(day, { landing, run });
  }
}

/** Tells on stderr how far it is. */
export function tell(what: string, { landing, run }: LiveDay): void {
  const told = ({ spent: { cpu, wall, peakMegabytes } }: TaskResult): string =>
    `${cpu.toFixed(1)} CPU s, ${wall.toFixed(1)} s, ${peakMegabytes} MB`;
  process.stderr.write(`${what}: landed in ${told(landing)}; run in ${told(run)}\n`);
}
