import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { Tracer } from "@aws-lambda-powertools/tracer";
import { stageFrom } from "./environment.ts";

/** The identity of a stage in every log line, trace and metric; the only dimension of the metrics. */
const serviceName = `bellwether-${stageFrom().name}`;

export const logger = new Logger({ serviceName });
export const tracer = new Tracer({ serviceName });
export const metrics = new Metrics({ namespace: "Bellwether", serviceName });
