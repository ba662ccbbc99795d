import { existsSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openOutput } from "../../cli/output.ts";
import { formatTable } from "../../cli/table.ts";
import { landProject, loadsOf } from "../../lib/landing/land.ts";
import { openProject } from "../../lib/local/open-project.ts";
import { backfill } from "../../lib/pipeline/history.ts";
import { DirectSteps } from "../../lib/pipeline/steps.ts";
import type { Row } from "../../lib/warehouse/warehouse.ts";
import { questions } from "./questions.ts";

type Question = keyof typeof questions;

/** Builds the data set's history every 28 days from the folder with its CSVs, and asks it everything. */
export async function answers(
  inboxDirectory: string,
  show: (text: string) => void,
): Promise<Record<Question, readonly Row[]>> {
  const directory = await mkdtemp(join(tmpdir(), "subscription-churn-"));
  try {
    await copyFile(join(import.meta.dirname, "bellwether.yaml"), join(directory, "bellwether.yaml"));
    using local = await openProject({ directory, inboxDirectory });
    const { project, services, inbox } = local;
    for (const { source, stream } of loadsOf(
      await landProject(project.config.sources, { ...services, inbox }),
    ))
      show(`landed ${source}.${stream}`);
    const steps = new DirectSteps({
      stepStarted: (name) => name.startsWith("plan ") && show(name.replace("plan", "building")),
      stepEnded: () => {},
    });
    await backfill(steps, services, { project, from: "2022-01-31", to: "2023-12-31", everyDays: 28 });
    const asked = Object.entries(questions).map(async ([question, sql]) => {
      return [
        question,
        await services.warehouse.rows(sql, { database: services.databases.published }),
      ] as const;
    });
    return Object.fromEntries(await Promise.all(asked)) as Record<Question, readonly Row[]>;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const csvs = process.argv[2] ?? process.env.BELLWETHER_CHURN_DATA;
  const { line, progress } = openOutput({ isJson: false });
  if (csvs === undefined || !existsSync(csvs))
    line("Skipped: name the folder with the CSVs, as an argument or in BELLWETHER_CHURN_DATA.");
  else {
    const answered = await answers(csvs, progress.show);
    progress.done();
    for (const [question, rows] of Object.entries(answered)) line(`\n${question}\n${formatTable(rows)}`);
  }
}
