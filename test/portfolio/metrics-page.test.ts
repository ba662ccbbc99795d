import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { metricsPage, metricsPageFile } from "../../lib/portfolio/metrics-page.ts";

test("the page of metrics says what their definitions say", async () => {
  const written = await readFile(metricsPageFile, "utf8");
  expect(written, "to write it again: npm run docs").toBe(metricsPage());
});
