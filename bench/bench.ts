import { fork } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { SyntheticExports } from "../examples/synthetic-company/generate.ts";
import { addDays } from "../lib/pipeline/dates.ts";
import type { Task, TaskResult } from "./child.ts";
import { gzipSeconds } from "./gzip.ts";
import { Report } from "./report.ts";

/**
 * The day at scale, each bar as a ratio of two things measured side by side:
 *   npm run bench -- --accounts 100000 --days 92 --usage-per-day 1000000
 * It generates exports, lands and runs each day in processes of their own (whose peak memory it reads), then
 * runs the last day's SQL on bare DuckDB over the same Parquet.
 */
const { values } = parseArgs({
  options: {
    accounts: { type: "string", default: "100000" },
    days: { type: "string", default: "92" },
    "usage-per-day": { type: "string", default: "1000000" },
    repeats: { type: "string", default: "5" },
    "landing-mb": { type: "string", default: "5000" },
    keep: { type: "boolean", default: false },
    // At a small size the bars say nothing: only that the bench itself works.
    "no-bars": { type: "boolean", default: false },
  },
});
const company = {
  accounts: Number(values.accounts),
  usagePerDay: Number(values["usage-per-day"]),
  firstDay: "2025-01-01",
};
const days = Number(values.days);
const repeats = Number(values.repeats);

const directory = await mkdtemp(join(tmpdir(), "bellwether-bench-"));
const report = new Report();
try {
  await buildState();
  await compareWithFloor();
  if (Number(values["landing-mb"]) > 0) await landLargeFile(Number(values["landing-mb"]));
} finally {
  if (values.keep) report.note(`kept in ${directory}`);
  else await rm(directory, { recursive: true, force: true });
}
report.print({ areBarsJudged: values["no-bars"] === false });

/** Every day landed and run, as a live pipeline would have. */
async function buildState(): Promise<void> {
  report.note(`${company.accounts} accounts, ${company.usagePerDay} usage rows a day, ${days} days`);
  await copyFile(
    new URL("../examples/synthetic-company/bellwether.yaml", import.meta.url),
    join(directory, "bellwether.yaml"),
  );
  using exports = await SyntheticExports.open(directory, company);
  const marks = [30, 60, 90] as const;
  const cost = new Map<number, number[]>();
  for (let day = 0; day < days; day += 1) {
    await exports.writeDay(day);
    const asOfDate = addDays(company.firstDay, day);
    const landed = await run({ kind: "land", directory, asOfDate });
    const ran = await run({ kind: "run", directory, asOfDate });
    await rm(join(directory, "exports"), { recursive: true });
    process.stderr.write(
      `day ${day}: landed in ${landed.seconds.toFixed(2)} s (${landed.peakMegabytes} MB), ` +
        `run in ${ran.seconds.toFixed(2)} s (${ran.peakMegabytes} MB)\n`,
    );
    const mark = marks.find((each) => Math.abs(each - day) <= 1);
    if (mark !== undefined) cost.set(mark, [...(cost.get(mark) ?? []), ran.seconds]);
    report.peak("landing", landed.peakMegabytes);
    report.peak("run", ran.peakMegabytes);
    if (day === days - 1) report.stages(ran.stages ?? []);
  }
  const [day30, day60, day90] = marks.map((mark) => median(cost.get(mark) ?? []));
  if (day30 !== undefined) report.measure("day 30, stage 1 to publish", day30, "s");
  if (day60 !== undefined) report.measure("day 60", day60, "s");
  if (day90 !== undefined) report.measure("day 90", day90, "s");
  if (day30 !== undefined && day90 !== undefined)
    report.bar({ name: "day 90 / day 30", ratio: day90 / day30, atMost: 1.15 });
  report.barOn("run peak memory, MB", "run", 4096);
}

/** The head's day again through the pipeline, and its SQL on bare DuckDB, turn by turn. */
async function compareWithFloor(): Promise<void> {
  const asOfDate = addDays(company.firstDay, days - 1);
  const pipeline: number[] = [];
  const floor: number[] = [];
  for (let turn = 0; turn < repeats; turn += 1) {
    pipeline.push((await run({ kind: "repeat", directory, asOfDate })).seconds);
    floor.push((await run({ kind: "floor", directory, asOfDate })).seconds);
  }
  const ratio = median(pipeline.map((seconds, turn) => seconds / (floor[turn] ?? Number.NaN)));
  report.measure("the day through the pipeline", median(pipeline), "s");
  report.measure("the same SQL on bare DuckDB", median(floor), "s");
  report.bar({ name: "pipeline / bare SQL", ratio: ratio ?? Number.NaN, atMost: 1.25 });
}

/** One file of several gigabytes: landing's throughput beside gzip -1, and its memory. */
async function landLargeFile(megabytes: number): Promise<void> {
  const large = join(directory, "large");
  await mkdir(large);
  await copyFile(join(directory, "bellwether.yaml"), join(large, "bellwether.yaml"));
  const rowsPerMegabyte = 16_000;
  using exports = await SyntheticExports.open(large, {
    ...company,
    usagePerDay: megabytes * rowsPerMegabyte,
  });
  await exports.writeUsage(0);
  const file = join(large, "exports/product/usage-2025-01-01.csv");
  const landed = await run({ kind: "land", directory: large, asOfDate: company.firstDay, source: "product" });
  const gzip = await gzipSeconds(file);
  const size = (landed.bytes ?? 0) / 1e6;
  report.measure("landed file", size, "MB");
  report.measure("landing", size / landed.seconds, "MB/s");
  report.measure("gzip -1 of the same bytes", size / gzip, "MB/s");
  report.bar({ name: "landing peak memory, MB", ratio: landed.peakMegabytes, atMost: 300 });
}

function median(numbers: readonly number[]): number | undefined {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Does one task in a process of its own, so that its peak memory is its own too. */
function run(task: Task): Promise<TaskResult> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL("./child.ts", import.meta.url));
    let result: TaskResult | undefined;
    child.on("message", (message) => {
      result = message as TaskResult;
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (result !== undefined && code === 0) resolve(result);
      else reject(new Error(`${task.kind} of ${task.asOfDate} ended with ${code}`));
    });
    child.send(task);
  });
}
