import { GetDurableExecutionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { chainHolder, executionHolder } from "../../lib/aws/holder.ts";

const lambda = new LambdaClient({ region: "us-east-1" });
const asked = mockClient(lambda);
beforeEach(() => asked.reset());

const arn = (name: string) =>
  `arn:aws:lambda:us-east-1:000000000000:function:daily-run:3/durable-execution/${name}/1`;

describe("an execution that holds a lease", () => {
  const ours = executionHolder({ lambda, executionArn: arn("ours") });

  test("is identified by its execution", () => {
    expect(ours.id).toBe(arn("ours"));
  });

  test("is alive while it runs, and gone once it ended in any way", async () => {
    const at = {
      StartTimestamp: new Date(),
      FunctionArn: "",
      DurableExecutionName: "",
      DurableExecutionArn: "",
    };
    const fates: string[] = [];
    for (const Status of ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "STOPPED"] as const) {
      asked
        .on(GetDurableExecutionCommand, { DurableExecutionArn: arn("theirs") })
        .resolves({ ...at, Status });
      fates.push(await ours.fateOf(arn("theirs")));
    }
    expect(fates).toEqual(["alive", "gone", "gone", "gone", "gone"]);
  });

  test("is gone when Lambda has forgotten it, and unknown when Lambda does not answer", async () => {
    const forgotten = Object.assign(new Error("no such execution"), { name: "ResourceNotFoundException" });
    asked.on(GetDurableExecutionCommand).rejectsOnce(forgotten).rejects(new Error("denied"));
    expect(await ours.fateOf(arn("theirs"))).toBe("gone");
    expect(await ours.fateOf(arn("theirs"))).toBe("unknown");
  });

  test("is not looked up for holders that are no execution: a laptop, an invocation, a chain", async () => {
    const chain = chainHolder({ lambda, firstExecutionArn: arn("first") });
    for (const id of ["laptop/123/abc", "invocation 1", chain.id])
      expect(await ours.fateOf(id)).toBe("unknown");
    expect(asked.calls()).toEqual([]);
  });
});

test("a chain of executions is one holder, whichever of them is running", () => {
  const first = chainHolder({ lambda, firstExecutionArn: arn("first") });
  expect(chainHolder({ lambda, firstExecutionArn: arn("first") }).id).toBe(first.id);
  expect(first.id).not.toBe(arn("first"));
});
