import type { Stage } from "../../lib/aws/stage.ts";

/** The stage in tests of functions. Import it first, as functions read their environment when they start. */
export const testStage: Stage = {
  name: "test",
  region: "us-east-1",
  lakeBucket: "lake",
  inboxBucket: "inbox",
  workgroup: "pipeline",
  publishedDatabase: "published",
  buildDatabasePrefix: "build_",
  alertsTopicArn: "arn:aws:sns:us-east-1:000000000000:alerts",
  operatorsTopicArn: "arn:aws:sns:us-east-1:000000000000:operators",
  landFunctions: { crm: "land-crm" },
  refreshFunction: "refresh",
};

process.env.BELLWETHER_STAGE = JSON.stringify(testStage);
// Tests inspect the logger and the metrics, not their output.
process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
process.env.POWERTOOLS_METRICS_DISABLED = "true";
