import { expect, test } from "vitest";
import { Source } from "../../lib/config/schema.ts";
import { stagedAsOf } from "../../lib/landing/staged-as.ts";
import { type StagedEarlier, stagedEarlier } from "../../lib/pipeline/staged-earlier.ts";

type Mapping = Readonly<Record<string, unknown>>;

const created = (format: string): Mapping => ({ fields: { created_at: { field: "at", format } } });

/** A config with one source, with or without its stream of tickets. */
const configOf = (mapping: Mapping | undefined) => {
  const tickets = { path: "t*.csv", mode: "upsert", entity: "tickets", fields: {}, ...mapping };
  const others = { path: "a*.csv", mode: "full", entity: "accounts", fields: {} };
  const streams = { ...(mapping === undefined ? {} : { tickets }), others };
  return { sources: [Source.parse({ name: "hd", kind: "files", streams })] };
};

const keyOf = (name: string): string => `loads/20260301T000000000Z-hd-tickets-${name}.json`;

/** The remembered rows of the last of these days: each reads its own load, under its mapping. */
function afterDays(mappings: readonly (Mapping | undefined)[]): Readonly<Record<string, readonly string[]>> {
  type Plan = NonNullable<Parameters<typeof stagedEarlier>[0]>;
  let before: Plan | undefined;
  for (const [day, mapping] of mappings.entries()) {
    const config = configOf(mapping) as Plan["config"];
    const staged_earlier: StagedEarlier[] = stagedEarlier(before, config);
    const whole = [...(before?.loads_read.whole ?? []), keyOf(`day${day + 1}`)];
    before = { config, staged_earlier, loads_read: { whole, partly: [] } };
  }
  return Object.fromEntries(
    (before?.staged_earlier ?? []).map(({ staged_as, loads }) => [
      staged_as["fields.created_at.format"] ?? "not staged",
      loads.map((key) => key.slice(-9, -5)),
    ]),
  );
}

const [DMY, MDY, YMD] = [created("DD/MM/YYYY"), created("MM/DD/YYYY"), created("YYYY/MM/DD")];

test.for<[string, (Mapping | undefined)[], Readonly<Record<string, readonly string[]>>]>([
  ["no rows while the mapping is unchanged", [DMY, DMY, DMY], {}],
  ["the loads of the days before a change", [DMY, DMY, MDY, MDY], { "DD/MM/YYYY": ["day1", "day2"] }],
  [
    "each load under the mapping of its own day",
    [DMY, MDY, YMD],
    { "DD/MM/YYYY": ["day1"], "MM/DD/YYYY": ["day2"] },
  ],
  [
    "only the others after the mapping changes back",
    [DMY, MDY, YMD, DMY],
    { "MM/DD/YYYY": ["day2"], "YYYY/MM/DD": ["day3"] },
  ],
  ["the loads from while the config had no such stream", [DMY, undefined, DMY], { "not staged": ["day2"] }],
])("a day remembers, of earlier loads, %s", ([, days, expected]) => {
  expect(afterDays(days)).toEqual(expected);
});

test("a mapping written differently with the same meaning is the same", () => {
  const one = { fields: { created_at: "at", status: { field: "state", values: { a: "open", b: null } } } };
  const other = {
    fields: { status: { values: { b: null, a: "open" }, field: "state" }, created_at: { field: "at" } },
  };
  const [before, after] = [one, other].map((mapping) => {
    const streams = { tickets: { path: "t*.csv", mode: "upsert", entity: "tickets", ...mapping } };
    return Object.values(Source.parse({ name: "hd", kind: "files", streams }).streams).map(stagedAsOf);
  });
  expect(after).toEqual(before);
});
