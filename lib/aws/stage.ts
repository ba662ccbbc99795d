import { z } from "zod";

/**
 * The resources of one stage, passed to every function as JSON in the environment variable BELLWETHER_STAGE.
 */
export const Stage = z.object({
  name: z.string().describe('"prod", "demo"'),
  region: z.string(),
  lakeBucket: z.string(),
  inboxBucket: z.string(),
  /** The pipeline's Athena workgroup. */
  workgroup: z.string(),
  publishedDatabase: z.string(),
  /** Each run builds in a database of its own, whose name starts so. */
  buildDatabasePrefix: z.string(),
  alertsTopicArn: z.string(),
  operatorsTopicArn: z.string(),
  /** Source → the name of the function that lands it. */
  landFunctions: z.record(z.string(), z.string()),
  /** The name of refresh-dashboards. */
  refreshFunction: z.string(),
});
export type Stage = z.infer<typeof Stage>;

/** The part of a deployed stage that the command reads: the output "Stage" of the pipeline's stack, JSON text. */
export const Deployment = Stage.extend({
  /** Qualified, name:alias: a durable function is called through its alias. */
  dailyRunFunction: z.string(),
  detectFunction: z.string(),
  biWorkgroup: z.string(),
});
export type Deployment = z.infer<typeof Deployment>;
