import { expect, test } from "vitest";
import { explained, reasonOf } from "../../lib/warehouse/athena-reasons.ts";

const failed = (StateChangeReason?: string, State: "FAILED" | "CANCELLED" = "FAILED") =>
  reasonOf(
    {
      QueryExecutionId: "5b1c",
      WorkGroup: "bellwether-prod-pipeline",
      Status: { State, StateChangeReason },
      Statistics: { DataScannedInBytes: 12_340_000_000 },
    },
    "eu-west-1",
  );

test("Athena's reason is passed on, with the query and where to see it", () => {
  expect(failed("TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.build.nowhere' does not exist")).toBe(
    "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.build.nowhere' does not exist (query 5b1c: " +
      "https://eu-west-1.console.aws.amazon.com/athena/home?region=eu-west-1#/query-editor/history/5b1c)",
  );
});

test("a failure without a reason says so, and a cancelled query says that", () => {
  expect(failed()).toMatch(/^it failed, and Athena gives no reason \(query 5b1c: https/);
  expect(failed(undefined, "CANCELLED")).toMatch(/^it was cancelled, by a person or by an abandoned run/);
});

test.each([
  [
    "Query cancelled! : Bytes scanned limit was exceeded",
    /workgroup bellwether-prod-pipeline allows per query \(12\.34 GB by then\).*raise scanCutoffGb/,
  ],
  [
    "HIVE_PATH_ALREADY_EXISTS: Target directory for table 'build.unload' already exists: s3://lake/tables/x/",
    /an earlier attempt left files in its target\. Start the run again: it writes to a new place/,
  ],
  ["EXCEEDED_LOCAL_MEMORY_LIMIT: Query exceeded per-node memory limit of 6GB", /more memory.*split it/],
  ["Query exhausted resources at this scale factor", /more memory/],
  ["EXCEEDED_TIME_LIMIT: Query exceeded the maximum run time limit of 30.00m", /longer than Athena allows/],
  ["PERMISSION_DENIED: Access Denied: s3:PutObject on lake/tables/x", /the role lacks a permission/],
  ["User is not authorized to perform: glue:GetPartitions on resource", /the role lacks a permission/],
  [
    "HIVE_CURSOR_ERROR: Please reduce your request rate. (Service: S3; Error Code: SlowDown)",
    /This is temporary/,
  ],
])("%s: an explanation precedes Athena's own words", (said, meaning) => {
  expect(failed(said)).toMatch(meaning);
  expect(failed(said)).toContain(`. Athena says: ${said} (query 5b1c: `);
});

test("errors of starting a query are explained as well", () => {
  expect(explained("Access denied when checking the output location")).toMatch(
    /^the role lacks a permission/,
  );
});
