import { readdirSync, readFileSync } from "node:fs";

// Linux counts CPU time for its readers in hundredths of a second.
const ticksPerSecond = 100;

/** CPU seconds that the machine has worked since it started, and that its host gave to others meanwhile. */
export function machineSeconds(stat: string = readFileSync("/proc/stat", "utf8")): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, steal = 0] = (stat.split("\n", 1)[0] ?? "")
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softIrq + steal) / ticksPerSecond;
}

export interface ProcessTimes {
  readonly parent: number;
  /** Of all its threads. */
  readonly own: number;
  /** Of its children that have ended, and of theirs. */
  readonly ofEnded: number;
}

/** @param stat `/proc/<pid>/stat`, in which only the name can contain spaces and parentheses */
export function processTimes(stat: string): ProcessTimes {
  const [, parent = 0, ...fields] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const [user = 0, system = 0, usersEnded = 0, systemsEnded = 0] = fields.slice(9);
  return {
    parent,
    own: (user + system) / ticksPerSecond,
    ofEnded: (usersEnded + systemsEnded) / ticksPerSecond,
  };
}

/** CPU seconds of the ended children of this process, and of theirs. */
export const endedChildrenSeconds = (): number =>
  processTimes(readFileSync("/proc/self/stat", "utf8")).ofEnded;

/** CPU seconds of a process and of all that it started, now running or ended. */
export function familySeconds(ancestor: number = process.pid): number {
  const processes = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        const stat = statOf(pid);
        return stat === undefined ? [] : [[Number(pid), processTimes(stat)] as const];
      }),
  );
  const isOfFamily = (pid: number): boolean => {
    if (pid === ancestor) return true;
    const parent = processes.get(pid)?.parent;
    return parent !== undefined && isOfFamily(parent);
  };
  return [...processes]
    .filter(([pid]) => isOfFamily(pid))
    .reduce((sum, [, { own, ofEnded }]) => sum + own + ofEnded, 0);
}

/** Undefined for a process that has ended meanwhile. */
function statOf(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
}
