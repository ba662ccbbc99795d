import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseAst } from "vitest/node";

const root = join(import.meta.dirname, "..");

/** A longer SELECT is a file below `sql/`, where it is linted and laid out like the others. */
const mostLines = 15;

/** The generators, which may build longer ones: their text depends on these, so no file can hold it. */
const generators: Readonly<Record<string, string>> = {
  "lib/mapping/records/attributes-model.ts": "the attributes that the streams map",
  "lib/mapping/records/snapshots-sql.ts": "the fields of each entity",
  "lib/mapping/records/ranking-sql.ts": "the fields of each entity",
  "lib/mapping/records/former-keys-sql.ts": "the fields of each entity",
  "lib/mapping/records/missing-elements-sql.ts": "the fields of each entity",
  "lib/mapping/staged/field-counts-model.ts": "the fields that the streams map",
  "lib/mapping/records/listed-elements.ts": "the entities that come as elements of lists",
  "lib/mapping/records/record-counts-model.ts": "the entities that come in full snapshots",
  "lib/mapping/records/unjoined-rows-model.ts": "the streams that are joined",
  "lib/mapping/shipped/entity-unions.ts": "the entities, of which SQL asks for one SELECT each",
  "lib/measures/own-measures-model.ts": "the SELECTs of a project's own measures",
  "lib/scoring/account-inputs.ts": "the attributes, measures and scorecards",
  "lib/scoring/lens-models.ts": "the lenses, and the caps and floors of their scorecards",
  "lib/scoring/previous-limits.ts": "the caps and floors of the scorecards, and which accounts they apply to",
  "lib/scoring/limit-conditions.ts": "the caps and floors, for the generators of limits",
  "lib/conditions/facts.ts": "the columns of scores, for the generators of rules and routes",
};

/** The source text of every template literal of a file, with its backticks. */
function templatesIn(typeScript: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if ("type" in node && node.type === "TemplateLiteral" && "start" in node && "end" in node)
      found.push(typeScript.slice(Number(node.start), Number(node.end)));
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseAst(typeScript, { lang: "ts" }));
  return found;
}

/** The lines of the longest SELECT in a template of the file; 0 without one. */
function linesOfLongestSelect(typeScript: string): number {
  const lengths = templatesIn(typeScript).map((text) => {
    const lines = text.split("\n");
    const first = lines.findIndex((line) => /^[`\s]*(?:select\b|with \w+ as \()/i.test(line));
    return first === -1 ? 0 : lines.slice(first).filter((line) => line.trim() !== "").length;
  });
  return Math.max(0, ...lengths);
}

const files = ["lib", "cli", "functions", "infra"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file)),
);
const linesOf = (file: string): number => linesOfLongestSelect(readFileSync(join(root, file), "utf8"));

test("no TypeScript builds a SELECT of more than 15 lines, except the generators", () => {
  expect(files.length).toBeGreaterThan(200);
  const tooLong = files
    .filter((file) => generators[file] === undefined && linesOf(file) > mostLines)
    .map((file) => `${file} has a SELECT of ${linesOf(file)} lines: make it a file below sql/`);
  expect(tooLong).toEqual([]);
});

test.each(Object.keys(generators))("%s is a generator that still needs the exception", (file) => {
  expect(linesOf(file)).toBeGreaterThan(mostLines);
});

test("a SELECT is measured from its first line, wherever its template stands", () => {
  const columns = Array.from({ length: 20 }, (_, index) => `    column_${index}`).join(",\n");
  expect(linesOfLongestSelect(`const short = \`select a from b\`; // \`select\n`)).toBe(1);
  expect(linesOfLongestSelect(`f({ sql: \`select\n${columns}\nfrom \${table}\` });`)).toBe(22);
  expect(linesOfLongestSelect(`const all = \`\${a.map((x) => \`with b as (\n${columns}\n)\`)}\`;`)).toBe(22);
  expect(linesOfLongestSelect(`const words = \`one\n${columns}\n\`;`)).toBe(0);
});
