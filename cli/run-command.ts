import { runProgram } from "./program.ts";
import { endOnSignals } from "./signals.ts";

/** Runs this process's command and sets its exit code. */
export async function runCommand(): Promise<void> {
  endOnSignals();
  quietPipes();
  process.exitCode = await runProgram(process.argv.slice(2));
}

/**
 * Lets the reader of the output go, as `head` does: the rest is not printed, the work is finished, and the exit code is
 * that of the work.
 */
function quietPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
}
