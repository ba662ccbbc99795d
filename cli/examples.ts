import type { Command } from "commander";
import { pasteable } from "./invocation.ts";
import { invocationFor } from "./options.ts";

/** Ends a command's help with examples, such as `run --date 2026-03-31`, as they can be pasted. */
export function withExamples(command: Command, examples: readonly string[]): Command {
  return command.addHelpText("after", ({ command: helped }) => {
    const invocation = invocationFor(helped);
    const lines = examples.map((example) => `  ${pasteable(`bellwether ${example}`, invocation)}`);
    return ["", examples.length === 1 ? "Example:" : "Examples:", ...lines].join("\n");
  });
}
