import { runAndDetect } from "../../lib/alerts/run-and-detect.ts";
import { landProject, loadsOf } from "../../lib/landing/land.ts";
import { openProject } from "../../lib/local/open-project.ts";
import { quietSteps } from "./project.ts";

/** Lands and runs one day of a project in its own process: `node day.worker.ts <directory> <date>`. */
const [directory = "", date = ""] = process.argv.slice(2);
// Each process has a later time within the day than the one before, as two loads at one time are one.
const clock = () => new Date(`${date}T${new Date().toISOString().slice(11)}`);
using local = await openProject({ directory, clock });
process.send?.("opened");
const { project, services, inbox } = local;
loadsOf(await landProject(project.config.sources, { ...services, inbox }));
const { run } = await runAndDetect(quietSteps, services, { project, asOfDate: date });
process.send?.(run.outcome);
