import { expect, test } from "vitest";
import { testProject } from "../support/project.ts";
import { publishedRows } from "../support/published-rows.ts";
import { csv, firstExports, laterExports, shopYaml } from "../support/shop.ts";
import { shopAfter } from "../support/shop-days.ts";

/** The same rows in another order, and in two files. */
function split(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).flatMap(([name, text]) => {
      const [header = "", ...rows] = text.trimEnd().split("\n");
      if (!name.endsWith(".csv") || rows.length < 2) return [[name, text]];
      const reversed = rows.toReversed();
      const middle = Math.ceil(reversed.length / 2);
      const [stem = ""] = name.split(".csv");
      return [
        [name, csv(header, ...reversed.slice(0, middle))],
        [`${stem}-more.csv`, csv(header, ...reversed.slice(middle))],
      ];
    }),
  );
}

test("the same records on the same days give the same tables, however they are spread over files", async () => {
  await using asExported = await shopAfter("2026-03-04");
  await using otherwise = await testProject(shopYaml);
  await otherwise.day("2026-03-01", split(firstExports));
  // For a stream in full mode, all files together are the snapshot.
  for (const [date, files] of Object.entries(laterExports)) await otherwise.day(date, split(files));
  const expected = await publishedRows(asExported);
  expect(Object.keys(expected)).toContain("account_health");
  expect(expected.scores).toHaveLength(12);
  expect(await publishedRows(otherwise)).toEqual(expected);
});
