import "../support/function-environment.ts";

import type { Context } from "aws-lambda";
import { afterEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { durableHandlerOf, handlerOf } from "../../lib/lambda/handler.ts";
import { logger, metrics } from "../../lib/lambda/telemetry.ts";
import { LeaseTaken } from "../../lib/storage/lease.ts";
import { DurableExecution } from "../support/durable-execution.ts";

const context = { functionName: "f", awsRequestId: "1", getRemainingTimeInMillis: () => 1_000 } as Context;
const logged = vi.spyOn(logger, "error").mockImplementation(() => {});
const informed = vi.spyOn(logger, "info").mockImplementation(() => {});
afterEach(() => {
  logged.mockClear();
  informed.mockClear();
});

const held = {
  ...{ token: 1, holder: "h", purpose: "a run for 2026-03-01", is_released: false },
  expires_at: "2026-03-01T00:00:00Z",
};

describe("the handler of a function", () => {
  test("passes a validated event to its work", async () => {
    const handler = handlerOf({
      name: "double",
      event: z.strictObject({ count: z.int() }),
      work: async ({ count }) => 2 * count,
    });
    expect(await handler({ count: 21 }, context)).toBe(42);
  });

  test("reports what is wrong with an event, without its values", async () => {
    const handler = handlerOf({
      name: "double",
      event: z.strictObject({ count: z.int() }),
      work: async () => 0,
    });
    const answer = handler({ count: "21", password: "hunter2" }, context);
    await expect(answer).rejects.toThrow(/double does not understand its event \(the keys count, password\)/);
    await expect(answer).rejects.not.toThrow(/hunter2/);
    expect(JSON.stringify(logged.mock.calls)).not.toContain("hunter2");
  });

  test("logs an error once, by its class, and rethrows it", async () => {
    const taken = new LeaseTaken(held);
    const handler = handlerOf({ name: "work", event: z.object({}), work: () => Promise.reject(taken) });
    await expect(handler({}, context)).rejects.toBe(taken);
    expect(logged.mock.calls).toEqual([
      [
        "work failed",
        expect.objectContaining({
          ...{ error_name: "LeaseTaken", error_message: taken.message },
          error_fields: { purpose: "a run for 2026-03-01" },
        }),
      ],
    ]);
  });

  test("publishes the metrics of its work, even when the work fails", async () => {
    const published = vi.spyOn(metrics, "publishStoredMetrics").mockImplementation(() => {
      metrics.clearMetrics();
      return metrics;
    });
    const count = (isFailing: boolean) =>
      handlerOf({
        name: "count",
        event: z.object({}),
        work: async () => {
          metrics.addMetric("RunFailed", "Count", 1);
          if (isFailing) throw new Error("no");
        },
      })({}, context);
    await count(false);
    await count(true).catch(() => {});
    expect(published).toHaveBeenCalledTimes(2);
    published.mockRestore();
  });
});

describe("the handler of a durable function", () => {
  const event = z.strictObject({ date: z.string() });

  test("logs no line twice, however often its steps are replayed", async () => {
    const work = () =>
      durableHandlerOf({
        name: "day",
        event,
        work: async ({ date }, { steps, log }) => {
          log.info("begun", { date });
          await steps.run("first", async () => 1);
          log.info("first done");
          await steps.run("second", async () => 2);
          log.info("second done");
          return date;
        },
      });
    const execution = new DurableExecution({ date: "2026-03-01" });
    let invocations = 0;
    for (;;) {
      const output = await execution.invoke(work, { checkpoint: 1, isReceived: false });
      invocations += 1;
      if (output !== "died") break;
    }
    expect(invocations).toBeGreaterThan(1);
    // An execution that is killed between a step and its log line loses the line.
    const messages = informed.mock.calls.map(([message]) => message);
    expect(messages).toEqual([...new Set(messages)]);
    expect(messages.at(0)).toBe("begun");
    expect(messages.at(-1)).toBe("second done");
  });

  test("fails with the error's name, logged once", async () => {
    const work = () =>
      durableHandlerOf({
        name: "day",
        event,
        work: async (_, { steps }) => steps.run("open", () => Promise.reject(new LeaseTaken(held))),
      });
    const ended = await new DurableExecution({ date: "2026-03-01" }).run(work);
    expect(ended).toMatchObject({ Status: "FAILED", Error: { ErrorType: "LeaseTaken" } });
    expect(logged).toHaveBeenCalledTimes(1);
    const wrong = await new DurableExecution({ day: 1 }).run(work);
    expect(wrong).toMatchObject({ Status: "FAILED", Error: { ErrorType: "WrongEvent" } });
  });
});
