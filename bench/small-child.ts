import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export interface Night {
  readonly date: string;
}

export interface Spent {
  /** Seconds of all threads. */
  readonly cpu: number;
  readonly wall: number;
}

export interface NightResult {
  readonly landing: Spent;
  readonly day: Spent;
}

/** Lands and runs nights of a project with the code of a checkout, which may be of another commit. */
const [checkout = "", directory = ""] = process.argv.slice(2);

const from = <T>(path: string): Promise<T> => import(pathToFileURL(join(checkout, path)).href) as Promise<T>;
const { openProject } =
  await from<typeof import("../lib/local/open-project.ts")>("lib/local/open-project.ts");
const { landProject } = await from<typeof import("../lib/landing/land.ts")>("lib/landing/land.ts");
const { runDay } = await from<typeof import("../lib/pipeline/run-day.ts")>("lib/pipeline/run-day.ts");
const { DirectSteps } = await from<typeof import("../lib/pipeline/steps.ts")>("lib/pipeline/steps.ts");

let today = "";
using local = await openProject({ directory, clock: () => new Date(`${today}T23:00:00Z`) });
const { project, services, inbox } = local;
const steps = new DirectSteps({ stepStarted: () => {}, stepEnded: () => {} });

process.on("message", async ({ date }: Night) => {
  today = date;
  const landing = await spentBy(() => landProject(project.config.sources, { ...services, inbox }));
  const day = await spentBy(() => runDay(steps, services, { project, asOfDate: date }));
  process.send?.({ landing, day } satisfies NightResult);
});
await once(process, "disconnect");

async function spentBy(work: () => Promise<unknown>): Promise<Spent> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / 1e6, wall: (performance.now() - started) / 1e3 };
}
