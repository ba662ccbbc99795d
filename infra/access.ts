import type { Names, Place } from "./names.ts";

/** One thing a role may do; where its resources hold a wildcard, why it cannot do with less. */
export interface Access {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly because?: string;
}

const bucketArn = ({ partition }: Place, bucket: string): string => `arn:${partition}:s3:::${bucket}`;
const arn = ({ partition, region, account }: Place, service: string, resource: string): string =>
  `arn:${partition}:${service}:${region}:${account}:${resource}`;

export const functionArn = (place: Place, name: string): string => arn(place, "lambda", `function:${name}`);
export const topicArn = (place: Place, name: string): string => arn(place, "sns", name);
const workgroupArn = (place: Place, name: string): string => arn(place, "athena", `workgroup/${name}`);

const keysGrow = "the objects below a prefix are not known beforehand";

/** The rights on objects under each prefix. */
const objectActions = {
  read: ["s3:GetObject"],
  write: ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
  delete: ["s3:DeleteObject"],
} as const;

export interface ObjectAccess {
  readonly bucket: string;
  /** The rights below each prefix of keys. */
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  readonly delete?: readonly string[];
  /** @default read-only actions */
  readonly list?: readonly string[];
}

/** Objects of a bucket by the prefixes of their keys. */
export function objects(place: Place, { bucket, ...prefixes }: ObjectAccess): readonly Access[] {
  const kinds = ["read", "write", "delete"] as const;
  const granted = kinds.flatMap((kind): Access[] => {
    const below = prefixes[kind] ?? [];
    if (below.length === 0) return [];
    const resources = below.map((prefix) => `${bucketArn(place, bucket)}/${prefix}*`);
    return [{ actions: objectActions[kind], resources, because: keysGrow }];
  });
  const listed = (prefixes.list ?? prefixes.read ?? []).map((prefix) => `${prefix}*`);
  return [
    ...granted,
    {
      actions: ["s3:ListBucket"],
      resources: [bucketArn(place, bucket)],
      // IfExists: a request for a missing object has no prefix, and without this S3 would answer 403 instead
      // of 404.
      conditions: { StringLikeIfExists: { "s3:prefix": listed } },
    },
  ];
}

/** Queries in a workgroup, and the place of their results. */
export function queries(
  place: Place,
  {
    bucket,
    workgroup,
    results,
  }: { readonly bucket: string; readonly workgroup: string; readonly results: string },
): readonly Access[] {
  return [
    {
      actions: [
        "athena:StartQueryExecution",
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:StopQueryExecution",
      ],
      resources: [workgroupArn(place, workgroup)],
    },
    {
      actions: ["s3:GetBucketLocation", "s3:ListBucketMultipartUploads"],
      resources: [bucketArn(place, bucket)],
    },
    {
      actions: ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
      resources: [`${bucketArn(place, bucket)}/${results}*`],
      because: "Athena names its result files by the query's id",
    },
    // Athena looks at this database before any other, also for queries that do not name it.
    {
      actions: ["glue:GetDatabase"],
      resources: [arn(place, "glue", "catalog"), arn(place, "glue", "database/default")],
    },
  ];
}

const tablesChange = "the tables of a database come from the models, which change without a deployment";
const buildsComeAndGo = "each run has a build database of its own, named after the run";

const glueReads = [
  "glue:GetDatabase",
  "glue:GetTable",
  "glue:GetTables",
  "glue:GetPartition",
  "glue:GetPartitions",
  "glue:BatchGetPartition",
];
const glueWrites = [
  "glue:CreateTable",
  "glue:UpdateTable",
  "glue:BatchDeleteTable",
  "glue:BatchCreatePartition",
  "glue:BatchUpdatePartition",
  "glue:BatchDeletePartition",
];

/** The tables of the published database. */
export function publishedTables(
  place: Place,
  { publishedDatabase: database }: Names,
  right: "read" | "write",
): readonly Access[] {
  return [
    {
      actions: right === "read" ? glueReads : [...glueReads, ...glueWrites],
      resources: [
        arn(place, "glue", "catalog"),
        arn(place, "glue", `database/${database}`),
        arn(place, "glue", `table/${database}/*`),
      ],
      because: tablesChange,
    },
  ];
}

/** The build databases of runs, with their tables: made, filled and dropped by the pipeline. */
export function buildDatabases(place: Place, { buildDatabasePrefix: prefix }: Names): readonly Access[] {
  return [
    {
      actions: [...glueReads, ...glueWrites, "glue:CreateDatabase", "glue:DeleteDatabase"],
      resources: [
        arn(place, "glue", "catalog"),
        arn(place, "glue", `database/${prefix}*`),
        arn(place, "glue", `table/${prefix}*/*`),
        // Glue requires this permission to drop a database, although our databases have no functions.
        arn(place, "glue", `userDefinedFunction/${prefix}*/*`),
      ],
      because: buildsComeAndGo,
    },
    {
      actions: ["glue:GetDatabases"],
      resources: [arn(place, "glue", "catalog"), arn(place, "glue", "database/*")],
      because: "Glue lists all databases or none; names and comments of others are seen, not their tables",
    },
  ];
}

/** Objects and messages under the stage's key, through the services that keep them and no other way. */
export function key(place: Place, keyArn: string, services: readonly ("s3" | "sns")[]): Access {
  return {
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    resources: [keyArn],
    conditions: {
      StringEquals: {
        "kms:ViaService": services.map((service) => `${service}.${place.region}.amazonaws.com`),
      },
    },
  };
}

export const publishing = (place: Place, topics: readonly string[]): Access => ({
  actions: ["sns:Publish"],
  resources: topics.map((topic) => topicArn(place, topic)),
});

export const invoking = (place: Place, functions: readonly string[]): Access => ({
  actions: ["lambda:InvokeFunction"],
  resources: functions.map((name) => functionArn(place, name)),
});

const executionNames = "an execution is named by the version it was started under, and by itself";

/** The rights of a durable function on its own executions. */
export const ownExecutions = (place: Place, name: string): Access => ({
  actions: ["lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"],
  resources: [`${functionArn(place, name)}:*`],
  because: executionNames,
});

/** Whoever finds a lease asks whether the execution that holds it still runs. */
export const askingAfterExecutions = (place: Place, name: string): Access => ({
  actions: ["lambda:GetDurableExecution"],
  resources: [`${functionArn(place, name)}:*`],
  because: executionNames,
});

export const ownLogs = (place: Place, name: string): Access => ({
  actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
  resources: [arn(place, "logs", `log-group:/aws/lambda/${name}:*`)],
  because: "Lambda names the streams of a log group",
});

/** AWS X-Ray knows no resources to name. */
export const traces: Access = {
  actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
  resources: ["*"],
  because: "X-Ray has no resources of its own that rights could be given on",
};
