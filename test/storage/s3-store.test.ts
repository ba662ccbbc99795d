import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { InvalidKey } from "../../lib/storage/object-store.ts";
import { NotDeleted, S3Store } from "../../lib/storage/s3-store.ts";
import { WritesMet } from "../../lib/storage/s3-write.ts";

const s3 = mockClient(S3Client);
const store = new S3Store({ client: new S3Client({ region: "us-east-1" }), bucket: "lake" });
beforeEach(() => s3.reset());

const refusal = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, message: name, $fault: "client", $metadata: { httpStatusCode } });
const preconditionFailed = refusal("PreconditionFailed", 412);
const conflict = refusal("ConditionalRequestConflict", 409);
const noSuchKey = refusal("NoSuchKey", 404);

const mebibyte = 1 << 20;
const stream = (mebibytes: number) =>
  Readable.from(Array.from({ length: mebibytes }, () => Buffer.alloc(mebibyte)));

describe("a conditional put", () => {
  test("requires that the key is absent, or has one version", async () => {
    s3.on(PutObjectCommand).resolves({ ETag: '"2"' });
    expect(await store.putIfAbsent("k", "x")).toBe('"2"');
    expect(await store.putIfMatch("k", "x", '"1"')).toBe('"2"');
    expect(s3.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => input)).toMatchObject([
      { Bucket: "lake", Key: "k", IfNoneMatch: "*" },
      { Bucket: "lake", Key: "k", IfMatch: '"1"' },
    ]);
  });

  test("returns a refusal as its result, also for a version that is gone", async () => {
    s3.on(HeadObjectCommand).resolves({ ETag: '"2"', Metadata: {} });
    s3.on(PutObjectCommand).rejects(preconditionFailed);
    expect(await store.putIfAbsent("k", "x")).toBeUndefined();
    s3.on(HeadObjectCommand).rejects(refusal("NotFound", 404));
    s3.on(PutObjectCommand).rejects(noSuchKey);
    expect(await store.putIfMatch("k", "x", '"1"')).toBeUndefined();
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(2);
  });

  test("recognises its own write when the answer was lost", async () => {
    s3.on(PutObjectCommand).rejects(preconditionFailed);
    s3.on(HeadObjectCommand).callsFake(() => {
      const [put] = s3.commandCalls(PutObjectCommand);
      return { ETag: '"2"', Metadata: put?.args[0].input.Metadata };
    });
    expect(await store.putIfMatch("k", "x", '"1"')).toBe('"2"');
  });

  test("retries after a conflict with another write", async () => {
    s3.on(PutObjectCommand).rejectsOnce(conflict).rejectsOnce(conflict).resolves({ ETag: '"2"' });
    expect(await store.putIfAbsent("k", Readable.from(["a", "b"]))).toBe('"2"');
    const bodies = s3.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => String(input.Body));
    expect(bodies).toEqual(["ab", "ab", "ab"]);
  });

  test("gives up after repeated conflicts, and says so", async () => {
    s3.on(PutObjectCommand).rejects(conflict);
    await expect(store.putIfMatch("state/published.json", "x", '"1"')).rejects.toThrow(
      new WritesMet({ bucket: "lake", key: "state/published.json" }),
    );
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(6);
  });

  test.each([
    refusal("NoSuchBucket", 404),
    refusal("AccessDenied", 403),
    refusal("SlowDown", 503),
    new Error("the line went dead"),
  ])("throws other failures: %s", async (error) => {
    s3.on(PutObjectCommand).rejects(error);
    await expect(store.putIfAbsent("k", "x")).rejects.toBe(error);
    await expect(store.putIfMatch("k", "x", '"1"')).rejects.toBe(error);
  });
});

