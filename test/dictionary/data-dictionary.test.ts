import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { dataDictionary, dataDictionaryFile } from "../../lib/dictionary/data-dictionary.ts";
import { dependsOnRuns } from "../../lib/dictionary/depends-on-runs.ts";
import { bySection, UnknownSection } from "../../lib/dictionary/published-tables.ts";

test("the data dictionary is up to date with the models' headers", async () => {
  const written = await readFile(dataDictionaryFile, "utf8");
  expect(written, "to write it again: node lib/dictionary/data-dictionary.ts").toBe(await dataDictionary());
});

test("the dictionary starts with account health, and explains how to read each kind of table", async () => {
  const text = await dataDictionary();
  const tables = [...text.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
  expect(tables[0]).toBe("account_health");
  expect(new Set(tables).size).toBe(tables.length);
  expect(text).toContain("read `scores_current`");
  expect(text).toMatch(/### people\n[^#]*Kind: replaced/);
  expect(text).toMatch(/### usage_daily\n[^#]*Kind: increment/);
  expect(text).toContain("| `active_days_28d` | days | higher | 7 days |");
  expect(text).not.toContain("### staged_");
});

test("the dictionary says which tables depend on earlier runs, and increments do", async () => {
  const chapters = (await dataDictionary()).split("\n### ").slice(1);
  const dependent = chapters.filter((chapter) => chapter.includes("\n- Depends on which days were run: "));
  expect(dependent.map((chapter) => chapter.split("\n")[0]).toSorted()).toEqual(
    Object.keys(dependsOnRuns).toSorted(),
  );
  const independent = chapters.filter(
    (chapter) => chapter.includes("Kind: increment") && !dependent.includes(chapter),
  );
  expect(independent.map((chapter) => chapter.split("\n")[0])).toEqual(["audit_results", "runs"]);
});

test("a published table in an unknown section is refused by name", () => {
  const table = { name: "secret", purpose: "", grain: "one row", kind: "snapshot", columns: [] } as const;
  expect(() => bySection([{ ...table, section: "Elsewhere" }])).toThrow(UnknownSection);
  expect(() => bySection([{ ...table, section: "Elsewhere" }])).toThrow('secret ("Elsewhere")');
});
