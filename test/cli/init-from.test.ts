import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bellwether } from "./command.ts";

let directory: string;
let from: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "bellwether-init-"));
  from = join(directory, "exports");
  await mkdir(from);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const writeCustomers = () =>
  writeFile(join(from, "customers.csv"), "customer_id,company,signed_up\nC-1001,Alder,2026-01-05\n");

test("a config is drafted once, check accepts it, and the last line leads to the preview", async () => {
  await writeCustomers();
  const { code, stdout } = await bellwether(directory, "init", "--from", from);
  expect(code).toBe(0);
  expect(stdout).toContain("exports.accounts: accounts, from exports/customers.csv (1 file)");
  expect(stdout).toMatch(/line \d+, currency: No file names a currency/);
  expect(stdout).toMatch(/Next: .*preview\n$/);
  expect((await bellwether(directory, "check")).code).toBe(0);
  const again = await bellwether(directory, "init", "--from", from);
  expect([again.code, again.stderr]).toEqual([
    1,
    expect.stringContaining("already exists and was not changed"),
  ]);
});

test("with --json the streams and questions are one document", async () => {
  await writeCustomers();
  const { stdout } = await bellwether(directory, "init", "--from", from, "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    streams: [
      { source: "exports", stream: "accounts", entity: "accounts", path: "exports/customers.csv", files: 1 },
    ],
    leftOut: [],
    questions: expect.arrayContaining([
      expect.objectContaining({ at: "currency", line: expect.any(Number) }),
    ]),
  });
});

test("a folder without accounts fails and says what is needed", async () => {
  const { code, stderr } = await bellwether(directory, "init", "--from", from);
  expect([code, stderr]).toEqual([1, expect.stringContaining("no file that lists accounts")]);
});

test("a folder that is not there, or not below the project, is wrong usage", async () => {
  const missing = await bellwether(directory, "init", "--from", join(directory, "nowhere"));
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("there is no folder")]);
  const elsewhere = await bellwether(directory, "init", "--from", tmpdir());
  expect([elsewhere.code, elsewhere.stderr]).toEqual([2, expect.stringContaining("is not below")]);
});
