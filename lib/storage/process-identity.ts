import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** `<pid>-<when it started>`: names a process for good, also when its pid is given out again. */
export type ProcessIdentity = string;

let own: ProcessIdentity | undefined;

export function ownIdentity(): ProcessIdentity {
  own ??= `${process.pid}-${startOf(process.pid) ?? "unknown"}`;
  return own;
}

/**
 * Whether that process of this machine still runs. A killed process that is still a zombie does not count.
 */
export function isAlive(identity: ProcessIdentity): boolean {
  const [, pid, start] = /^(\d+)-(.*)$/.exec(identity) ?? [];
  return pid !== undefined && startOf(Number(pid)) === start;
}

function startOf(pid: number): string | undefined {
  return process.platform === "linux" ? startByProc(pid) : startByPs(pid);
}

function startByProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold anything; behind it come the state (3rd field) and the start (22nd).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const isGone = fields[0] === "Z" || fields[0] === "X";
    return isGone ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function startByPs(pid: number): string | undefined {
  try {
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return line === "" || line.startsWith("Z") ? undefined : line.replace(/^\S+\s+/, "").replace(/\W+/g, "_");
  } catch {
    return undefined;
  }
}
