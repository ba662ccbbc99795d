import { resolve } from "node:path";
import type { Command } from "commander";
import { initProject } from "../../lib/config/init.ts";
import { globalOptions, outputOf } from "../options.ts";

export function addInit(program: Command): void {
  program
    .command("init")
    .description("write a starter bellwether.yaml")
    .action(async (_options: object, command: Command) => {
      const directory = resolve(globalOptions(command).project);
      await initProject(directory);
      const output = outputOf(command);
      if (output.isJson) return output.json({ directory });
      output.line(`Wrote ${directory}/bellwether.yaml. Name your sources in it, then: bellwether check`);
    });
}
