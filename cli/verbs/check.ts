import { join } from "node:path";
import type { Command } from "commander";
import { changedReadings } from "../../lib/landing/reading.ts";
import { lakeDirectory } from "../../lib/local/open-project.ts";
import { stagedLoads } from "../../lib/pipeline/staged-loads.ts";
import { loadConfig } from "../../lib/project/load.ts";
import { DirectoryStore } from "../../lib/storage/directory-store.ts";
import { outputOf, projectDirectoryOf } from "../options.ts";
import { countsOf, projectLine, readingLines } from "../outcomes.ts";

export function addCheck(program: Command): void {
  program
    .command("check")
    .description(
      "report every mistake in bellwether.yaml and measures/*.sql, and landed data that was read under an older mapping",
    )
    .action(async (_options: object, command: Command) => {
      const directory = projectDirectoryOf(command);
      const project = await loadConfig(directory);
      const counts = countsOf(project);
      const lake = new DirectoryStore(join(directory, lakeDirectory));
      const readings = await changedReadings(lake, project.config.sources, await stagedLoads(lake));
      const output = outputOf(command);
      if (output.isJson) return output.json({ ...counts, readings });
      for (const line of [projectLine(counts), ...readingLines(readings)]) output.line(line);
    });
}
