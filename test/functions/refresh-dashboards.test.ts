import "../support/function-environment.ts";

import {
  CreateIngestionCommand,
  QuickSightClient,
  ResourceExistsException,
} from "@aws-sdk/client-quicksight";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { refresh } from "../../functions/refresh-dashboards.ts";

const client = new QuickSightClient({ region: "us-east-1" });
const quickSight = mockClient(client);
beforeEach(() => quickSight.reset());

const event = { asOfDate: "2026-03-01", runId: "20260302T030000000Z-0a1b2c3d" };
const world = { quickSight: client, accountId: "000000000000", dataSetIds: ["health", "portfolio"] };

describe("the function that refreshes dashboards", () => {
  test("does nothing without dashboards", async () => {
    expect(await refresh(event, { ...world, dataSetIds: [] })).toEqual({ status: "off" });
    expect(quickSight.calls()).toEqual([]);
  });

  test("ingests the day into each data set, named after the run", async () => {
    quickSight.on(CreateIngestionCommand).resolves({});
    expect(await refresh(event, world)).toEqual({ status: "started", dataSets: 2 });
    expect(quickSight.calls().map(({ args: [{ input }] }) => input)).toEqual(
      ["health", "portfolio"].map((DataSetId) => ({
        ...{ AwsAccountId: "000000000000", DataSetId, IngestionId: event.runId },
      })),
    );
  });

  test("refreshes once when called twice", async () => {
    const exists = new ResourceExistsException({ message: "it is there", $metadata: {} });
    quickSight.on(CreateIngestionCommand).rejects(exists);
    expect(await refresh(event, world)).toEqual({ status: "started", dataSets: 2 });
  });

  test("refreshes the data sets that it can, and names the others", async () => {
    quickSight
      .on(CreateIngestionCommand, { DataSetId: "health" })
      .rejects(new Error("SPICE is full"))
      .on(CreateIngestionCommand, { DataSetId: "portfolio" })
      .resolves({});
    await expect(refresh(event, world)).rejects.toThrow(
      /do not show 2026-03-01 yet, because these data sets could not be refreshed:\n {2}health: SPICE is full/,
    );
    expect(quickSight.calls()).toHaveLength(2);
  });
});
