import { once } from "node:events";
import { landProject, loadsOf } from "../lib/landing/land.ts";
import { openProject } from "../lib/local/open-project.ts";
import { repeatDays } from "../lib/pipeline/history.ts";
import { runDay } from "../lib/pipeline/run-day.ts";
import { DirectSteps, type StepObserver } from "../lib/pipeline/steps.ts";
import { runFloor } from "./floor.ts";

export interface Task {
  readonly kind: "land" | "run" | "repeat" | "floor";
  readonly directory: string;
  readonly asOfDate: string;
  readonly source?: string;
}

export interface StageTime {
  readonly stage: string;
  readonly seconds: number;
}

export interface TaskResult {
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly stages?: readonly StageTime[];
  readonly bytes?: number;
}

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

const [task] = (await once(process, "message")) as [Task];
const { directory, asOfDate } = task;
using local = await openProject({ directory, clock: () => new Date(`${asOfDate}T23:00:00Z`) });
const clock = new StageClock();
const steps = new DirectSteps(clock);
const started = performance.now();
const result = await perform();
const seconds = (performance.now() - started) / 1000;
// Linux reports the peak in KiB.
const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
process.send?.({ seconds, peakMegabytes, ...result } satisfies TaskResult, () => process.disconnect());

async function perform(): Promise<Partial<TaskResult>> {
  const { project, services, inbox } = local;
  switch (task.kind) {
    case "land": {
      const sources = project.config.sources.filter(({ name }) => (task.source ?? name) === name);
      const loads = loadsOf(await landProject(sources, { ...services, inbox }));
      return { bytes: loads.reduce((sum, { bytes_read }) => sum + bytes_read, 0) };
    }
    case "run":
      await runDay(steps, services, { project, asOfDate });
      return { stages: clock.times };
    case "repeat":
      await repeatDays(steps, services, { from: asOfDate });
      return { stages: clock.times };
    case "floor":
      await runFloor({ directory, services });
      return {};
  }
}
