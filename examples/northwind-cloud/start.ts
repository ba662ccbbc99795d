import { cp, mkdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { openOutput } from "../../cli/output.ts";
import { runAndDetect } from "../../lib/alerts/run-and-detect.ts";
import { openProject } from "../../lib/local/open-project.ts";
import { backfill } from "../../lib/pipeline/history.ts";
import { DirectSteps } from "../../lib/pipeline/steps.ts";
import { dateOf, day, firstDay, lastDay, type Period, periods, waysToBuild } from "./calendar.ts";
import { writeExports } from "./generate.ts";
import { Landings } from "./landings.ts";
import { summary } from "./summary.ts";

/**
 * `npm start`: five months of Northwind Cloud, from its exports to its alerts, in demo/. A clock that is set to
 * the night of each export stands in for the 150 days.
 */
const { values: options } = parseArgs({
  options: {
    /** There is no page to serve yet: it ends with the summary either way. */
    "no-serve": { type: "boolean", default: false },
    directory: { type: "string", default: join(import.meta.dirname, "../../demo") },
    /** A part of the 150 days, whose last two nights run live. */
    from: { type: "string", default: dateOf(firstDay) },
    to: { type: "string", default: dateOf(lastDay) },
  },
});
const { directory } = options;

const { line, progress } = openOutput({ isJson: false });
const started = performance.now();
const seconds = (): number => Math.round((performance.now() - started) / 1000);

await rm(directory, { recursive: true, force: true });
await mkdir(directory, { recursive: true });
for (const part of ["bellwether.yaml", "measures"])
  await cp(join(import.meta.dirname, part), join(directory, part), { recursive: true });

const nights = periods(day(options.from), day(options.to));
const { weekly, nightly, live } = waysToBuild(nights);
let today = options.from;
using local = await openProject({ directory, clock: () => new Date(`${today}T23:00:00Z`) });
const { project, services } = local;
const landings = new Landings(local);
let daysBegun = 0;
const steps = new DirectSteps({
  stepStarted: (name) => {
    const date = /^plan (\S+)$/.exec(name)?.[1];
    if (date === undefined) return;
    daysBegun += 1;
    progress.show(`building ${date}, day ${daysBegun} of ${nights.length}`);
  },
  stepEnded: () => {},
});

for (const night of [...weekly, ...nightly]) {
  today = dateOf(night.on);
  if (night.isFirst || today.endsWith("-01")) progress.show(`landing the exports of ${today.slice(0, 7)}`);
  await writeExports(directory, night);
  await landings.landAll();
}

await build(weekly, 7);
await build(nightly, 1);

for (const night of live) {
  today = dateOf(night.on);
  progress.show(`running ${today} live`);
  await writeExports(directory, night);
  await landings.landAll();
  await runAndDetect(steps, services, { project, asOfDate: today });
}
progress.done();

const place = relative(process.cwd(), directory) || ".";
const landed = landings.bySource;
line(await summary(services, { landed, place, lastDay: today, seconds: seconds() }));

/** Builds the days of these nights, which are so many days apart. */
async function build(built: readonly Period[], everyDays: number): Promise<void> {
  const [from, to] = [built[0], built.at(-1)];
  if (from === undefined || to === undefined) return;
  await backfill(steps, services, { project, from: dateOf(from.on), to: dateOf(to.on), everyDays });
}
