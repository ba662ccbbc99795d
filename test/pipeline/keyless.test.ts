import { expect, test } from "vitest";
import { streamReader } from "../../lib/reports/stream-report.ts";
import { streamLines } from "../../lib/reports/stream-words.ts";
import { cornerShop } from "../support/corner-shop.ts";
import { testProject } from "../support/project.ts";
import { csv } from "../support/shop.ts";

const yaml = cornerShop(`
      seats:
        path: seats.csv
        mode: full
        entity: subscriptions
        fields: { subscription_id: id, account_id: id, started_on: since, seats: seats, arr: arr }
  - name: desk
    kind: files
    streams:
      tickets:
        path: desk/*.csv
        mode: upsert
        entity: tickets
        fields: { ticket_id: id, account_id: account, created_at: created }
`);

/** Ten tickets of an earlier month, and as many of a day, of which some name no account. */
const tickets = (day: string, keyless: number) =>
  csv(
    "id,account,created",
    ...Array.from({ length: 10 }, (_, place) => `${day}-${place},${place < keyless ? "" : "A"},${day}`),
  );

test.each([
  [4, "fresh", null, { status: "ok", value: 1.6 }],
  [8, "degraded", "unmatched", { status: "held", value: 1 }],
])("of ten tickets, %d name no account: the stream is %s", async (keyless, status, reason, measure) => {
  await using project = await testProject(yaml);
  await project.day("2026-03-01", {
    "accounts.csv": csv("id", "A"),
    "seats.csv": csv("id,since,seats,arr", "A,2025-01-01,10,100"),
    "desk/1.csv": tickets("2026-03-01", 0),
  });
  await project.day("2026-03-02", { "desk/2.csv": tickets("2026-03-02", keyless) });
  expect(
    await project.query("select status, reason from source_freshness_current where source = 'desk'"),
  ).toEqual([{ status, reason }]);
  expect(
    await project.query("select status, value from measures_current where measure = 'tickets_per_seat_28d'"),
  ).toEqual([measure]);
  expect(
    await project.query("select count(*) as tickets from tickets_current where account_key is null"),
  ).toEqual([{ tickets: keyless }]);
  const { services, project: read } = project.local;
  const reports = await streamReader({ ...services, queries: read.queries }).reports({
    asOfDate: "2026-03-02",
  });
  expect(reports.flatMap((report) => streamLines(report))).toContain(
    `  ${keyless} rows without an account's key`,
  );
});
