import { z } from "zod";
import type { Source } from "../config/schema.ts";
import { documentBody, readDocument } from "../storage/documents.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import type { StreamName } from "./write-load.ts";

const Failure = z.object({
  failed_at: z.iso.datetime(),
  /** When its landing failed first, since it last succeeded. */
  failing_since: z.iso.datetime(),
  error: z.string(),
  /** The message of the error, which says what to do. */
  reason: z.string(),
});

const Noted = z.object({ failure: Failure.nullable() });

/** A stream whose last landing failed. Files that could be read have landed all the same. */
export type FailedLanding = StreamName & z.infer<typeof Failure>;

const keyOf = ({ source, stream }: StreamName): string => `state/cursors/${source}/${stream}.failed.json`;

/** The streams of these sources whose last landing failed. */
export async function failedLandings(
  store: ObjectStore,
  sources: readonly Source[],
): Promise<readonly FailedLanding[]> {
  const streams = sources.flatMap(({ name, streams: of }) =>
    Object.keys(of).map((stream) => ({ source: name, stream })),
  );
  const failures = await Promise.all(streams.map((stream) => readFailure(store, stream)));
  return streams.flatMap((stream, index) => {
    const failure = failures[index];
    return failure === undefined ? [] : [{ ...stream, ...failure }];
  });
}

/** Remembers that a landing failed, or, without an error, that it succeeded. */
export async function noteLanding(
  { store, clock }: { readonly store: ObjectStore; readonly clock: () => Date },
  stream: StreamName,
  error?: Error,
): Promise<void> {
  const before = await readFailure(store, stream);
  if (error === undefined && before === undefined) return;
  const failed_at = clock().toISOString();
  const failure =
    error === undefined
      ? null
      : {
          ...{ failed_at, failing_since: before?.failing_since ?? failed_at },
          ...{ error: error.name, reason: error.message },
        };
  await store.put(keyOf(stream), documentBody({ failure }));
}

const readFailure = async (store: ObjectStore, stream: StreamName) =>
  (await readDocument(store, keyOf(stream), Noted))?.value.failure ?? undefined;
