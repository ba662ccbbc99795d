import { withDurableExecution } from "@aws/durable-execution-sdk-js";
import { describe, expect, test } from "vitest";
import { DurableSteps } from "../../lib/lambda/durable-steps.ts";
import type { Steps } from "../../lib/pipeline/steps.ts";
import { DurableExecution, type Ended } from "../support/durable-execution.ts";

const workflow = (work: (steps: Steps) => Promise<unknown>) => () =>
  withDurableExecution((_event: unknown, context) => work(new DurableSteps(context)));

const resultOf = ({ Result }: Ended): unknown => JSON.parse(Result ?? "null");

class Refusal extends Error {
  override readonly name = "Refusal";
}

describe("steps of a durable execution", () => {
  test("a step's result is recorded, wherever the execution is interrupted", async () => {
    const done: string[] = [];
    const work = workflow(async (steps) => {
      const first = await steps.run("first", async () => done.push("first"));
      const second = await steps.map("second", [{ name: "a" }, { name: "b" }], ({ name }, inner) =>
        inner.run(name, async () => done.push(name)),
      );
      return { first, second };
    });
    const execution = new DurableExecution({});
    for (;;) {
      const output = await execution.invoke(work, { checkpoint: 0, isReceived: true });
      if (output === "died") continue;
      expect(resultOf(output)).toEqual({ first: 1, second: expect.any(Array) });
      break;
    }
    expect(execution.invocations).toBeGreaterThan(3);
    expect([...new Set(done)]).toEqual(["first", "a", "b"]);
    expect(done.filter((name) => name === "first")).toHaveLength(1);
  });

  test("the results of a map are in the order of its items, with at most six running at once", async () => {
    let atWork = 0;
    let most = 0;
    const items = Array.from({ length: 20 }, (_, index) => ({ name: `item ${index}`, index }));
    const work = workflow((steps) =>
      steps.map("all", items, ({ index }, inner) =>
        inner.run("work", async () => {
          atWork += 1;
          most = Math.max(most, atWork);
          await new Promise((resolve) => setImmediate(resolve));
          atWork -= 1;
          return index;
        }),
      ),
    );
    expect(resultOf(await new DurableExecution({}).run(work))).toEqual(items.map(({ index }) => index));
    expect(most).toBe(6);
  });

  test("an error keeps its name and message, whether thrown now, in a replay or from a map", async () => {
    const seen: string[] = [];
    const note = (error: unknown): void => {
      seen.push(String(error));
    };
    const refuse = async (): Promise<never> => {
      throw new Refusal("not today");
    };
    const work = workflow(async (steps) => {
      await steps.run("refused", refuse).catch(note);
      await steps.map("all", [{ name: "a" }], (_, inner) => inner.run("inner", refuse)).catch(note);
      await steps.waitUntil("seen", refuse).catch(note);
      await steps.run("after", async () => 1);
    });
    const execution = new DurableExecution({});
    let isReplayed = false;
    for (;;) {
      seen.length = 0;
      const output = await execution.invoke(work, { checkpoint: 0, isReceived: true });
      if (output !== "died") break;
      isReplayed = true;
    }
    expect(isReplayed).toBe(true);
    expect(seen).toEqual(["Refusal: not today", "Refusal: not today", "Refusal: not today"]);
  });

  test("a map finishes the items that it can, and names every failure", async () => {
    const done: string[] = [];
    const work = workflow((steps) =>
      steps.map("all", [{ name: "a" }, { name: "b" }, { name: "c" }], async ({ name }) => {
        done.push(name);
        if (name !== "b") throw new Refusal(name);
      }),
    );
    const output = await new DurableExecution({}).run(work);
    expect(done).toEqual(["a", "b", "c"]);
    expect(output.Error?.ErrorMessage).toBe("Refusal: a\nRefusal: c");
  });

  test("a throttled AWS call is retried at most five times, and Bellwether's own errors are not", async () => {
    const busy = Object.assign(new Error("slow down"), { name: "ThrottlingException", $retryable: {} });
    let attempts = 0;
    const failing = workflow((steps) =>
      steps.run("busy", async () => {
        attempts += 1;
        throw busy;
      }),
    );
    expect((await new DurableExecution({}).run(failing)).Status).toBe("FAILED");
    expect(attempts).toBe(5);
    let refusals = 0;
    const refusing = workflow((steps) =>
      steps.run("refused", async () => {
        refusals += 1;
        throw new Refusal("no");
      }),
    );
    expect((await new DurableExecution({}).run(refusing)).Status).toBe("FAILED");
    expect(refusals).toBe(1);
  });

  test("a wait polls until there is a result, and survives throttled polls", async () => {
    let looks = 0;
    const work = workflow((steps) =>
      steps.waitUntil("seen", async () => {
        looks += 1;
        if (looks === 2) throw Object.assign(new Error("broken"), { $fault: "server" });
        return looks < 4 ? undefined : { looks };
      }),
    );
    expect(resultOf(await new DurableExecution({}).run(work))).toEqual({ looks: 4 });
  });

  test("a step result over 4 KB is refused by the step's name", async () => {
    const work = workflow((steps) => steps.run("read it all", async () => "x".repeat(5_000)));
    const output = await new DurableExecution({}).run(work);
    expect(output.Error?.ErrorMessage).toMatch(/the step "read it all" returned 5002 bytes, more than 4096/);
  });
});
