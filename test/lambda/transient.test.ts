import { TooManyRequestsException } from "@aws-sdk/client-athena";
import { expect, test } from "vitest";
import { isTransient } from "../../lib/lambda/transient.ts";
import { QueryFailed, WarehouseBusy } from "../../lib/warehouse/warehouse.ts";

test("being asked to slow down passes, also when something of ours says it", () => {
  expect(isTransient(new WarehouseBusy("no more queries for now"))).toBe(true);
  const throttled = new TooManyRequestsException({ message: "Rate exceeded", $metadata: {} });
  expect(isTransient(throttled)).toBe(true);
  expect(isTransient(new Error("could not look", { cause: throttled }))).toBe(true);
});

test("a query that failed fails again", () => {
  expect(isTransient(new QueryFailed("scores", "DIVISION_BY_ZERO"))).toBe(false);
});
