import { expect, test } from "vitest";
import { laterExports } from "../support/shop.ts";
import { shopAfterFirstDay } from "../support/shop-days.ts";
import { bellwether } from "./command.ts";

test("status, run and explain tell what they can of a day that an older version has published, with fewer tables and columns", async () => {
  await using project = await shopAfterFirstDay();
  const { directory } = project;
  const { catalog, databases } = project.local.services;
  const names = await catalog.tableNames(databases.published);
  const younger = /^(?:field_counts|audit_results|score_changes|measure_dictionary|scorecard_history)/;
  const older = names.filter((name) => !younger.test(name));
  const tables = await catalog.tables(databases.published, older);
  await catalog.replaceDatabase(
    databases.published,
    tables.map((table) => ({
      ...table,
      columns: table.columns.filter(({ name }) => name !== "source_unfit_since"),
    })),
  );
  const untold = (...parts: readonly string[]) =>
    `Not shown, because an older version built this day: ${parts.join(", ")}. The next run shows them.\n`;
  const expected = untold("streams", "fields without any value");
  for (const args of [["status"], ["run", "--date", "2026-03-01"]])
    expect(await bellwether(directory, ...args)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(expected),
    });
  const explained = await bellwether(directory, "explain", "Beta");
  expect(explained.stdout).toContain("Score 39.0, red, on 1 March");
  expect(explained.stdout).toContain(untold("changes", "measures", "scorecard changes"));
  const status = await bellwether(directory, "status");
  expect(status.stdout).toMatch(/Sources\n *source/);

  await project.write(laterExports["2026-03-02"] ?? {});
  await bellwether(directory, "land", "--date", "2026-03-02");
  const next = await bellwether(directory, "run", "--date", "2026-03-02");
  expect(next.stdout).toContain("Mapped fields without any value:\n  ");
  expect(next.stdout).not.toContain("an older version");
});
