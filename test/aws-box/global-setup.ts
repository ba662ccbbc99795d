import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closingLines, recordsVariable } from "../support/record.ts";
import { openStandIn } from "./stand-in.ts";

/** Starts the stand-in once, before any test; stops it and prints the closing lines after the last. */
export default async function setup(): Promise<() => Promise<void>> {
  const standIn = await openStandIn();
  const records = await mkdtemp(join(tmpdir(), "bellwether-records-"));
  // Test processes inherit this environment. A profile of the real AWS would override these credentials.
  delete process.env.AWS_PROFILE;
  Object.assign(process.env, standIn.environment, { [recordsVariable]: records });
  return async () => {
    await standIn[Symbol.asyncDispose]();
    process.stdout.write(`\n${closingLines(records).join("\n")}\n`);
    await rm(records, { recursive: true });
  };
}
