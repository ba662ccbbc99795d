import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { invocationOf, pasteable, shellWord } from "../../cli/invocation.ts";

const checkout = join(import.meta.dirname, "../..");
const script = join(checkout, "cli/start.js");
const installed = "/shop/node_modules/bellwether/dist/cli/bellwether.js";
const typed = { env: {}, project: undefined };
const hint = "To read it again: bellwether land --again crm";

test.each([
  [
    "installed",
    { ...typed, script: installed, cwd: "/shop" },
    "To read it again: bellwether land --again crm",
  ],
  [
    "with npx",
    { ...typed, script: installed, cwd: "/shop", env: { npm_command: "exec" } },
    "To read it again: npx bellwether land --again crm",
  ],
  [
    "in a checkout, for a project whose folder has a space",
    { ...typed, script, cwd: checkout, project: "../my shop" },
    "To read it again: npm run -s bellwether -- --project '../my shop' land --again crm",
  ],
  [
    "outside of its checkout, for the project there",
    { ...typed, script, cwd: dirname(checkout) },
    `To read it again: npm --prefix ${checkout} run -s bellwether -- --project ${dirname(checkout)} land --again crm`,
  ],
])("a command that was started %s prints commands that start it again", (_how, started, expected) => {
  expect(pasteable(hint, invocationOf(started))).toBe(expected);
});

test("only commands are rewritten: no file, no word, and nothing that a pattern of a project's name would mean", () => {
  const invocation = { program: "npx bellwether", project: "$&" };
  const text = "bellwether.yaml, /opt/bellwether run, bellwether tables, bellwether runs";
  expect(pasteable(text, invocation)).toBe(text);
  expect(pasteable("bellwether check", invocation)).toBe("npx bellwether --project '$&' check");
});

test("a word with a quote is one word of a shell", () => {
  expect(shellWord("O'Hara & Sons")).toBe(`'O'\\''Hara & Sons'`);
  expect(shellWord("A-1001")).toBe("A-1001");
});
