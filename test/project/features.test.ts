import { expect, test } from "vitest";
import { parseConfig, RejectedConfig } from "../../lib/project/load.ts";

const yaml = (keyFeatures: string, streams: string) => `
company: Northwind
currency: USD
key_features: [${keyFeatures}]
sources:
  - name: app
    kind: files
    streams:
      accounts: { path: a.csv, mode: full, entity: accounts, fields: { account_id: id } }
      ${streams}
scorecards:
  - name: standard
    components: { usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [9, 100]] } } } }
`;

const events = (name: string, more: string, feature = "f") =>
  `${name}: { path: ${name}.csv, mode: append, entity: usage, ${more} fields: { account_id: a, occurred_at: t, feature: ${feature} } }`;

function problemsOf(keyFeatures: string, streams: string): string {
  try {
    parseConfig(yaml(keyFeatures, streams));
    return "";
  } catch (error) {
    if (!(error instanceof RejectedConfig)) throw error;
    return error.message;
  }
}

const leavesOut = events("events", "not_use: [page_view, ' auto_*'],");

test.each(["page_view", "' page_view '", "auto_export"])(
  "the key feature %s is refused, as not_use leaves it out",
  (feature) => {
    const problems = problemsOf(`report, ${feature}`, leavesOut);
    expect(problems).toContain("key_features[1]");
    expect(problems).toContain("not_use of app.events leaves it out, so that it would never be used");
  },
);

test("the nearest feature that the mapping names is told", () => {
  const feature = "{ field: f, values: { e1: auto-report, e2: page_view } }";
  expect(problemsOf("auto_report", events("events", "not_use: [auto_*],", feature))).toMatch(
    /auto_report.*Did you mean "auto-report"/s,
  );
});

test.each([
  ["not_use does not name it", "auto, page_views", leavesOut],
  ["another stream has it", "page_view", `${leavesOut}\n      ${events("clicks", "")}`],
  ["nothing is left out", "page_view", events("events", "")],
])("a key feature is accepted when %s", (_, keyFeatures, streams) => {
  expect(problemsOf(keyFeatures, streams)).toBe("");
});
