import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { shopYaml } from "../support/shop.ts";

const root = join(import.meta.dirname, "../..");
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "bellwether-read-only-"));
  await mkdir(join(directory, "empty"));
  await writeFile(join(directory, "bellwether.yaml"), shopYaml);
  await mkdir(join(directory, "landed", ".bellwether"), { recursive: true });
  await writeFile(join(directory, "landed", "bellwether.yaml"), shopYaml);
  for (const folder of ["landed/.bellwether", "landed", "empty", "."])
    await chmod(join(directory, folder), 0o555);
});
afterAll(async () => {
  await chmod(directory, 0o755);
  await rm(directory, { recursive: true, force: true });
});

/** Nothing is read-only to root, which many containers run as: then the command runs as nobody. */
const other = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

test.each([
  ["init", "empty", "empty"],
  ["land", ".", ".bellwether"],
  ["run", ".", ".bellwether"],
  ["run", "landed", "landed/.bellwether"],
])("%s in a read-only folder (%s) is one message", (verb, project, named) => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(root, "cli/start.js"), "--project", join(directory, project), verb],
    { ...other, cwd: directory, encoding: "utf8", env: { ...process.env, NODE_COMPILE_CACHE: undefined } },
  );
  expect(stdout).toBe("");
  expect(stderr).toBe(
    `${join(directory, named)} cannot be written (EACCES): give your user write permission, or copy the project to a ` +
      "folder of your own\n",
  );
  expect(status).toBe(1);
});
