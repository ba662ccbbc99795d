const ending = ["SIGINT", "SIGTERM"] as const;

/** The exit code that shells give a command that Ctrl+C ended. */
export const interrupted = 130;

const showCursor = "\u001B[?25h";

function end(signal: NodeJS.Signals): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${showCursor}`);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/**
 * Ends the process at once on Ctrl+C and SIGTERM, by the same signal: shells report 130 and 143. `process.exit` would
 * wait for the queries that DuckDB's threads are running. The lease of a process that is gone is free.
 */
export function endOnSignals(): void {
  for (const signal of ending) process.on(signal, end);
}

/** Leaves Ctrl+C to `onInterrupt` until the returned function is called. */
export function takeInterrupt(onInterrupt: () => void): () => void {
  const isOn = process.listeners("SIGINT").includes(end);
  process.off("SIGINT", end);
  process.once("SIGINT", onInterrupt);
  return () => {
    process.off("SIGINT", onInterrupt);
    if (isOn) process.on("SIGINT", end);
  };
}
