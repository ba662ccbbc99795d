import type { Command } from "commander";
import { rollBack } from "../../lib/pipeline/rollback.ts";
import { openProjectOf, outputOf, parseDate } from "../options.ts";

export function addRollback(program: Command): void {
  program
    .command("rollback")
    .description(
      "make an earlier day the latest published day again; the next run rereads the batches of later days",
    )
    .requiredOption("--to <date>", "the day, YYYY-MM-DD", parseDate)
    .action(async ({ to }: { readonly to: string }, command: Command) => {
      const output = outputOf(command);
      using opened = await openProjectOf(command);
      const left = await rollBack(opened.services, to);
      if (output.isJson) return output.json({ head: to, left });
      output.line(`${to} is the latest published day. ${left.length} later days were withdrawn.`);
    });
}
