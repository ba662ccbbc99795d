import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shellWord } from "../../cli/invocation.ts";
import { type TestProject, testProject } from "../support/project.ts";
import { firstExports, shopYaml } from "../support/shop.ts";

const script = join(import.meta.dirname, "../../cli/start.js");
let project: TestProject;
beforeAll(async () => {
  project = await testProject(shopYaml);
  await project.write(firstExports);
  await project.land("2026-03-01");
});
afterAll(() => project[Symbol.asyncDispose]());

/** The command as words of a shell. */
const command = (...args: readonly string[]): string =>
  [process.execPath, script, "--project", project.directory, ...args].map(shellWord).join(" ");

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program until it ends; `onText` is told all that it has printed so far. */
function ended(
  [program, ...args]: readonly [string, ...string[]],
  onText: (text: string, kill: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    const printed = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].on("data", (text) => {
        printed[stream] += text;
        onText(printed.stdout + printed.stderr, (signal) => child.kill(signal));
      });
    child.on("close", (code, signal) => resolve({ code, signal, ...printed }));
  });
}

test("a reader that has seen enough ends the command quietly", async () => {
  // Far more than a pipe holds.
  const query = command("query", "select range as n from range(300000)", "--format", "csv");
  const { stdout, stderr } = await ended(["bash", "-c", `${query} | head -1; echo "\${PIPESTATUS[@]}"`]);
  expect(stderr).toBe("");
  expect(stdout).toBe("n\n0 0\n");
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s ends a run before it is done, and the next run takes over at once",
  async (signal) => {
    let isAsked = false;
    const run = ["--project", project.directory, "run", "--date", "2026-03-01", "--again"];
    await project.run("2026-03-01");
    const first = await ended([process.execPath, script, ...run], (text, kill) => {
      if (isAsked || !text.includes("building 2026-03-01")) return;
      isAsked = true;
      kill(signal);
    });
    expect(first).toMatchObject({ code: null, signal });
    const status = await ended([process.execPath, script, "--project", project.directory, "status"]);
    expect(status.stdout).toContain("Begun and not finished: a rerun from 2026-03-01.");
    const second = await ended([process.execPath, script, ...run]);
    expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining("Rebuilt 1 day") });
  },
);

test("a signal does not wait for a query that DuckDB is running, and shells see 143", async () => {
  const query = command("query", "select count(*) from range(1000000000000) as t(n) where n * n % 7 = 3");
  const { stdout } = await ended([
    "bash",
    "-c",
    // The query takes hours: whatever ends within the test's time has not waited for it.
    `${query} & pid=$!; sleep 4; kill -TERM $pid; wait $pid; echo "code $?"`,
  ]);
  expect(stdout).toContain("code 143");
});

/** `script` gives its child a real terminal; it is in the base system of Debian, not of macOS. */
describe.skipIf(process.platform !== "linux")("on a terminal", () => {
  const onTerminal = (shell: string, onText?: (text: string) => void) =>
    ended(["env", "-u", "CI", "TERM=xterm", "script", "-qec", shell, "/dev/null"], onText);
  const esc = "\u001B";

  test("without a size, the lines are plain, and the command ends", async () => {
    const { code, stdout } = await onTerminal(`stty cols 0; ${command("run", "--date", "2026-03-02")}`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^staged \(\d+\)\r$/m);
    expect(stdout).toContain("2026-03-02 is published");
    expect(stdout).not.toContain(esc);
  });

  test.each(["CI=1", "TERM=dumb"])("with %s, the lines are plain", async (setting) => {
    const { code, stdout } = await onTerminal(
      `stty cols 80 rows 24; ${setting} ${command("run", "--date", "2026-03-02", "--again")}`,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^building 2026-03-02\r$/m);
    expect(stdout).not.toContain(esc);
  });

  test("of a usual size, the stages share a line, and an error ends the command", async () => {
    const { code, stdout } = await onTerminal(
      `stty cols 80 rows 24; ${command("run", "--date", "2026-02-01")}`,
    );
    expect(code).toBe(1);
    expect(stdout).toContain(`${esc}[?25l`);
    expect(stdout).toContain("is before 2026-03-0");
  });

  test("SIGTERM ends a run that shows its stages, and gives the cursor back", async () => {
    const run = command("backfill", "--from", "2026-03-01", "--to", "2026-03-02");
    let isAsked = false;
    const shell = `stty cols 80 rows 24; ${run} & echo "pid $!"; wait $!; echo "code $?"`;
    const { stdout } = await onTerminal(shell, (text) => {
      const pid = /pid (\d+)/.exec(text)?.[1];
      if (isAsked || pid === undefined || !text.includes("2026-03-01: staged")) return;
      isAsked = true;
      process.kill(Number(pid), "SIGTERM");
    });
    expect(stdout).toContain("code 143");
    expect(stdout.lastIndexOf(`${esc}[?25h`)).toBeGreaterThan(stdout.lastIndexOf(`${esc}[?25l`));
  });
});
