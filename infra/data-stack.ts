import { CfnWorkGroup } from "aws-cdk-lib/aws-athena";
import { CfnDatabase } from "aws-cdk-lib/aws-glue";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import { Duration, RemovalPolicy, Stack, type StackProps, Validations } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { type Names, namesOf, resultsPrefixes } from "./names.ts";
import type { Settings } from "./settings.ts";

/** Who may use the key without a role of this account: what sends the operators' notices. */
const noticeSenders = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] as const;

/** A first deployment that fails leaves nothing behind under our names; what once stood stays. */
const keep = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

const gigabyte = 1_000_000_000;

export interface DataStackProps extends StackProps {
  readonly settings: Settings;
}

/** The resources that must survive: the lake, the inbox, their key, the published database, and the rules for who may query it. */
export class DataStack extends Stack {
  readonly key: Key;
  readonly names: Names;

  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: true });
    this.names = namesOf({ stage: settings.stage, account: this.account, region: this.region });
    this.key = this.#key();
    const accessLogs = this.#accessLogs();
    this.#bucket("Inbox", { bucketName: this.names.inboxBucket, accessLogs });
    const lake = this.#bucket("Lake", {
      bucketName: this.names.lakeBucket,
      accessLogs,
      rules: [{ id: "query results", prefix: "athena/", expiration: Duration.days(7) }],
    });
    this.#publishedDatabase();
    const cutoffBytes = Math.round(settings.scanCutoffGb * gigabyte);
    this.#workgroup("PipelineQueries", {
      ...{ name: this.names.pipelineWorkgroup, lake, cutoffBytes },
      results: resultsPrefixes.pipeline,
      description: "Queries of the runs",
    });
    this.#workgroup("BiQueries", {
      ...{ name: this.names.biWorkgroup, lake, cutoffBytes },
      results: resultsPrefixes.bi,
      description: "Queries of analysts and dashboards over the published tables",
    });
  }

  #key(): Key {
    const key = new Key(this, "Key", {
      description: `Data and messages of Bellwether (${this.names.service})`,
      enableKeyRotation: true,
      removalPolicy: keep,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: noticeSenders.map((service) => new ServicePrincipal(service)),
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: ["*"],
        conditions: { StringEquals: { "aws:SourceAccount": this.account } },
      }),
    );
    return key;
  }

  /** S3 delivers its access logs only into a bucket with keys of its own. */
  #accessLogs(): Bucket {
    const logs = new Bucket(this, "AccessLogs", {
      ...guarded,
      bucketName: this.names.accessLogsBucket,
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ id: "access logs", expiration: Duration.days(90) }, ...tidy],
    });
    Validations.of(logs).acknowledge({
      id: "AwsSolutions-S1",
      reason: "this is the bucket of the access logs; logging access to it would never end",
    });
    return logs;
  }

  #bucket(
    id: string,
    {
      bucketName,
      accessLogs,
      rules = [],
    }: { readonly bucketName: string; readonly accessLogs: Bucket; readonly rules?: LifecycleRule[] },
  ): Bucket {
    return new Bucket(this, id, {
      ...guarded,
      bucketName,
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      versioned: true,
      // CDK's own classes do not fit its interfaces under exactOptionalPropertyTypes.
      serverAccessLogsBucket: accessLogs as IBucket,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
      lifecycleRules: [...rules, ...tidy],
    });
  }

  /** Its tables are made by the pipeline, from the headers of the models: one source of truth. */
  #publishedDatabase(): void {
    const database = new CfnDatabase(this, "Published", {
      catalogId: this.account,
      databaseInput: {
        name: this.names.publishedDatabase,
        description: "Customer health as published: start with account_health",
      },
    });
    database.applyRemovalPolicy(keep);
  }

  #workgroup(
    id: string,
    group: {
      readonly name: string;
      readonly description: string;
      readonly lake: Bucket;
      readonly results: string;
      readonly cutoffBytes: number;
    },
  ): void {
    new CfnWorkGroup(this, id, {
      name: group.name,
      description: group.description,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: group.cutoffBytes,
        engineVersion: { selectedEngineVersion: "Athena engine version 3" },
        resultConfiguration: {
          outputLocation: group.lake.s3UrlForObject(group.results),
          encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKey: this.key.keyArn },
        },
      },
    });
  }
}

const guarded = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  removalPolicy: keep,
} as const;

/** Keeps overwritten and deleted objects for a month, and removes incomplete uploads. */
const tidy: readonly LifecycleRule[] = [
  {
    id: "replaced and deleted",
    noncurrentVersionExpiration: Duration.days(30),
    expiredObjectDeleteMarker: true,
  },
  { id: "broken off uploads", abortIncompleteMultipartUploadAfter: Duration.days(7) },
];
