import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { RunFigures } from "../aws/run-figures.ts";
import { metrics } from "./telemetry.ts";

/** Reports the metrics of a published run at the end of its execution: once, even after replays. */
export function countRun({ bytesScanned, rejectedPercent, sourcesLate }: RunFigures): void {
  countOutcome({ isPublished: true });
  metrics.addMetric("BytesScanned", MetricUnit.Bytes, bytesScanned);
  metrics.addMetric("RejectedShare", MetricUnit.Percent, rejectedPercent);
  metrics.addMetric("SourcesLate", MetricUnit.Count, sourcesLate);
}

export function countHistory(): void {
  countOutcome({ isPublished: true });
}

/**
 * Does the work of an execution and counts it as failed when it throws, except for LeaseTaken: then another
 * run is in progress, and that one counts.
 */
export async function countingFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // A step stores only the name and the message of an error.
    const isDoubled = error instanceof Error && error.name === "LeaseTaken";
    if (!isDoubled) countOutcome({ isPublished: false });
    throw error;
  }
}

/** Both, so that each is a series without gaps. */
function countOutcome({ isPublished }: { readonly isPublished: boolean }): void {
  metrics.addMetric("RunPublished", MetricUnit.Count, isPublished ? 1 : 0);
  metrics.addMetric("RunFailed", MetricUnit.Count, isPublished ? 0 : 1);
}
