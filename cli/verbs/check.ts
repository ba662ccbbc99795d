import { resolve } from "node:path";
import type { Command } from "commander";
import { loadConfig } from "../../lib/config/load.ts";
import { globalOptions, outputOf } from "../options.ts";

export function addCheck(program: Command): void {
  program
    .command("check")
    .description("read bellwether.yaml and measures/*.sql, and report every mistake in them")
    .action(async (_options: object, command: Command) => {
      const { config, configVersion, ownMeasures } = await loadConfig(
        resolve(globalOptions(command).project),
      );
      const streams = config.sources.reduce((sum, source) => sum + Object.keys(source.streams).length, 0);
      const counts = {
        sources: config.sources.length,
        streams,
        scorecards: config.scorecards.length,
        alerts: config.alerts.length,
        routes: config.routes.length,
        measures: ownMeasures.length,
      };
      const output = outputOf(command);
      if (output.isJson) return output.json({ configVersion, ...counts });
      const { measures, ...others } = counts;
      const counted = Object.entries(others).map(([what, count]) => `${count} ${what}`);
      if (measures > 0) counted.push(`${measures} measures of its own`);
      output.line(`bellwether.yaml is in order (version ${configVersion}): ${counted.join(", ")}.`);
    });
}
