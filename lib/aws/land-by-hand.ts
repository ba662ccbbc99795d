import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { readDocument } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import type { Functions, LandAgain } from "./functions.ts";
import { Landing } from "./land-sources.ts";

/** As long as a function can take, and a little. */
const patienceMilliseconds = 16 * 60_000;
const lookEveryMilliseconds = 2_000;

/** A landing that did not report its end in time. */
export class LandingSilent extends Error {
  override readonly name = "LandingSilent";
  constructor(source: string) {
    super(
      `the landing of ${source} has not finished within 16 minutes: see the log of its function. The same command resumes it`,
    );
  }
}

interface LandByHand {
  readonly source: string;
  readonly landedOn: string;
  readonly again?: LandAgain | undefined;
}

/** Lands a source on a stage and waits for the outcome. @throws LandingSilent */
export async function landByHand(
  {
    store,
    functions,
    pause = delay,
  }: {
    readonly store: ObjectStore;
    readonly functions: Pick<Functions, "startLanding">;
    readonly pause?: (milliseconds: number) => Promise<unknown>;
  },
  { source, landedOn, again }: LandByHand,
): Promise<Landing> {
  const key = `state/landings/${landedOn}/${randomUUID()}/${source}.json`;
  await functions.startLanding(source, key, landedOn, again);
  for (let waited = 0; waited < patienceMilliseconds; waited += lookEveryMilliseconds) {
    const landing = await readDocument(store, key, Landing);
    if (landing !== undefined) return landing.value;
    await pause(lookEveryMilliseconds);
  }
  throw new LandingSilent(source);
}
