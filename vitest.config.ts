import { defineConfig } from "vitest/config";

process.env.TZ = "UTC";

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
