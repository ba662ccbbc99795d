import { execFile, fork } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { SyntheticExports } from "../examples/synthetic-company/generate.ts";
import { addDays } from "../lib/dates.ts";
import type { Task, TaskResult } from "./child.ts";
import { gzipSeconds } from "./gzip.ts";
import { Report } from "./report.ts";
import { compareSmallDays } from "./small.ts";
import { median } from "./statistics.ts";

const execute = promisify(execFile);

/**
 * The day at scale, each bar as a ratio of two things measured side by side:
 *   npm run bench -- --accounts 100000 --days 92 --usage-per-day 1000000
 * It generates exports, lands and runs each day in processes of their own (whose peak memory it reads), then
 * runs the last day's SQL on bare DuckDB over the same Parquet.
 *
 *   npm run bench -- --small --against <commit or folder>
 *
 * compares the CPU of the demo's days with another commit's, night by night.
 */
const { values } = parseArgs({
  options: {
    accounts: { type: "string", default: "100000" },
    days: { type: "string", default: "92" },
    "usage-per-day": { type: "string", default: "1000000" },
    repeats: { type: "string", default: "5" },
    "landing-mb": { type: "string", default: "5000" },
    keep: { type: "boolean", default: false },
    small: { type: "boolean", default: false },
    against: { type: "string", default: "HEAD~1" },
    nights: { type: "string", default: "16" },
    "at-most": { type: "string", default: "1.05" },
    // At a small size this only tests that the bench works, and the bars mean nothing.
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

/** Days whose state is kept, to run each again next to the others. */
const marks = [30, 60, 90] as const;

const directory = await mkdtemp(join(tmpdir(), "bellwether-bench-"));
const project = join(directory, "project");
const report = new Report();
try {
  if (values.small)
    await compareSmallDays(report, {
      against: values.against,
      nights: Number(values.nights),
      atMost: Number(values["at-most"]),
    });
  else await measureAtScale();
} finally {
  if (values.keep) report.note(`kept in ${directory}`);
  else await rm(directory, { recursive: true, force: true });
}
report.print({ areBarsJudged: values["no-bars"] === false });

async function measureAtScale(): Promise<void> {
  await buildState();
  await compareDays();
  await compareWithFloor();
  if (Number(values["landing-mb"]) > 0) await landLargeFile(Number(values["landing-mb"]));
}

/** Lands and runs every day, as a live pipeline would. */
async function buildState(): Promise<void> {
  report.note(`${company.accounts} accounts, ${company.usagePerDay} usage rows a day, ${days} days`);
  await mkdir(project);
  await copyFile(
    new URL("../examples/synthetic-company/bellwether.yaml", import.meta.url),
    join(project, "bellwether.yaml"),
  );
  using exports = await SyntheticExports.open(project, company);
  for (let day = 0; day < days; day += 1) {
    await exports.writeDay(day);
    const asOfDate = addDays(company.firstDay, day);
    const landed = await run({ kind: "land", directory: project, asOfDate });
    const ran = await run({ kind: "run", directory: project, asOfDate });
    await rm(join(project, "exports"), { recursive: true });
    process.stderr.write(
      `day ${day}: landed in ${landed.seconds.toFixed(2)} s (${landed.peakMegabytes} MB), ` +
        `run in ${ran.seconds.toFixed(2)} s (${ran.peakMegabytes} MB)\n`,
    );
    report.peak("run", ran.peakMegabytes);
    if (day === days - 1) report.stages(ran.stages ?? []);
    // Written files never change, so hard links are enough of a copy.
    if (marks.some((mark) => mark === day)) await execute("cp", ["-al", project, stateOf(day)]);
  }
  report.barOn("run peak memory, MB", "run", 4096);
}

const stateOf = (day: number): string => join(directory, `day-${day}`);

/** Runs days 30, 60 and 90 again from the state each had, in rotation, so that noise of the machine spreads evenly. */
async function compareDays(): Promise<void> {
  const kept = marks.filter((mark) => mark < days);
  const seconds = new Map<number, number[]>(kept.map((mark) => [mark, []]));
  for (let turn = 0; turn < repeats; turn += 1)
    for (const mark of kept) {
      const asOfDate = addDays(company.firstDay, mark);
      const repeated = await run({ kind: "repeat", directory: stateOf(mark), asOfDate });
      seconds.get(mark)?.push(repeated.seconds);
    }
  for (const [mark, times] of seconds) report.measure(`day ${mark}, stage 1 to publish`, median(times), "s");
  const [day30 = [], , day90 = []] = marks.map((mark) => seconds.get(mark) ?? []);
  const ratios = day90.map((time, turn) => time / (day30[turn] ?? Number.NaN));
  if (ratios.length > 0) report.bar({ name: "day 90 / day 30", ratio: median(ratios), atMost: 1.15 });
}

/** Runs the head's day again through the pipeline, alternating with its SQL on bare DuckDB. */
async function compareWithFloor(): Promise<void> {
  const asOfDate = addDays(company.firstDay, days - 1);
  const pipeline: number[] = [];
  const floor: number[] = [];
  for (let turn = 0; turn < repeats; turn += 1) {
    pipeline.push((await run({ kind: "repeat", directory: project, asOfDate })).seconds);
    floor.push((await run({ kind: "floor", directory: project, asOfDate })).seconds);
  }
  const ratio = median(pipeline.map((seconds, turn) => seconds / (floor[turn] ?? Number.NaN)));
  report.measure("the day through the pipeline", median(pipeline), "s");
  report.measure("the same SQL on bare DuckDB", median(floor), "s");
  report.bar({ name: "pipeline / bare SQL", ratio, atMost: 1.25 });
}

/** Lands one file of several gigabytes: measures throughput against gzip -1, and memory. */
async function landLargeFile(megabytes: number): Promise<void> {
  const large = join(directory, "large");
  await mkdir(large);
  await copyFile(join(project, "bellwether.yaml"), join(large, "bellwether.yaml"));
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

/** Runs one task in its own process, so that its peak memory is its own. */
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
