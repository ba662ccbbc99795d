import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { metricsPage, metricsPageFile } from "../../lib/portfolio/metrics-page.ts";

test("docs/metrics.md is up to date with the definitions", async () => {
  const written = await readFile(metricsPageFile, "utf8");
  expect(written, "to write it again: npm run docs").toBe(metricsPage());
});
