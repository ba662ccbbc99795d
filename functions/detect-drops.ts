import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { watchDeadline } from "../lib/alerts/deadline.ts";
import { detectOnHead } from "../lib/alerts/run-and-detect.ts";
import { clientsOf } from "../lib/aws/clients.ts";
import { DetectEvent } from "../lib/aws/events.ts";
import { invocationHolder } from "../lib/aws/holder.ts";
import { servicesOf } from "../lib/aws/services.ts";
import { shippedConfig, shippedQueries } from "../lib/aws/shipped-project.ts";
import { stageFrom } from "../lib/lambda/environment.ts";
import { handlerOf } from "../lib/lambda/handler.ts";
import { logger, metrics } from "../lib/lambda/telemetry.ts";
import { MessagesRefused } from "../lib/notify/notifier.ts";
import type { CompiledProject } from "../lib/pipeline/compiled-project.ts";
import type { Services } from "../lib/services.ts";
import { throwTogether } from "../lib/side-by-side.ts";

const stage = stageFrom();
const clients = clientsOf(stage);

export interface DetectWorld {
  readonly project: Pick<CompiledProject, "config" | "queries">;
  readonly services: Services;
}

/** Sends the unsent alerts of the newest published day, and notifies operators when a day is late. */
export async function detect({ project, services }: DetectWorld): Promise<void> {
  // A message that cannot be sent must not prevent the notice of a late day.
  const [detection, lateness] = [
    await settled(detectOnHead(services, project)),
    await settled(watchDeadline(services, project.config)),
  ];
  if (lateness.status === "fulfilled") metrics.addMetric("DaysBehind", MetricUnit.Count, lateness.value);
  metrics.addMetric("AlertsUnsent", MetricUnit.Count, unsentOf(detection));
  if (detection.status === "fulfilled") logger.info("drops detected", { ...detection.value });
  const failures = [detection, lateness].flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
  throwTogether(failures);
}

async function settled<T>(work: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([work]);
  return result;
}

function unsentOf(detection: PromiseSettledResult<unknown>): number {
  if (detection.status === "fulfilled") return 0;
  return detection.reason instanceof MessagesRefused ? detection.reason.refused.length : 0;
}

export const handler = handlerOf({
  name: "detect-drops",
  event: DetectEvent,
  work: async (_event, { awsRequestId }) => {
    const services = servicesOf(stage, { clients, holder: invocationHolder(clients, awsRequestId) });
    const project = { config: await shippedConfig(), queries: await shippedQueries() };
    await detect({ project, services });
  },
});
