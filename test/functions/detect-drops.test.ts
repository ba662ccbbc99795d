import "../support/function-environment.ts";

import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { afterEach, describe, expect, test, vi } from "vitest";
import { detect } from "../../functions/detect-drops.ts";
import { metrics } from "../../lib/lambda/telemetry.ts";
import { type Delivery, type Message, MessagesRefused } from "../../lib/notify/notifier.ts";
import { runDay } from "../../lib/pipeline/run-day.ts";
import { quietSteps, type TestProject, testProject } from "../support/project.ts";
import { firstExports, shopYaml } from "../support/shop.ts";
import { shopAfterFirstDay } from "../support/shop-days.ts";

const counted = vi.spyOn(metrics, "addMetric");
afterEach(() => counted.mockClear());

async function detectAt(
  { local }: TestProject,
  now: string,
  refuses: (message: Message) => boolean = () => false,
) {
  const sent: Message[] = [];
  const notifier = {
    send: async (messages: readonly Message[]): Promise<readonly Delivery[]> =>
      messages.map((message) => {
        if (refuses(message)) return { id: message.id, status: "refused", reason: "no such topic" };
        sent.push(message);
        return { id: message.id, status: "accepted" };
      }),
  };
  const { project, services } = local;
  const world = { project, services: { ...services, notifier, clock: () => new Date(now) } };
  const failed = await detect(world).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { sent, failed };
}

describe("the function that detects drops", () => {
  test("reports how many days behind the published days are, and notifies operators once of a late day", async () => {
    await using project = await shopAfterFirstDay();
    const inTime = await detectAt(project, "2026-03-03T07:45:00Z");
    expect(inTime.sent.filter(({ kind }) => kind === "operator")).toEqual([]);
    expect(counted).toHaveBeenCalledWith("DaysBehind", MetricUnit.Count, 0);
    expect(counted).toHaveBeenCalledWith("AlertsUnsent", MetricUnit.Count, 0);
    counted.mockClear();
    const late = await detectAt(project, "2026-03-03T08:00:00Z");
    expect(late.sent).toMatchObject([{ id: "late-2026-03-02", kind: "operator" }]);
    expect(counted).toHaveBeenCalledWith("DaysBehind", MetricUnit.Count, 1);
    expect((await detectAt(project, "2026-03-03T08:15:00Z")).sent).toEqual([]);
  });

  test("notifies operators of a late day even when alerts are refused, and counts unsent alerts", async () => {
    await using project = await testProject(shopYaml);
    await project.write(firstExports);
    await project.land("2026-03-01");
    const { services, project: compiled } = project.local;
    await runDay(quietSteps, services, { project: compiled, asOfDate: "2026-03-01" });
    const now = "2026-03-03T08:00:00Z";
    const refused = await detectAt(project, now, ({ kind }) => kind !== "operator");
    expect(refused.failed).toBeInstanceOf(MessagesRefused);
    expect(refused.sent).toMatchObject([{ id: "late-2026-03-02" }]);
    expect(counted).toHaveBeenCalledWith("DaysBehind", MetricUnit.Count, 1);
    expect(counted).toHaveBeenCalledWith("AlertsUnsent", MetricUnit.Count, 1);
    const recovered = await detectAt(project, now);
    expect(recovered.failed).toBeUndefined();
    expect(recovered.sent.map(({ kind }) => kind)).toEqual(["baseline"]);
  });
});
