import type { Command } from "commander";
import { rollBack } from "../../lib/pipeline/rollback.ts";
import { plural } from "../../lib/plural.ts";
import { openProjectOf, outputOf } from "../open.ts";
import type { RollbackOptions } from "../usage/days.ts";

export async function rollback({ to }: RollbackOptions, command: Command): Promise<void> {
  using output = outputOf(command);
  using opened = await openProjectOf(command);
  const left = await rollBack(opened.services, to);
  if (output.isJson) return output.json({ head: to, left });
  const withdrawn = plural(left.length, "later day was", "later days were");
  output.line(`${to} is the latest published day. ${withdrawn} withdrawn.`);
  output.say("Next: bellwether run");
}
