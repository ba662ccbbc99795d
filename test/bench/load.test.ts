import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { othersCores } from "../../bench/load.ts";
import { familySeconds, machineSeconds, processTimes } from "../../bench/proc.ts";
import { spentBy } from "../../bench/spent.ts";

const seconds = 0.2;
/** A process that ends once it has used that much CPU. */
const work = () =>
  promisify(execFile)(process.execPath, [
    "--eval",
    `while (process.cpuUsage().user < ${seconds * 1e6}) Math.sqrt(2);`,
  ]);

test("the machine's seconds are those of work and of the host, without idling and waiting", () => {
  const stat = "cpu  100 20 30 40000 5000 6 7 8 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n";
  expect(machineSeconds(stat)).toBeCloseTo(1.71, 12);
});

test("a process may have any name", () => {
  const stat = "12 (a) b (c) S 7 12 12 0 -1 0 1 2 3 4 250 50 1000 25 20 0 9 0 5 6";
  expect(processTimes(stat)).toEqual({ parent: 7, own: 3, ofEnded: 10.25 });
});

test("cores that neither this process nor its children use are used by others", () => {
  const from = { at: 10, machine: 100, family: 20 };
  expect(othersCores(from, { at: 14, machine: 108, family: 26 })).toBe(0.5);
  // The two are read one after the other.
  expect(othersCores(from, { at: 14, machine: 108, family: 29 })).toBe(0);
});

test("the work of a child counts for the process that measures it", async () => {
  const before = familySeconds();
  const { spent } = await spentBy(work);
  expect(spent.cpu).toBeGreaterThanOrEqual(seconds - 0.02);
  expect(familySeconds() - before).toBeGreaterThanOrEqual(seconds - 0.02);
});
