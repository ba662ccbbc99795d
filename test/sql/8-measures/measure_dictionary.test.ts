import { expect, test } from "vitest";
import { pick, rowsOf } from "../../support/given.ts";

test("a measure is redefined when the run before had another version of it, or none", async () => {
  const rows = await rowsOf("measure_dictionary", {
    ...{ asOf: "2024-06-30", previous: "2024-06-29" },
    given: {
      measure_definitions: [
        { measure: "active_days_28d", definition: "d1" },
        { measure: "csat_90d", definition: "d2" },
        { measure: "logins_per_seat", definition: "d3" },
      ],
      history_measure_dictionary: [
        { measure: "active_days_28d", definition: "d1" },
        { measure: "csat_90d", definition: "d1" },
      ],
    },
  });
  expect(pick(rows, "measure", "definition", "is_redefined")).toEqual([
    { measure: "active_days_28d", definition: "d1", is_redefined: false },
    { measure: "csat_90d", definition: "d2", is_redefined: true },
    { measure: "logins_per_seat", definition: "d3", is_redefined: true },
  ]);
});
