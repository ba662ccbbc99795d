import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { FieldMapping, Source, Stream } from "../../lib/config/schema.ts";
import { fieldSettings } from "../../lib/dictionary/sources/mapping-chapters.ts";
import { sourcesPage, sourcesPageFile } from "../../lib/dictionary/sources/page.ts";
import { entities } from "../../lib/entities.ts";

test("docs/sources.md is up to date with the entities, the schema and the functions", async () => {
  const written = await readFile(sourcesPageFile, "utf8");
  expect(written, "to write it again: npm run docs").toBe(sourcesPage());
});

test("every setting of a source, a stream and a field's mapping has a meaning on the page", () => {
  const ofFields = FieldMapping.options.flatMap((form) => ("shape" in form ? Object.keys(form.shape) : []));
  expect([...fieldSettings().keys()]).toEqual([...new Set(ofFields)]);
  const settings = [...Object.keys(Source.shape), ...Object.keys(Stream.shape)];
  const lines = sourcesPage().split("\n");
  const blank = settings.filter((name) =>
    lines.some((line) => new RegExp(`^\\| \`${name}\` \\|.*\\|  \\|$`).test(line)),
  );
  expect(blank).toEqual([]);
});

test("every field of every entity is on the page, in the chapter of its entity", () => {
  const chapters = sourcesPage().split("\n### ");
  for (const { name, fields } of Object.values(entities)) {
    const chapter = chapters.find((text) => text.startsWith(`\`${name}\`\n`)) ?? "";
    expect(fields.filter((field) => !chapter.includes(`\n| \`${field.name}\` | `))).toEqual([]);
  }
});
