import { expect, test } from "vitest";
import { laterExports } from "../support/shop.ts";
import { shopAfterFirstDay } from "../support/shop-days.ts";
import { bellwether } from "./command.ts";

test("status and run tell of a day that a version without the counts of fields has published", async () => {
  await using project = await shopAfterFirstDay();
  const { directory } = project;
  const { catalog, databases } = project.local.services;
  const names = await catalog.tableNames(databases.published);
  const older = names.filter((name) => !name.startsWith("field_counts") && name !== "audit_results");
  await catalog.replaceDatabase(databases.published, await catalog.tables(databases.published, older));
  const later = "Mapped fields without any value: an older version built the day; the next run counts them.";
  for (const args of [["status"], ["run", "--date", "2026-03-01"]]) {
    const { code, stdout } = await bellwether(directory, ...args);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining(later) });
  }
  expect(JSON.parse((await bellwether(directory, "status", "--json")).stdout)).toMatchObject({ empty: null });

  await project.write(laterExports["2026-03-02"] ?? {});
  await bellwether(directory, "land", "--date", "2026-03-02");
  const next = await bellwether(directory, "run", "--date", "2026-03-02");
  expect(next.stdout).toContain("Mapped fields without any value:\n  ");
});
