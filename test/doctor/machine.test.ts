import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { judgeExports, judgeWaiting } from "../../lib/doctor/machine.ts";
import { testProject } from "../support/project.ts";
import { firstExports, shopYaml } from "../support/shop.ts";

test("exports that are there are counted, and streams without a file are named with their path", () => {
  const stream = (name: string, files: number) => ({ stream: name, path: `${name}.csv`, files });
  expect(judgeExports([stream("accounts", 1)])).toEqual({
    ...{ status: "ok", found: "1 file of 1 stream", todo: null },
  });
  expect(judgeExports([stream("accounts", 1), stream("links", 0)])).toMatchObject({
    ...{ status: "warn", found: "no file for 1 of 2 streams: links (links.csv)" },
  });
  expect(judgeWaiting(1)).toMatchObject({ status: "warn", found: "1 batch waits for the next run" });
});

/** `doctor` where there is no profile, no key and no metadata service. */
async function doctorWithoutAws(directory: string) {
  const command = join(import.meta.dirname, "../../cli/start.js");
  const { PATH = "" } = process.env;
  const env = { PATH, HOME: tmpdir(), AWS_EC2_METADATA_DISABLED: "true" };
  const run = promisify(execFile)(process.execPath, [command, "--project", directory, "doctor"], { env });
  return run.then(
    ({ stdout }) => ({ code: 0, stdout }),
    (error: { readonly code: number; readonly stdout: string }) => ({
      code: error.code,
      stdout: error.stdout,
    }),
  );
}

test("without AWS, doctor looks at the project on this machine and fails only where something is wrong", async () => {
  await using project = await testProject(shopYaml);
  await project.write(firstExports);
  await project.land("2026-03-01");
  const { code, stdout } = await doctorWithoutAws(project.directory);
  expect(stdout).toContain("No stage is in reach, so this is the project on this machine.");
  expect(stdout).toMatch(/^ok {4}project — Corner Shop, 5 sources/m);
  expect(stdout).toMatch(/^warn {2}landed data — \d+ batches wait for the next run; .*run$/m);
  expect(stdout).toMatch(/^warn {2}published day — none yet/m);
  expect(code).toBe(0);

  const empty = await mkdtemp(join(tmpdir(), "bellwether-empty-"));
  const failed = await doctorWithoutAws(empty);
  await rm(empty, { recursive: true });
  expect(failed).toMatchObject({ code: 1, stdout: expect.stringMatching(/^fail {2}project — /m) });
});
