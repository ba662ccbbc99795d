import { cp, mkdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { openOutput } from "../../cli/output.ts";
import { runAndDetect } from "../../lib/alerts/run-and-detect.ts";
import { openProject } from "../../lib/local/open-project.ts";
import { backfill } from "../../lib/pipeline/history.ts";
import { DirectSteps } from "../../lib/pipeline/steps.ts";
import { dateOf, firstDaily, firstDay, firstLive, lastDay, lastWeekly, periods } from "./calendar.ts";
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

let today = dateOf(firstDay);
using local = await openProject({ directory, clock: () => new Date(`${today}T23:00:00Z`) });
const { project, services } = local;
const landings = new Landings(local);
const nights = periods();
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

for (const night of nights.filter(({ on }) => on < firstLive)) {
  today = dateOf(night.on);
  if (night.isFirst || today.endsWith("-01")) progress.show(`landing the exports of ${today.slice(0, 7)}`);
  await writeExports(directory, night);
  await landings.landAll();
}

await backfill(steps, services, {
  ...{ project, from: dateOf(firstDay), to: dateOf(lastWeekly), everyDays: 7 },
});
await backfill(steps, services, {
  ...{ project, from: dateOf(firstDaily), to: dateOf(firstLive - 1), everyDays: 1 },
});

for (const night of nights.filter(({ on }) => on >= firstLive)) {
  today = dateOf(night.on);
  progress.show(`running ${today} live`);
  await writeExports(directory, night);
  await landings.landAll();
  await runAndDetect(steps, services, { project, asOfDate: today });
}
progress.done();

const place = relative(process.cwd(), directory) || ".";
const landed = landings.bySource;
line(await summary(services, { landed, place, lastDay: dateOf(lastDay), seconds: seconds() }));
