import { loadKey } from "../landing/load.ts";
import type { StagedAsOf } from "../landing/reading.ts";
import { streamOf } from "../landing/retraction.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { headOf, readChain } from "./chain.ts";
import { readPlan } from "./plan.ts";
import { loadsRead, stagedAsByStream } from "./staged-earlier.ts";

/** How the published days have staged each load that they read. */
export async function stagedLoads(store: ObjectStore): Promise<StagedAsOf> {
  const head = headOf(await readChain(store));
  if (head === undefined) return () => undefined;
  const plan = await readPlan(store, head);
  const read = new Set(loadsRead(plan));
  const lately = stagedAsByStream(plan.config);
  const earlier = new Map(
    plan.staged_earlier.flatMap(({ loads, staged_as }) => loads.map((key) => [key, staged_as] as const)),
  );
  return (load) => {
    const key = loadKey(load);
    return read.has(key) ? (earlier.get(key) ?? lately(streamOf(key))) : undefined;
  };
}
