import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type DayOutcome, runAndDetect } from "../../lib/alerts/run-and-detect.ts";
import { type LandingOutcome, landProject } from "../../lib/landing/land.ts";
import { type LocalProject, type OpenOptions, openProject } from "../../lib/local/open-project.ts";
import { DirectSteps } from "../../lib/pipeline/steps.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";

export const quietSteps = new DirectSteps({ stepStarted: () => {}, stepEnded: () => {} });

/** A project in its own folder, on a date that the test sets. */
export interface TestProject extends AsyncDisposable {
  readonly directory: string;
  readonly local: LocalProject;
  /** Writes export files below the project's folder. */
  write(files: Readonly<Record<string, string | Buffer>>): Promise<void>;
  /** Lands every source on that date. */
  land(date: string): Promise<LandingOutcome[]>;
  run(date: string): Promise<DayOutcome>;
  /** Lands, then runs. */
  day(date: string, files?: Readonly<Record<string, string>>): Promise<DayOutcome>;
  query(sql: string): Promise<readonly Row[]>;
  /** The same project with another config. */
  reopened(yaml: string): Promise<TestProject>;
}

/** The options of a test for the engine. */
export type EngineOptions = Pick<OpenOptions, "mostForOneThread">;

export async function testProject(yaml: string, engine: EngineOptions = {}): Promise<TestProject> {
  return openedProject(await mkdtemp(join(tmpdir(), "bellwether-project-")), yaml, engine);
}

export async function openedProject(
  directory: string,
  yaml: string,
  engine: EngineOptions = {},
): Promise<TestProject> {
  await writeFile(join(directory, "bellwether.yaml"), yaml);
  let today = "2026-01-01";
  const local = await openProject({ directory, ...engine, clock: () => new Date(`${today}T12:00:00Z`) });
  const { project, services, inbox } = local;
  const write = async (files: Readonly<Record<string, string | Buffer>>) => {
    for (const [name, text] of Object.entries(files)) {
      const path = join(directory, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  };
  const land = (date: string) => {
    today = date;
    return landProject(project.config.sources, { ...services, inbox });
  };
  const run = (date: string) => {
    today = date;
    return runAndDetect(quietSteps, services, { project, asOfDate: date });
  };
  return {
    directory,
    local,
    write,
    land,
    run,
    day: async (date, files = {}) => {
      await write(files);
      await land(date);
      return run(date);
    },
    query: (sql) => services.warehouse.rows(sql, { database: services.databases.published }),
    reopened: (changed) => openedProject(directory, changed),
    [Symbol.asyncDispose]: async () => {
      local[Symbol.dispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
