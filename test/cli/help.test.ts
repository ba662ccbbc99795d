import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { verbNames } from "../../cli/verb-names.ts";
import { bellwether } from "./command.ts";

const root = join(import.meta.dirname, "../..");
const scratch = mkdtempSync(join(tmpdir(), "bellwether-help-"));
afterAll(() => rmSync(scratch, { recursive: true }));

test("--version prints the version of the package", async () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(await bellwether("/shop", "--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test("the help lists every verb whose commands are printed as they can be pasted", async () => {
  const { stdout } = await bellwether("/shop", "--help");
  const listed = [...stdout.matchAll(/^ {2}([a-z]+) .*/gm)].map(([, verb]) => verb);
  expect(listed.filter((verb) => verb !== "help" && verb !== "bellwether")).toEqual(verbNames);
});

test.each(["", ...verbNames])(
  "the help of bellwether %s ends with examples for the project that was given",
  async (verb) => {
    const { code, stdout } = await bellwether("/shop", ...(verb === "" ? [] : [verb]), "--help");
    expect(code).toBe(0);
    const examples =
      stdout
        .split(/\nExamples?:\n/)[1]
        ?.trimEnd()
        .split("\n") ?? [];
    expect(examples).not.toEqual([]);
    for (const example of examples) expect(example).toMatch(`  bellwether --project /shop ${verb}`);
  },
);

/** The CPU of one process, in milliseconds; the median of several. */
function cpuOf(...args: readonly string[]): number {
  const hook = join(scratch, "cpu.mjs");
  const print =
    "process.on('exit', () => { const { user, system } = process.cpuUsage(); writeSync(3, String(user + system)); });";
  writeFileSync(hook, `import { writeSync } from "node:fs";\n${print}\n`);
  const spent = Array.from({ length: 7 }, () => {
    const { output } = spawnSync(process.execPath, ["--import", pathToFileURL(hook).href, ...args], {
      cwd: root,
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    return Number(output[3]) / 1000;
  });
  return spent.toSorted((a, b) => a - b)[3] ?? Number.NaN;
}

/** The CPU of another start is the measure, not milliseconds: the machine may be slow or busy. */
test("help, the version and wrong usage take no more than half again the CPU of starting Node on TypeScript", () => {
  const file = join(scratch, "nothing.ts");
  writeFileSync(file, "const nothing: number = 0;\nprocess.exitCode = nothing;\n");
  const start = cpuOf(file);
  expect(start).toBeGreaterThan(0);
  for (const args of [["--help"], ["--version"], ["fly"], ["run", "--date", "31.3.2026"], ["run", "--help"]])
    expect(cpuOf("cli/start.js", ...args) / start).toBeLessThan(1.5);
});
