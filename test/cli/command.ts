import { vi } from "vitest";
import { runProgram } from "../../cli/program.ts";

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process, one at a time; a process of its own takes longer to start than most verbs take. */
export async function bellwether(directory: string, ...args: readonly string[]): Promise<CommandResult> {
  const printed = { stdout: "", stderr: "" };
  const kept = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      printed[stream] += String(text);
      return true;
    }),
  );
  // The tests may run below npm; the command is as if typed.
  vi.stubEnv("npm_command", undefined);
  try {
    const code = await runProgram(["--project", directory, ...args]);
    return { code, ...printed };
  } finally {
    for (const spy of kept) spy.mockRestore();
    vi.unstubAllEnvs();
  }
}
