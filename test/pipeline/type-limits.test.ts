import { expect, test } from "vitest";
import { dirtyStreams } from "../support/dirty-day.ts";
import { builtDay, countsOf } from "../support/dirty-day-built.ts";

test.each([
  ["with subscriptions", "", ["mrr", "arr"]],
  ["with subscriptions reported by month", "", ["arr", "amount", "interval", "interval_count", "quantity"]],
  [
    "with invoices and activity",
    "revenue: { from: invoices }\nchurn: { kind: inactivity, days: 90 }",
    ["mrr", "arr"],
  ],
])(
  "a business %s whose numbers and dates are all at the limits of their types publishes its days",
  async (_, company, leftOut) => {
    const streams = dirtyStreams({ seed: 7, rows: 300, leftOut, kinds: ["at the end"] });
    const { project: built } = await builtDay({ streams, layoutOf: () => "csv", company });
    await using project = built;
    expect(await countsOf(project)).toEqual(
      Object.fromEntries(streams.map(({ entity, expected }) => [entity, expected])),
    );
    // A month later all of it is history.
    for (const date of ["2026-03-02", "2026-04-02"])
      expect((await project.run(date)).run.outcome).toBe("published");
  },
);
