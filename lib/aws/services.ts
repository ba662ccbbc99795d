import { GlueCatalog } from "../catalog/glue-catalog.ts";
import { SnsNotifier } from "../notify/sns-notifier.ts";
import type { Services } from "../services.ts";
import type { Holder } from "../storage/lease.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { S3Store } from "../storage/s3-store.ts";
import { AthenaWarehouse } from "../warehouse/athena-warehouse.ts";
import { type Clients, clientsOf } from "./clients.ts";
import type { Stage } from "./stage.ts";

export interface StageServices extends Services {
  /** Where exports are delivered. */
  readonly inbox: ObjectStore;
}

interface StageOptions {
  /** Who works. */
  readonly holder: Holder;
  /** @default the machine's clock */
  readonly clock?: () => Date;
  /** @default clients of the stage's region */
  readonly clients?: Clients;
}

/** The services of a deployed stage: S3, Athena, Glue and SNS behind the ports. */
export function servicesOf(
  stage: Stage,
  { holder, clock = () => new Date(), clients = clientsOf(stage) }: StageOptions,
): StageServices {
  const { region, workgroup, lakeBucket: bucket, alertsTopicArn, operatorsTopicArn } = stage;
  const store = new S3Store({ client: clients.s3, bucket });
  const isOwnedByRun = (database: string): boolean => database.startsWith(stage.buildDatabasePrefix);
  return {
    store,
    inbox: new S3Store({ client: clients.s3, bucket: stage.inboxBucket }),
    catalog: new GlueCatalog({ client: clients.glue, bucket, isOwnedByRun }),
    warehouse: new AthenaWarehouse({ client: clients.athena, store, bucket, workgroup, region }),
    notifier: new SnsNotifier({ client: clients.sns, alertsTopicArn, operatorsTopicArn }),
    clock,
    holder,
    databases: { published: stage.publishedDatabase, buildPrefix: stage.buildDatabasePrefix },
  };
}
