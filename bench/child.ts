import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { StepObserver } from "../lib/pipeline/steps.ts";
import type { StageTime, Task, TaskResult } from "./runner.ts";
import { spentBy } from "./spent.ts";

/** Lands and runs days of a project with the code of a checkout, which may be of another commit. */
const [checkout = "", directory = ""] = process.argv.slice(2);

const from = <T>(path: string): Promise<T> => import(pathToFileURL(join(checkout, path)).href) as Promise<T>;
const { openProject } =
  await from<typeof import("../lib/local/open-project.ts")>("lib/local/open-project.ts");
const { landProject, loadsOf } = await from<typeof import("../lib/landing/land.ts")>("lib/landing/land.ts");
const { repeatDays } = await from<typeof import("../lib/pipeline/history.ts")>("lib/pipeline/history.ts");
const { runDay } = await from<typeof import("../lib/pipeline/run-day.ts")>("lib/pipeline/run-day.ts");
const { DirectSteps } = await from<typeof import("../lib/pipeline/steps.ts")>("lib/pipeline/steps.ts");

class StageClock implements StepObserver {
  readonly times: StageTime[] = [];
  #started = 0;

  stepStarted(): void {
    this.#started = performance.now();
  }

  stepEnded(stage: string): void {
    this.times.push({ stage, seconds: (performance.now() - this.#started) / 1000 });
  }
}

let today = "";
using local = await openProject({ directory, clock: () => new Date(`${today}T23:00:00Z`) });
const { project, services, inbox } = local;

process.on("message", async (task: Task) => {
  today = task.asOfDate;
  const { spent, result } = await spentBy(() => perform(task));
  process.send?.({ spent, ...result } satisfies TaskResult);
});
await new Promise((resolve) => process.once("disconnect", resolve));

async function perform({ kind, asOfDate, source }: Task): Promise<Omit<TaskResult, "spent">> {
  const clock = new StageClock();
  const steps = new DirectSteps(clock);
  switch (kind) {
    case "land": {
      const sources = project.config.sources.filter(({ name }) => (source ?? name) === name);
      const loads = loadsOf(await landProject(sources, { ...services, inbox }));
      return { bytes: loads.reduce((sum, { bytes_read }) => sum + bytes_read, 0) };
    }
    case "run":
      await runDay(steps, services, { project, asOfDate });
      return { stages: clock.times };
    case "repeat":
      await repeatDays(steps, services, { from: asOfDate });
      return {};
    case "floor": {
      // It reads this checkout's state, and is of no use to another's.
      const { runFloor } = await import("./floor.ts");
      await runFloor({ directory, services });
      return {};
    }
  }
}
