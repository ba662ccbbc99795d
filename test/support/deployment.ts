import type { Stack } from "@aws-sdk/client-cloudformation";
import type { Deployment } from "../../lib/aws/stage.ts";

/** A stage, as in its stack's output. */
export const aDeployment: Deployment = {
  name: "demo",
  region: "eu-central-1",
  lakeBucket: "demo-lake",
  inboxBucket: "demo-inbox",
  workgroup: "bellwether-demo-pipeline",
  publishedDatabase: "bellwether_demo",
  buildDatabasePrefix: "bellwether_demo_build_",
  alertsTopicArn: "arn:aws:sns:eu-central-1:000000000000:bellwether-demo-alerts",
  operatorsTopicArn: "arn:aws:sns:eu-central-1:000000000000:bellwether-demo-operators",
  landFunctions: {
    crm: "bellwether-demo-land-crm",
    billing: "bellwether-demo-land-billing",
    helpdesk: "bellwether-demo-land-helpdesk",
    surveys: "bellwether-demo-land-surveys",
    product: "bellwether-demo-land-product",
  },
  refreshFunction: "bellwether-demo-refresh-dashboards",
  dailyRunFunction: "bellwether-demo-daily-run:live",
  detectFunction: "bellwether-demo-detect-drops",
  biWorkgroup: "bellwether-demo-bi",
};

export const describedStage = (): Stack => ({
  StackName: "Bellwether-demo-Pipeline",
  CreationTime: new Date("2026-03-01"),
  StackStatus: "CREATE_COMPLETE",
  Outputs: [{ OutputKey: "Stage", OutputValue: JSON.stringify(aDeployment) }],
});

/** An error as the AWS SDK throws it. */
export const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });
