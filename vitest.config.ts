import { join } from "node:path";
import { defineConfig } from "vitest/config";

process.env.TZ = "UTC";
// Tests start the command, and kill it, some hundred times: what Node compiles once it need not compile again.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "node_modules/.cache/node-compile");

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    // By itself vitest leaves one of two cores idle.
    maxWorkers: 2,
    // dt-sql-parser ships extensionless ES modules, which only a bundler resolves.
    server: { deps: { inline: ["dt-sql-parser"] } },
  },
});
