import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { factEntities } from "../lib/mapping/shipped/entity-unions.ts";
import { shippedAudits, shippedModels } from "../lib/mapping/shipped/shipped-sql.ts";
import { ruleKinds } from "../lib/models/input-tables.ts";
import { measureDefinitions } from "../lib/scoring/measures.ts";

const root = join(import.meta.dirname, "..");
const text = (path: string): string => readFileSync(join(root, path), "utf8");
const models = await shippedModels();
const audits = await shippedAudits();
const published = models.filter(({ readers }) => readers === "public");

const testFilesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join(folder, file));
/** The text of all tests below a folder. */
const testsIn = (folder: string): string =>
  testFilesIn(folder)
    .map((file) => text(file))
    .join("\n");
/** The tables of a test: its file has the table's name, or it names the table as a string or a key, not in prose. */
const tablesIn = (folder: string): ReadonlySet<string> =>
  new Set([
    ...testFilesIn(folder).map((file) => basename(file, ".test.ts")),
    ...[...testsIn(folder).matchAll(/"(\w+)"|\b(\w+):/g)].map(([, string, key]) => string ?? key ?? ""),
  ]);
const words = (of: string): ReadonlySet<string> => new Set(of.match(/\w+/g));

const named = {
  sqlTests: tablesIn("test/sql"),
  tests: words(testsIn("test")),
  changelog: words(text("CHANGELOG.md")),
};

test.each(measureDefinitions.map(({ family, name }) => [name, family] as const))(
  "the measure %s is tested in test/sql/7-measure-families/%s_measures.test.ts",
  (name, family) => {
    expect(words(text(`test/sql/7-measure-families/${family}_measures.test.ts`))).toContain(name);
  },
);

test.each(factEntities)("the entity $name has its published table", ({ name, key }) => {
  const path = `sql/5-entities/${name}.sql`;
  const model = published.find(({ origin }) => origin === path);
  const columns = model?.columns.map((column) => column.name);
  expect(columns, `${path} does not publish the entity`).toEqual(expect.arrayContaining(["source", key]));
});

test.each(published)(
  "the published table $table is in CHANGELOG.md and in a test of test/sql/",
  ({ table, origin }) => {
    expect.soft(named.changelog, `CHANGELOG.md does not name ${table} of ${origin}`).toContain(table);
    expect.soft(named.sqlTests, `no test under test/sql/ names ${table} of ${origin}`).toContain(table);
  },
);

test.each(Object.keys(ruleKinds))("a %s rule has a test of its episodes", (kind) => {
  const path = "test/sql/14-signals/alert_episodes.test.ts";
  expect(text(path), `${path} tests no ${kind} rule`).toContain(` ${kind} rule`);
});

test.each(audits)("the audit $name has a test", ({ name, origin }) => {
  expect(named.tests, `no test under test/ names ${origin}`).toContain(name);
});
