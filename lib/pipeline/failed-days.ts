import { z } from "zod";
import { documentBody, readDocument } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { headOf, readChain } from "./chain.ts";

/** A day whose last run failed, while neither it nor a later day has been published since. */
const FailedDay = z.object({
  as_of_date: z.iso.date(),
  failed_at: z.iso.datetime(),
  /** When the first run failed since a day was last published. */
  failing_since: z.iso.datetime(),
  error: z.string(),
  /** The message of the error, which says what to do. */
  reason: z.string(),
});
export type FailedDay = z.infer<typeof FailedDay>;

const prefix = "state/failed-days/";
const keyOf = (asOfDate: string): string => `${prefix}${asOfDate}.json`;

/** The failed days, oldest first. */
export async function failedDays(store: ObjectStore): Promise<readonly FailedDay[]> {
  return (await allFailures(store)).filter(isUnmendedAfter(headOf(await readChain(store))));
}

interface Failure {
  readonly asOfDate: string;
  readonly error: unknown;
  readonly now: Date;
}

/** Remembers that the run of a day failed, and forgets the days that a run has caught up with. */
export async function recordFailure(
  store: ObjectStore,
  { asOfDate, error, now }: Failure,
): Promise<FailedDay> {
  const [first] = (await failedDays(store)).map(({ failing_since }) => failing_since).toSorted();
  await forgetMended(store);
  const failed_at = now.toISOString();
  const failure: FailedDay = {
    ...{ as_of_date: asOfDate, failed_at, failing_since: first ?? failed_at },
    error: error instanceof Error ? error.name : "Error",
    reason: error instanceof Error ? error.message : String(error),
  };
  await store.put(keyOf(asOfDate), documentBody(failure));
  return failure;
}

/** Forgets the failure of a day that turned out to be up to date. */
export const forgetFailure = (store: ObjectStore, asOfDate: string): Promise<void> =>
  store.delete([keyOf(asOfDate)]);

async function forgetMended(store: ObjectStore): Promise<void> {
  const isUnmended = isUnmendedAfter(headOf(await readChain(store)));
  const mended = (await allFailures(store)).filter((failure) => !isUnmended(failure));
  await store.delete(mended.map(({ as_of_date }) => keyOf(as_of_date)));
}

/** A day reads all that landed before it, so that a later one makes good for an earlier one. */
const isUnmendedAfter =
  (head: ReturnType<typeof headOf>) =>
  ({ as_of_date, failed_at }: FailedDay): boolean =>
    head === undefined || head.as_of_date < as_of_date || head.published_at < failed_at;

async function allFailures(store: ObjectStore): Promise<readonly FailedDay[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  const documents = await Promise.all(keys.map((key) => readDocument(store, key, FailedDay)));
  return documents.flatMap((document) => (document === undefined ? [] : [document.value]));
}
