import { TooManyRequestsException } from "@aws-sdk/client-athena";
import { expect, test } from "vitest";
import { isTransient } from "../../lib/lambda/transient.ts";
import { QueryFailed, WarehouseBusy } from "../../lib/warehouse/warehouse.ts";

test("throttling is transient, also as the cause of an error of ours", () => {
  expect(isTransient(new WarehouseBusy("no more queries for now"))).toBe(true);
  const throttled = new TooManyRequestsException({ message: "Rate exceeded", $metadata: {} });
  expect(isTransient(throttled)).toBe(true);
  expect(isTransient(new Error("could not look", { cause: throttled }))).toBe(true);
});

test("a failed query is not transient", () => {
  expect(isTransient(new QueryFailed("scores", "DIVISION_BY_ZERO"))).toBe(false);
});
