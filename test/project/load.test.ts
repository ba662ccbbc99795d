import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { configJsonSchema, jsonSchemaFile } from "../../lib/config/json-schema.ts";
import { initProject, ProjectExists } from "../../lib/project/init.ts";
import {
  configVersionOf,
  loadConfig,
  NoProject,
  parseConfig,
  RejectedConfig,
} from "../../lib/project/load.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "bellwether-config-"));
});
afterAll(() => rm(directory, { recursive: true }));

const valid = `company: Northwind
currency: USD
sources:
  - name: crm
    kind: files
    streams:
      accounts:
        path: crm/*.csv
        mode: full
        entity: accounts
        fields: { account_id: id }
scorecards:
  - name: standard
    components:
      usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [20, 100]] } } }
`;

describe("a project", () => {
  test("is valid once made, and is not made twice", async () => {
    const folder = join(directory, "new/project");
    await initProject(folder);
    const { config, configVersion, text } = await loadConfig(folder);
    expect(config).toMatchObject({ company: "My company", fallback_route: "customer-success" });
    expect(config.alerts[1]).toMatchObject({ name: "turned red", cooldown: 14 });
    expect(configVersion).toMatch(/^[0-9a-f]{12}$/);
    expect(text).not.toContain("$schema");
    expect(await readFile(join(folder, ".gitignore"), "utf8")).toBe(".bellwether/\nbellwether.duckdb\n");
    await expect(initProject(folder)).rejects.toThrow(ProjectExists);
  });

  test("made in a folder with a .gitignore keeps its lines", async () => {
    const folder = await mkdtemp(join(directory, "ignored-"));
    await writeFile(join(folder, ".gitignore"), "exports/");
    await initProject(folder);
    expect(await readFile(join(folder, ".gitignore"), "utf8")).toBe(
      "exports/\n.bellwether/\nbellwether.duckdb\n",
    );
  });

  test("without a config is reported with the expected path", async () => {
    await expect(loadConfig(join(directory, "nowhere"))).rejects.toThrow(NoProject);
  });

  test("tells editors where the schema is if it lies in the same checkout", async () => {
    const folder = await mkdtemp(new URL("../../node_modules/.init-", import.meta.url).pathname);
    await initProject(folder);
    const { text } = await loadConfig(folder);
    await rm(folder, { recursive: true });
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=../../bellwether.schema.json");
  });
});

test("a config's version depends on its meaning, not on its formatting", () => {
  const version = configVersionOf(parseConfig(valid));
  const reordered = valid.replace(
    "company: Northwind\ncurrency: USD\n",
    "currency: USD # dollars\ncompany: 'Northwind'\n",
  );
  expect(configVersionOf(parseConfig(reordered))).toBe(version);
  expect(configVersionOf(parseConfig(`${valid}onboarding_days: 0\n`))).toBe(version);
  expect(configVersionOf(parseConfig(`${valid}onboarding_days: 30\n`))).not.toBe(version);
});

test("the committed JSON Schema is up to date with the config's schema (node lib/config/json-schema.ts writes it)", async () => {
  expect(JSON.parse(await readFile(jsonSchemaFile, "utf8"))).toEqual(configJsonSchema());
});

const rejection = (text: string): RejectedConfig => {
  try {
    parseConfig(text);
  } catch (error) {
    if (error instanceof RejectedConfig) return error;
    throw error;
  }
  throw new Error("the config was not rejected");
};

describe("any other text is rejected with the reasons", () => {
  test("any YAML", () => {
    const pieces = fc.constantFrom(
      ...valid.split(/(?<=[\s:{}[\],-])/),
      "&a ",
      "*a",
      "? ",
      "!!x ",
      "<<: ",
      "|\n",
      "\t",
      "'",
      "null",
      "{",
      "]",
    );
    const garbage = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(pieces, { maxLength: 40 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(garbage, (text) => {
        expect(rejection(text).problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  test("any value in the place of another", () => {
    const lines = valid.split("\n").length;
    const change = fc.tuple(
      fc.nat(lines - 2),
      fc.constantFrom("[]", "{}", "5", "text", "null", "[[1]]", "{ a: { b: 1 } }", "true"),
    );
    fc.assert(
      fc.property(change, ([line, value]) => {
        const changed = valid
          .split("\n")
          .map((text, index) => (index === line ? text.replace(/:.*$/, `: ${value}`) : text));
        try {
          parseConfig(changed.join("\n"));
        } catch (error) {
          expect(error).toBeInstanceOf(RejectedConfig);
        }
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ["an unclosed text", "a: [b", "bellwether.yaml:1:6  found a line inside of a [ or { that is still open"],
    [
      "a duplicate key",
      `${valid}company: again\n`,
      'bellwether.yaml:16:1  found the key "company" again, expected each key of a mapping once',
    ],
    ["nothing", "", "bellwether.yaml:1:1  found an empty value, expected a mapping of company, currency"],
    ["a text nested too deeply", "[".repeat(20_000), "found a text that is not YAML"],
    [
      "aliases that multiply",
      `a: &a [1]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [${i === 0 ? "*a, *a" : `*b${i - 1}, *b${i - 1}`}]`).join("\n")}`,
      "Excessive alias count",
    ],
  ])("%s", (_, text, message) => {
    expect(rejection(text).message).toContain(message);
  });
});
