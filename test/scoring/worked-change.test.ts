import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { Scorecard } from "../../lib/config/schema.ts";
import type { Value } from "../../lib/warehouse/warehouse.ts";
import { changesOf } from "../sql/14-signals/changed.ts";

const page = await readFile(new URL("../../docs/scoring.md", import.meta.url), "utf8");
const scorecard = Scorecard.parse(parse(/```yaml\n(name: standard\n.*?)```/s.exec(page)?.[1] ?? ""));
const example = page.slice(page.indexOf("### A worked change"));
const table = example
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .slice(1)
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, cause, measure, reason, value_from, value_to, points]) => ({
    ...{ cause, measure, reason, value_from, value_to, points },
  }));

const was = {
  active_days_28d: 8,
  usage_trend_28d: -0.1,
  nps_rating_180d: "no_response",
  late_payment_rate_180d: 0.25,
};
const is = { ...was, active_days_28d: 4, nps_rating_180d: 9 };

const shown = (value: Value | undefined) => (value === null || value === undefined ? "" : String(value));

test("the models reproduce the worked change of docs/scoring.md", async () => {
  const rows = await changesOf([{ was: { scorecard, measures: was }, is: { scorecard, measures: is } }]);
  const sinceTheRunBefore = rows.filter(({ horizon_days }) => horizon_days === 0);
  expect(
    sinceTheRunBefore.map(({ cause, measure, reason, value_from, value_to, points }) => ({
      ...{ cause, measure, reason: shown(reason), value_from: shown(value_from), value_to: shown(value_to) },
      points: Number(points).toFixed(4),
    })),
  ).toEqual(table);
  const [first] = sinceTheRunBefore;
  expect(example).toContain(
    `from ${Number(first?.score_from).toFixed(4)} to **${Number(first?.score_to).toFixed(4)}**`,
  );
});
