import { expect, test } from "vitest";
import { rowsOf } from "../../support/given.ts";

const key = (account_key: string, account_id: string | null) => ({
  ...{ account_key, source: account_key.split(":")[0] ?? null, account_id },
});

test("a key that points to another account touches both, in all measures of its source's entities", async () => {
  const rows = await rowsOf("rematched_measures", {
    ...{ asOf: "2024-06-30", previous: "2024-06-29" },
    given: {
      account_identity: [key("app:1", "a1"), key("app:2", "a1"), key("app:3", "a3"), key("help:1", "a1")],
      // app:3 is new: growth, not a correction.
      history_account_identity: [
        key("app:1", "a1"),
        key("app:2", "a2"),
        key("help:1", "a1"),
        key("app:4", "a4"),
      ],
      streams: [
        { source: "app", stream: "events", entity: "usage" },
        { source: "help", stream: "tickets", entity: "tickets" },
      ],
      measure_entities: [
        { measure: "active_days_28d", entity: "usage" },
        { measure: "seat_utilization_28d", entity: "usage" },
        { measure: "seat_utilization_28d", entity: "subscriptions" },
        { measure: "urgent_open_tickets", entity: "tickets" },
      ],
    },
  });
  expect(rows).toEqual(
    ["a1", "a2"].flatMap((account_id) => [
      { account_id, measure: "active_days_28d" },
      { account_id, measure: "seat_utilization_28d" },
    ]),
  );
});

test("a key that begins to match, or stops, touches its account", async () => {
  const rows = await rowsOf("rematched_measures", {
    ...{ asOf: "2024-06-30", previous: "2024-06-29" },
    given: {
      account_identity: [key("app:1", "a1"), key("app:2", null)],
      history_account_identity: [key("app:1", null), key("app:2", "a2")],
      streams: [{ source: "app", stream: "events", entity: "usage" }],
      measure_entities: [{ measure: "active_days_28d", entity: "usage" }],
    },
  });
  expect(rows.map(({ account_id }) => account_id)).toEqual(["a1", "a2"]);
});