describe("a long stream", () => {
  beforeEach(() => {
    s3.on(CreateMultipartUploadCommand).resolves({ UploadId: "u" });
    s3.on(UploadPartCommand).callsFake(({ PartNumber }) => ({
      ...{ ETag: `"p${PartNumber}"`, ChecksumCRC32: `c${PartNumber}` },
    }));
    s3.on(CompleteMultipartUploadCommand).resolves({ ETag: '"2-3"' });
    s3.on(AbortMultipartUploadCommand).resolves({});
    s3.on(HeadObjectCommand).resolves({ ETag: '"1"' });
  });
  const completed = () =>
    s3.commandCalls(CompleteMultipartUploadCommand).map(({ args: [{ input }] }) => input);
  const aborted = () => s3.commandCalls(AbortMultipartUploadCommand).map(({ args: [{ input }] }) => input);

  test("is uploaded in parts, with its condition on completion", async () => {
    expect(await store.putIfMatch("k", stream(17), '"1"')).toBe('"2-3"');
    const parts = s3.commandCalls(UploadPartCommand).map(({ args: [{ input }] }) => input);
    expect(parts.map(({ Body }) => (Body as Buffer).length / mebibyte)).toEqual([8, 8, 1]);
    expect(completed()).toEqual([
      {
        ...{ Bucket: "lake", Key: "k", UploadId: "u", IfMatch: '"1"' },
        MultipartUpload: {
          Parts: [1, 2, 3].map((part) => ({
            ...{ PartNumber: part, ETag: `"p${part}"`, ChecksumCRC32: `c${part}` },
          })),
        },
      },
    ]);
    expect(aborted()).toEqual([]);
  });

  test("smaller than a part is one put", async () => {
    s3.on(PutObjectCommand).resolves({ ETag: '"2"' });
    expect(await store.put("k", stream(7))).toBe('"2"');
    expect(s3.commandCalls(CreateMultipartUploadCommand)).toEqual([]);
  });

  test("is aborted when its source breaks, a part is refused, or its condition fails", async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.alloc(9 * mebibyte);
        throw new Error("the source went dead");
      })(),
    );
    await expect(store.put("k", broken)).rejects.toThrow("the source went dead");
    s3.on(CompleteMultipartUploadCommand).rejects(preconditionFailed);
    expect(await store.putIfAbsent("k", stream(9))).toBeUndefined();
    s3.on(CompleteMultipartUploadCommand).rejects(noSuchKey);
    expect(await store.putIfMatch("k", stream(9), '"1"')).toBeUndefined();
    s3.on(CompleteMultipartUploadCommand).rejects(conflict);
    await expect(store.putIfAbsent("k", stream(9))).rejects.toThrow(WritesMet);
    s3.on(UploadPartCommand).rejects(refusal("SlowDown", 503));
    const source = stream(30);
    await expect(store.put("k", source)).rejects.toThrow("SlowDown");
    expect(source.destroyed).toBe(true);
    expect(aborted()).toEqual(Array.from({ length: 5 }, () => ({ Bucket: "lake", Key: "k", UploadId: "u" })));
  });

  test("reports the original error when aborting fails, too", async () => {
    s3.on(CompleteMultipartUploadCommand).rejects(refusal("NoSuchUpload", 404));
    s3.on(AbortMultipartUploadCommand).rejects(new Error("unreachable"));
    await expect(store.put("k", stream(9))).rejects.toThrow("NoSuchUpload");
  });
});

describe("a get", () => {
  test("of a range returns the size of the whole object", async () => {
    s3.on(GetObjectCommand).resolves({
      ...{ ETag: '"1"', ContentLength: 3, ContentRange: "bytes 2-4/10" },
      Body: Readable.from(["234"]) as never,
    });
    expect(await store.get("k", { start: 2, end: 4 })).toMatchObject({ bytes: 10, etag: '"1"' });
  });

  test("of a missing object is undefined, and of a forbidden one an error", async () => {
    s3.on(GetObjectCommand).rejects(noSuchKey);
    expect(await store.get("k")).toBeUndefined();
    for (const error of [refusal("AccessDenied", 403), refusal("NoSuchBucket", 404)]) {
      s3.on(GetObjectCommand).rejects(error);
      await expect(store.get("k")).rejects.toBe(error);
    }
  });
});

test("a refused head names the key", async () => {
  s3.on(HeadObjectCommand).rejects(refusal("403", 403));
  await expect(store.head("state/lock.json")).rejects.toThrow(
    "s3://lake/state/lock.json could not be checked (403)",
  );
});

test("a list continues over pages, and leaves out folder markers of the console", async () => {
  const found = (Key: string) => ({ Key, Size: 1, ETag: '"1"' });
  s3.on(ListObjectsV2Command)
    .resolvesOnce({ Contents: [found("a/"), found("a/1")], IsTruncated: true, NextContinuationToken: "more" })
    .resolvesOnce({ Contents: [found("a/2")] });
  const listed = await Array.fromAsync(store.list("a/", { startAfter: "a" }));
  expect(listed.map(({ key }) => key)).toEqual(["a/1", "a/2"]);
  expect(s3.commandCalls(ListObjectsV2Command).map(({ args: [{ input }] }) => input)).toMatchObject([
    { Bucket: "lake", Prefix: "a/", StartAfter: "a" },
    { ContinuationToken: "more" },
  ]);
});

describe("a delete", () => {
  const keys = Array.from({ length: 1_001 }, (_, index) => `k/${index}`);

  test("sends batches of a thousand, and none without keys", async () => {
    s3.on(DeleteObjectsCommand).resolves({});
    await store.delete([]);
    await store.delete(keys);
    const sizes = s3
      .commandCalls(DeleteObjectsCommand)
      .map(({ args: [{ input }] }) => input.Delete?.Objects?.length);
    expect(sizes).toEqual([1_000, 1]);
  });

  test("names all remaining keys, of every batch", async () => {
    s3.on(DeleteObjectsCommand)
      .resolvesOnce({ Errors: [{ Key: "k/7", Code: "InternalError", Message: "try again" }] })
      .resolvesOnce({ Errors: [{ Key: "k/1000", Code: "AccessDenied", Message: "Access Denied" }] });
    const error = await store.delete(keys).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(NotDeleted);
    expect(String(error)).toBe(
      `NotDeleted: 2 objects of s3://lake could not be deleted:
  k/7: InternalError: try again
  k/1000: AccessDenied: Access Denied`,
    );
  });

  test("deletes nothing if one of its keys is invalid", async () => {
    await expect(store.delete(["k", "../k"])).rejects.toThrow(InvalidKey);
    expect(s3.calls()).toEqual([]);
  });
});
