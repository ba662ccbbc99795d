import { execFile } from "node:child_process";
import { join } from "node:path";

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const command = join(import.meta.dirname, "../../cli/bellwether.ts");

/** Runs the command as a user does, in its own process. */
export function bellwether(directory: string, ...args: readonly string[]): Promise<CommandResult> {
  return new Promise((resolve) => {
    execFile(process.execPath, [command, "--project", directory, ...args], (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}
