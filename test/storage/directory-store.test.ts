import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DirectoryStore } from "../../lib/storage/directory-store.ts";
import { isAlive, ownIdentity } from "../../lib/storage/process-identity.ts";
import { claimOf } from "../../lib/storage/versions.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "bellwether-directory-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** The identity of a process that has ended. */
function identityOfTheDead(): string {
  const module = new URL("../../lib/storage/process-identity.ts", import.meta.url).href;
  const script = `import { ownIdentity } from "${module}"; process.stdout.write(ownIdentity())`;
  return spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" }).stdout;
}

test("a process is alive until it ends, and a reused pid does not count", () => {
  expect(isAlive(ownIdentity())).toBe(true);
  expect(isAlive(`${process.pid}-1`)).toBe(false);
  expect(isAlive(identityOfTheDead())).toBe(false);
  expect(isAlive("nonsense")).toBe(false);
});

test("no two versions of a key share an etag, even with equal bytes", async () => {
  const store = new DirectoryStore(root);
  const first = await store.put("k", "same");
  const etags = new Set([first]);
  for (let version = 0; version < 300; version += 1) etags.add(await store.put("k", "same"));
  expect(etags.size).toBe(301);
  expect(await store.putIfMatch("k", "x", first)).toBeUndefined();
});

test("the claim of a killed process is taken over once", async () => {
  const store = new DirectoryStore(root);
  const etag = await store.put("k", "old");
  const claim = claimOf(join(root, ".tmp/claims"), "k", etag);
  const dead = identityOfTheDead();
  await writeFile(`${claim}.0`, dead);
  await writeFile(`${claim}.1`, dead);
  const outcomes = await Promise.all(["a", "b", "c"].map((body) => store.putIfMatch("k", body, etag)));
  expect(outcomes.filter((outcome) => outcome !== undefined)).toHaveLength(1);
  expect(await readdir(join(root, ".tmp/claims"))).toEqual([]);
});

test("the claim of a living process is waited for", async () => {
  const store = new DirectoryStore(root);
  const etag = await store.put("k", "old");
  const claim = `${claimOf(join(root, ".tmp/claims"), "k", etag)}.0`;
  await writeFile(claim, ownIdentity());
  const put = store.putIfMatch("k", "new", etag);
  expect(await Promise.race([put, delay(50, "waiting")])).toBe("waiting");
  await rm(claim);
  expect(await put).toBeDefined();
});

test("partial files of killed writers are removed, and those of living writers are not", async () => {
  await mkdir(join(root, ".tmp"));
  await writeFile(join(root, ".tmp", `${identityOfTheDead()}.0123`), "half");
  await writeFile(join(root, ".tmp", `${ownIdentity()}.0123`), "half");
  const store = new DirectoryStore(root);
  await store.put("a", "x");
  expect((await readdir(join(root, ".tmp"))).toSorted()).toEqual(
    [`${ownIdentity()}.0123`, "claims"].toSorted(),
  );
  expect((await Array.fromAsync(store.list(""))).map(({ key }) => key)).toEqual(["a"]);
});

test("objects are plain files at their keys, and empty folders go with their last object", async () => {
  const store = new DirectoryStore(root);
  await store.put("tables/scores/as_of_date=2024-05-01/a.parquet", "PAR1");
  expect(await readFile(join(root, "tables/scores/as_of_date=2024-05-01/a.parquet"), "utf8")).toBe("PAR1");
  await store.delete(["tables/scores/as_of_date=2024-05-01/a.parquet"]);
  expect(await readdir(root)).toEqual([".tmp"]);
});

test("files put there by people are objects, also behind a link, and reading writes nothing", async () => {
  await mkdir(join(root, "elsewhere"));
  await writeFile(join(root, "elsewhere/a.csv"), "1");
  await symlink(join(root, "elsewhere"), join(root, "exports"));
  await symlink(join(root, "gone"), join(root, "broken"));
  const store = new DirectoryStore(root);
  expect((await Array.fromAsync(store.list(""))).map(({ key }) => key)).toEqual([
    "elsewhere/a.csv",
    "exports/a.csv",
  ]);
  const before = await store.head("exports/a.csv");
  await writeFile(join(root, "elsewhere/a.csv"), "2");
  expect((await store.head("exports/a.csv"))?.etag).not.toBe(before?.etag);
  expect((await readdir(root)).toSorted()).toEqual(["broken", "elsewhere", "exports"]);
});
