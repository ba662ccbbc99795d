import { statfsSync } from "node:fs";
import { join } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";

process.env.TZ = "UTC";
// One seed for all tests of a run, which the run prints; set it to repeat one.
process.env.BELLWETHER_SEED ??= String(Date.now() % 1_000_000);
// Tests start the command, and kill it, some hundred times: what Node compiles once it need not compile again.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "node_modules/.cache/node-compile");
// Tests write some hundred thousand small files and remove them again: in memory, where there is room for them.
const inMemory = "/dev/shm";
if (process.env.TMPDIR === undefined && freeBytes(inMemory) > 4 * 2 ** 30) process.env.TMPDIR = inMemory;

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    // Not every system has such a folder.
    return 0;
  }
}

/** What the tests of every config have in common. */
export const shared = {
  // By itself vitest leaves one of two cores idle.
  maxWorkers: 2,
  // Ten times what the slowest takes on an idle machine, as the clock is to end what hangs, not what waits for a
  // busy machine. The few tests that build days by the dozen have limits of their own.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  // dt-sql-parser ships extensionless ES modules, which only a bundler resolves.
  server: { deps: { inline: ["dt-sql-parser"] } },
};

export default defineConfig({
  test: {
    ...shared,
    globalSetup: "test/global-setup.ts",
    include: ["test/**/*.test.ts"],
    // They need a stand-in for AWS: npm run test:aws.
    exclude: [...configDefaults.exclude, "test/**/*.aws.test.ts"],
  },
});
