/** Where a stage is deployed. Account and partition may be CloudFormation's own references. */
export interface Place {
  readonly stage: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** Where queries leave their results, by workgroup: below the lake's `athena/`. */
export const resultsPrefixes = { pipeline: "athena/pipeline/", bi: "athena/bi/" } as const;

/** The alias through which runs are started: it names the version they keep to. */
export const liveAlias = "live";

/** Lambda's limit. */
const longestFunctionName = 64;

/** The names of the resources of a stage: known before they exist, so that rights can be granted on exactly those. */
export function namesOf({ stage, account, region }: Omit<Place, "partition">) {
  const service = `bellwether-${stage}`;
  return {
    /** The one dimension of the metrics, and what names begin with. */
    service,
    lakeBucket: `${service}-lake-${account}-${region}`,
    inboxBucket: `${service}-inbox-${account}-${region}`,
    accessLogsBucket: `${service}-logs-${account}-${region}`,
    publishedDatabase: `bellwether_${stage}`,
    buildDatabasePrefix: `bellwether_${stage}_build_`,
    pipelineWorkgroup: `${service}-pipeline`,
    biWorkgroup: `${service}-bi`,
    alertsTopic: `${service}-alerts`,
    operatorsTopic: `${service}-operators`,
    deadLetters: `${service}-dead-letters`,
    dailyRun: `${service}-daily-run`,
    detectDrops: `${service}-detect-drops`,
    refreshDashboards: `${service}-refresh-dashboards`,
    reader: `${service}-reader`,
    operations: `${service}-operations`,
    land: (source: string) => functionName(`${service}-land-${source}`),
  } as const;
}
export type Names = ReturnType<typeof namesOf>;

/** A function that Lambda would refuse when half of the stage is deployed. */
export class NameTooLong extends Error {
  override readonly name = "NameTooLong";
  constructor(name: string) {
    super(
      `${name} has ${name.length} characters; at most ${longestFunctionName} are allowed: shorten the source's name`,
    );
  }
}

function functionName(name: string): string {
  if (name.length > longestFunctionName) throw new NameTooLong(name);
  return name;
}
