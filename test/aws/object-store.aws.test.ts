import { randomUUID } from "node:crypto";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  ListMultipartUploadsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "vitest";
import { objectStoreContract } from "../storage/object-store.contract.ts";
import { openStore } from "../storage/stores.ts";

objectStoreContract({
  kind: "s3",
  pace: { turns: 12, killWithinMilliseconds: 400 },
  async open() {
    const client = new S3Client({ forcePathStyle: true });
    const Bucket = `store-${randomUUID()}`;
    await client.send(new CreateBucketCommand({ Bucket }));
    const store = openStore("s3", Bucket);
    const remove = async () => {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
      expect(Uploads).toEqual([]);
      const listed = await Array.fromAsync(store.list(""));
      await store.delete(listed.map(({ key }) => key));
      await client.send(new DeleteBucketCommand({ Bucket }));
    };
    return { store, location: Bucket, remove };
  },
});
