import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { Scorecard } from "../../lib/config/schema.ts";
import type { Value } from "../../lib/warehouse/warehouse.ts";
import { scoresOf } from "../support/scoring.ts";

const page = await readFile(new URL("../../docs/scoring.md", import.meta.url), "utf8");
const example = page.slice(page.indexOf("## A worked example"), page.indexOf("## Why a score changed"));
const scorecard = Scorecard.parse(parse(/```yaml\n(.*?)```/s.exec(example)?.[1] ?? ""));
const table = example
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .slice(1)
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, component = "", measure = "", value = "", status = "", ...printed]) => ({
    ...{ component, measure, value: value === "" ? null : Number(value), status },
    printed: printed.slice(0, 3),
  }));

const scored = (held: boolean) =>
  scoresOf({
    scorecards: [scorecard],
    account_inputs: [{ account_id: "a1", scorecard: "standard" }],
    measures: table.map(({ measure, value, status }) => ({ account_id: "a1", measure, value, status })),
    account_limits: scorecard.caps.map(({ name, at_most }) => ({
      ...{ account_id: "a1", kind: "cap", limit_name: name, points: at_most, holds: held },
    })),
  });

const printed = (value: Value | undefined, digits: number) =>
  value === null || value === undefined ? "" : Number(value).toFixed(digits);

test("the models reproduce the worked example of docs/scoring.md", async () => {
  const { measure_scores, scores } = await scored(false);
  expect(table).toHaveLength(4);
  for (const line of table) {
    const row = measure_scores.find(({ measure }) => measure === line.measure);
    expect([
      printed(row?.points, 0),
      printed(row?.effective_weight, 4),
      printed(row?.contribution, 4),
    ]).toEqual(line.printed);
    expect(row?.component).toBe(line.component);
  }
  expect(example).toContain(`raw score of **${printed(scores[0]?.raw_score, 4)}**: \`${scores[0]?.band}\``);
  expect(example).toContain(`= **${printed(scores[0]?.coverage, 2)}**`);
});

test("the example's cap makes it red", async () => {
  const { scores } = await scored(true);
  expect(scores).toMatchObject([{ score: 39, band: "red", cap_rule: "overdue invoice" }]);
  expect(printed(scores[0]?.raw_score, 4)).toBe("58.8889");
});
