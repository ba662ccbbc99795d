import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sharedVariable } from "./support/shared.ts";

/** Says what the heavy tests check, and the seed that repeats this run; gives its test files a folder to share. */
export default async function setup(): Promise<() => Promise<void>> {
  const { BELLWETHER_TESTS: size = "a sample", BELLWETHER_SEED: seed } = process.env;
  process.stdout.write(`the heavy tests check ${size}: BELLWETHER_SEED=${seed} (BELLWETHER_TESTS=whole)\n`);
  const shared = await mkdtemp(join(tmpdir(), "bellwether-shared-"));
  process.env[sharedVariable] = shared;
  return () => rm(shared, { recursive: true });
}
