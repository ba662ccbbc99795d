import { randomUUID } from "node:crypto";
import { AthenaClient } from "@aws-sdk/client-athena";
import { GlueClient } from "@aws-sdk/client-glue";
import { CreateBucketCommand, DeleteBucketCommand } from "@aws-sdk/client-s3";
import { GlueCatalog } from "../../lib/catalog/glue-catalog.ts";
import { S3Store } from "../../lib/storage/s3-store.ts";
import { AthenaWarehouse } from "../../lib/warehouse/athena-warehouse.ts";
import { warehouseContract } from "../warehouse/warehouse.contract.ts";
import { s3Client } from "./box.ts";
import { OwnDatabases } from "./own-databases.ts";

warehouseContract({
  name: "AthenaWarehouse",
  async open() {
    const s3 = s3Client();
    const bucket = `warehouse-${randomUUID()}`;
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    const store = new S3Store({ client: s3, bucket });
    const glue = new GlueCatalog({ client: new GlueClient(), bucket, isOwnedByRun: () => true });
    const athena = new AthenaWarehouse({
      ...{ client: new AthenaClient(), store, bucket },
      ...{ workgroup: "primary", region: "us-east-1" },
    });
    const databases = new OwnDatabases();
    return {
      store,
      catalog: databases.catalog(glue),
      warehouse: databases.warehouse(athena),
      async [Symbol.asyncDispose]() {
        await databases.dropAll(glue);
        await store.delete(await Array.fromAsync(store.list(""), ({ key }) => key));
        await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
      },
    };
  },
});
