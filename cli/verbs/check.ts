import { resolve } from "node:path";
import type { Command } from "commander";
import { loadConfig } from "../../lib/config/load.ts";
import { globalOptions, outputOf } from "../options.ts";

export function addCheck(program: Command): void {
  program
    .command("check")
    .description("read bellwether.yaml and report every mistake in it")
    .action(async (_options: object, command: Command) => {
      const { config, configVersion } = await loadConfig(resolve(globalOptions(command).project));
      const streams = config.sources.reduce((sum, source) => sum + Object.keys(source.streams).length, 0);
      const counts = {
        sources: config.sources.length,
        streams,
        scorecards: config.scorecards.length,
        alerts: config.alerts.length,
        routes: config.routes.length,
      };
      const output = outputOf(command);
      if (output.isJson) return output.json({ configVersion, ...counts });
      const counted = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
      output.line(`bellwether.yaml is in order (version ${configVersion}): ${counted.join(", ")}.`);
    });
}
