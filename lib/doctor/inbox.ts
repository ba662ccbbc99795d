import { paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import type { Config } from "../config/schema.ts";
import { findFiles } from "../landing/find-files.ts";
import { plural } from "../plural.ts";
import type { ObjectSummary } from "../storage/object-store.ts";
import { type Check, ok, type Verdict, warn } from "./finding.ts";

type Source = Config["sources"][number];

/** The files in the inbox for a stream. */
export interface Delivered {
  readonly stream: string;
  readonly path: string;
  /** When the newest file was delivered; undefined without files. */
  readonly newest: Date | undefined;
}

/** Whether each source delivers. */
export function inboxChecks(
  s3: S3Client,
  {
    sources,
    bucket,
    now,
  }: { readonly sources: readonly Source[]; readonly bucket: string; readonly now: Date },
): readonly Check[] {
  return sources.map((source) => ({
    what: `source ${source.name}`,
    look: async () => {
      const streams = Object.entries(source.streams);
      const delivered = await Promise.all(
        streams.map(async ([stream, { path }]): Promise<Delivered> => {
          const files = await findFiles({ list: (prefix) => listed(s3, bucket, prefix) }, path);
          const times = files.map(({ modified }) => modified.getTime());
          // One by one: an inbox may hold more files than a call takes arguments.
          const newest = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
          return { stream, path, newest: times.length === 0 ? undefined : new Date(newest) };
        }),
      );
      return judgeDelivered(delivered, { bucket, expectEveryDays: source.expect_every, now });
    },
  }));
}

const dayMilliseconds = 86_400_000;

export function judgeDelivered(
  delivered: readonly Delivered[],
  {
    bucket,
    expectEveryDays,
    now,
  }: { readonly bucket: string; readonly expectEveryDays: number | undefined; readonly now: Date },
): Verdict {
  const missing = delivered.filter(({ newest }) => newest === undefined);
  if (missing.length > 0) {
    const paths = missing.map(({ stream, path }) => `${stream} (${path})`).join(", ");
    return warn(
      `no file in s3://${bucket} for ${missing.length} of ${plural(delivered.length, "stream")}: ${paths}`,
      "deliver them there, or correct the path in bellwether.yaml",
    );
  }
  // A stream whose export has nothing new may be silent: the source is late when all of them are.
  const newest = delivered.reduce((latest, each) => Math.max(latest, each.newest?.getTime() ?? 0), 0);
  const days = (now.getTime() - newest) / dayMilliseconds;
  const found = `${plural(delivered.length, "stream has", "streams have")} files; the newest arrived ${ago(days)} ago`;
  if (expectEveryDays !== undefined && days > expectEveryDays)
    return warn(
      `${found}, but one is expected every ${ago(expectEveryDays)}`,
      "check whether its export runs",
    );
  return ok(found);
}

const ago = (days: number): string =>
  days < 2 ? `${Math.max(0, Math.round(days * 24))} h` : `${Math.round(days)} days`;

async function* listed(
  client: S3Client,
  Bucket: string,
  Prefix: string,
): AsyncGenerator<ObjectSummary & { readonly modified: Date }> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix }))
    for (const { Key = "", Size = 0, ETag = "", LastModified = new Date(0) } of Contents)
      yield { key: Key, bytes: Size, etag: ETag, modified: LastModified };
}
