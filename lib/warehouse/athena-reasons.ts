import type { QueryExecution } from "@aws-sdk/client-athena";

interface KnownReason {
  readonly pattern: RegExp;
  readonly meaning: (execution: QueryExecution) => string;
}

/** Athena's messages, with their meaning for operators. The first match counts. */
const known: readonly KnownReason[] = [
  {
    pattern: /bytes scanned limit/i,
    meaning: ({ WorkGroup, Statistics }) =>
      `it was stopped because it scanned more than the workgroup ${WorkGroup} allows per query ` +
      `(${gigabytes(Statistics?.DataScannedInBytes)} by then). Check whether it has lost its date filter; ` +
      "if it has to scan that much, raise scanCutoffGb in cdk.json and deploy",
  },
  {
    pattern: /HIVE_PATH_ALREADY_EXISTS/,
    meaning: () =>
      "an earlier attempt left files in its target. Start the run again: it writes to a new place",
  },
  {
    pattern: /EXCEEDED_(?:LOCAL_|GLOBAL_)?MEMORY|exhausted resources|INSUFFICIENT_RESOURCES|EXCEEDED_SPILL/i,
    meaning: () =>
      "it needs more memory than Athena gives one query. Start the run again; if it happens again, the data of one " +
      "date is too large for the model: split it",
  },
  {
    pattern: /EXCEEDED_TIME_LIMIT|query timeout/i,
    meaning: () =>
      "it ran longer than Athena allows (30 minutes, unless the quota was raised). Start the run again; " +
      "if it happens again, ask for a higher quota, or split the model",
  },
  {
    pattern:
      /PERMISSION_DENIED|Access ?Denied|not authorized|Insufficient permission|Insufficient Lake Formation/i,
    meaning: () =>
      "the role lacks a permission, or access to the bucket's key. Deploy the stage again, which " +
      "grants the permissions, and check whether a policy of the account denies them",
  },
  {
    pattern: /SlowDown|reduce your request rate|Throttl|Rate exceeded|TooManyRequests/i,
    meaning: () => "Athena, Glue or S3 throttled the requests. This is temporary: start the run again",
  },
  {
    pattern: /Query cancelled|cancelled by user/i,
    meaning: () => "it was cancelled, by a person or by an abandoned run",
  },
];

/** Why a query failed or was cancelled: the meaning, what to do, Athena's message, and a link. */
export function reasonOf(execution: QueryExecution, region: string): string {
  const words = execution.Status?.StateChangeReason ?? execution.Status?.AthenaError?.ErrorMessage;
  const isCancelled = execution.Status?.State === "CANCELLED";
  const said = words ?? (isCancelled ? "Query cancelled by user" : "it failed, and Athena gives no reason");
  return `${explained(said, execution)} (query ${execution.QueryExecutionId}: ${linkOf(execution, region)})`;
}

/** Athena's message, preceded by its meaning if known. */
export function explained(said: string, execution: QueryExecution = {}): string {
  const meaning = known.find(({ pattern }) => pattern.test(said))?.meaning(execution);
  return meaning === undefined ? said : `${meaning}. Athena says: ${said}`;
}

const linkOf = ({ QueryExecutionId }: QueryExecution, region: string): string =>
  `https://${region}.console.aws.amazon.com/athena/home?region=${region}#/query-editor/history/${QueryExecutionId}`;

const gigabytes = (bytes = 0): string => `${(bytes / 1e9).toFixed(2)} GB`;
