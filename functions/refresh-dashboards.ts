import {
  CreateIngestionCommand,
  QuickSightClient,
  ResourceExistsException,
} from "@aws-sdk/client-quicksight";
import { RefreshEvent } from "../lib/aws/events.ts";
import { dataSetsFrom, stageFrom } from "../lib/lambda/environment.ts";
import { handlerOf } from "../lib/lambda/handler.ts";

const dataSetIds = dataSetsFrom();
const quickSight = new QuickSightClient({ region: stageFrom().region });

export type RefreshOutcome =
  | { readonly status: "off" }
  | { readonly status: "started"; readonly dataSets: number };

/** Data sets that still show an earlier day. */
export class DashboardsNotRefreshed extends Error {
  override readonly name = "DashboardsNotRefreshed";
  readonly dataSets: readonly string[];
  constructor(
    asOfDate: string,
    failures: readonly { readonly dataSetId: string; readonly reason: string }[],
  ) {
    const lines = failures.map(({ dataSetId, reason }) => `  ${dataSetId}: ${reason}`);
    super(
      `the dashboards do not show ${asOfDate} yet, because these data sets could not be refreshed:\n${lines.join("\n")}\n` +
        "Refresh them in QuickSight, or call this function again with the same event",
    );
    this.dataSets = failures.map(({ dataSetId }) => dataSetId);
  }
}

interface RefreshWorld {
  readonly quickSight: QuickSightClient;
  readonly accountId: string;
  readonly dataSetIds: readonly string[];
}

/**
 * Refreshes the dashboards' data sets for a day. Each data set is refreshed once per run, however often this
 * is called.
 */
export async function refresh(
  { asOfDate, runId }: RefreshEvent,
  { quickSight: client, accountId, dataSetIds: ids }: RefreshWorld,
): Promise<RefreshOutcome> {
  if (ids.length === 0) return { status: "off" };
  const failures: { readonly dataSetId: string; readonly reason: string }[] = [];
  for (const dataSetId of ids) {
    try {
      await client.send(
        new CreateIngestionCommand({ AwsAccountId: accountId, DataSetId: dataSetId, IngestionId: runId }),
      );
    } catch (error) {
      if (error instanceof ResourceExistsException) continue;
      failures.push({ dataSetId, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  if (failures.length > 0) throw new DashboardsNotRefreshed(asOfDate, failures);
  return { status: "started", dataSets: ids.length };
}

export const handler = handlerOf({
  name: "refresh-dashboards",
  event: RefreshEvent,
  work: (event, { invokedFunctionArn }) => {
    const accountId = invokedFunctionArn.split(":")[4] ?? "";
    return refresh(event, { quickSight, accountId, dataSetIds });
  },
});
