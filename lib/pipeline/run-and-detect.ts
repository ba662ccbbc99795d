import type { Project } from "../config/load.ts";
import { runDay } from "./run-day.ts";
import type { Services } from "./services.ts";
import type { Steps } from "./steps.ts";
export async function runAndDetect(
  steps: Steps,
  services: Services,
  { project, asOfDate }: { readonly project: Project; readonly asOfDate: string },
) {
  const run = await runDay(steps, services, { project, asOfDate });
  return { run, detection: null };
}
