import type { Command } from "commander";
import { loadConfig } from "../../lib/config/load.ts";
import { outputOf, projectDirectoryOf } from "../options.ts";
import { countsOf, projectLine } from "../outcomes.ts";

export function addCheck(program: Command): void {
  program
    .command("check")
    .description("read bellwether.yaml and measures/*.sql, and report every mistake in them")
    .action(async (_options: object, command: Command) => {
      const counts = countsOf(await loadConfig(projectDirectoryOf(command)));
      const output = outputOf(command);
      if (output.isJson) return output.json(counts);
      output.line(projectLine(counts));
    });
}
