import { expect, test } from "vitest";
import { shopAfterFirstDay } from "../support/shop-days.ts";
import { bellwether } from "./command.ts";

test("integers beyond 2^53 keep all their digits in every format of query", async () => {
  await using project = await shopAfterFirstDay();
  const sql = "select 9007199254740993 as above, -9007199254740993 as below, 7 as small";
  const asked = async (format: string) =>
    (await bellwether(project.directory, "query", "--format", format, sql)).stdout;
  expect(await asked("json")).toBe(
    '[\n  {\n    "above": 9007199254740993,\n    "below": -9007199254740993,\n    "small": 7\n  }\n]\n',
  );
  expect(await asked("csv")).toBe("above,below,small\n9007199254740993,-9007199254740993,7\n");
  expect(await asked("table")).toContain("9007199254740993  -9007199254740993      7\n");
});
