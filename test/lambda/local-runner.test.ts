import { withDurableExecution } from "@aws/durable-execution-sdk-js";
import { LocalDurableTestRunner } from "@aws/durable-execution-sdk-js-testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DurableSteps } from "../../lib/lambda/durable-steps.ts";

beforeAll(() => LocalDurableTestRunner.setupTestEnvironment({ skipTime: true }));
afterAll(() => LocalDurableTestRunner.teardownTestEnvironment());

test("steps behave alike under the SDK's runner, which waits and replays as Lambda does, and under ours", async () => {
  let attempts = 0;
  let looks = 0;
  const handlerFunction = withDurableExecution(async (_event: unknown, context) => {
    const steps = new DurableSteps(context);
    const first = await steps.run("first", async () => {
      attempts += 1;
      if (attempts < 3) throw Object.assign(new Error("slow down"), { name: "ThrottlingException" });
      return attempts;
    });
    const doubled = await steps.map("doubled", [{ name: "a" }, { name: "b" }], async ({ name }, inner) => {
      const once = await inner.run(`once ${name}`, async () => name);
      return inner.waitUntil(`twice ${name}`, async () => {
        looks += 1;
        return looks < 5 ? undefined : once + once;
      });
    });
    const refused = await steps
      .map("refused", [{ name: "a" }], (_, inner) =>
        inner.run("no", () => Promise.reject(Object.assign(new Error("not today"), { name: "LeaseTaken" }))),
      )
      .catch(String);
    return { first, doubled, refused };
  });
  const execution = await new LocalDurableTestRunner({ handlerFunction }).run({ payload: {} });
  expect(execution.getResult()).toEqual({
    ...{ first: 3, doubled: ["aa", "bb"], refused: "LeaseTaken: not today" },
  });
  expect(execution.getInvocations().length).toBeGreaterThan(1);
});
