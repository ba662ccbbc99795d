import type { Stage } from "../../lib/aws/stage.ts";

/** The stage that tests of functions run in: imported first, as functions read their environment when they start. */
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
// Tests look at the logger and the metrics, not at what they print.
process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
process.env.POWERTOOLS_METRICS_DISABLED = "true";
