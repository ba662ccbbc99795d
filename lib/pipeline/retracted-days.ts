import { listRetracted, readRetraction } from "../landing/retraction.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { type Chain, readChain } from "./chain.ts";
import { type Plan, readManifest, readPlan } from "./plan.ts";

/** Published days that were built from loads which were retracted since. */
export interface RetractedDays {
  /** The first day to rebuild: the first that read such a load, or an earlier one that can be built. */
  readonly from: string;
  /** The latest published day. */
  readonly to: string;
  readonly days: number;
  /** With each day's own plan or, if a load was replaced by others, with the current config. */
  readonly config: "plan" | "current";
}

/** The command that rebuilds these days and all later ones. */
export const rebuildCommand = ({ from, config }: Pick<RetractedDays, "from" | "config">): string =>
  `bellwether run --date ${from} --again${config === "current" ? " --config current" : ""}`;

/** A day would be built on a day that read a retracted load. */
export class BuiltOnRetracted extends Error {
  override readonly name = "BuiltOnRetracted";
  constructor(ancestor: string, { from, to }: Pick<RetractedDays, "from" | "to">) {
    super(
      `${ancestor} was built from loads that were retracted since: start at ${from}. "run" first rebuilds ${from} to ` +
        `${to} before its own day`,
    );
  }
}

/** Whether a plan, or one of its ancestors, read a retracted load. */
export async function readsRetracted(store: ObjectStore, plan: Plan): Promise<boolean> {
  return retractedOf(plan, await listRetracted(store)).length > 0;
}

/** @throws BuiltOnRetracted when this plan's day is not to be built on */
export async function assertKept(store: ObjectStore, plan: Plan | undefined): Promise<void> {
  if (plan === undefined || !(await readsRetracted(store, plan))) return;
  const { as_of_date } = plan;
  throw new BuiltOnRetracted(
    as_of_date,
    (await retractedDays(store)) ?? { from: as_of_date, to: as_of_date },
  );
}

/** The published days to rebuild; undefined when there are none. */
export async function retractedDays(store: ObjectStore): Promise<RetractedDays | undefined> {
  const retracted = await listRetracted(store);
  if (retracted.size === 0) return undefined;
  const { links } = await readChain(store);
  const head = links.at(-1);
  const read = head === undefined ? [] : retractedOf(await readPlan(store, head), retracted);
  if (head === undefined || read.length === 0) return undefined;
  const first = await buildableFrom(store, links, await firstReading(store, links, retracted));
  const retractions = await Promise.all(read.map((key) => readRetraction(store, key)));
  const isReplaced = retractions.some((retraction) => (retraction?.replaced_by ?? []).length > 0);
  return {
    from: links[first]?.as_of_date ?? head.as_of_date,
    to: head.as_of_date,
    days: links.length - first,
    config: isReplaced ? "current" : "plan",
  };
}

const retractedOf = ({ loads_read: { whole, partly } }: Plan, retracted: ReadonlySet<string>): string[] =>
  retracted.size === 0 ? [] : [...whole, ...partly].filter((key) => retracted.has(key));

/** The place in the chain of the first day that read any: a day has read what those before it have. */
async function firstReading(
  store: ObjectStore,
  links: Chain["links"],
  retracted: ReadonlySet<string>,
): Promise<number> {
  let [from, to] = [0, links.length - 1];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    const link = links[middle];
    const reads = link !== undefined && retractedOf(await readPlan(store, link), retracted).length > 0;
    if (reads) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** That place, or the nearest before it whose past still has all its detail. */
async function buildableFrom(store: ObjectStore, links: Chain["links"], place: number): Promise<number> {
  for (let from = place; from > 0; from -= 1) {
    const ancestor = links[from - 1];
    if (ancestor !== undefined && (await readManifest(store, ancestor)).is_whole) return from;
  }
  return 0;
}
