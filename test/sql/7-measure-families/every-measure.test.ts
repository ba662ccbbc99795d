import { describe, expect, test } from "vitest";
import { loadModels } from "../../../lib/models/load.ts";
import { measureDefinitions } from "../../../lib/scoring/measures.ts";

/**
 * A family lists its measures and selects the values of each by name. A measure that is missing in one of these places
 * would have no value, or with an ELSE the value of another.
 */
const shipped = await loadModels();
const families = [...Map.groupBy(measureDefinitions, ({ family }) => family)];

/** The texts between two markers of a SELECT. */
const between = (sql: string, pattern: RegExp): readonly string[] =>
  [...sql.matchAll(pattern)].map(([, text]) => text ?? "");

describe.each(families)("sql/7-measure-families/%s_measures.sql", (family, definitions) => {
  const model = shipped.find(({ table }) => table === `${family}_measures`);
  const sql = model?.sql ?? "";
  const expected = definitions.map(({ name }) => name).toSorted();

  test("lists exactly the defined measures", () => {
    const [list = ""] = between(sql, /^measure_names as \((.*?)^\)/gms);
    expect([...list.matchAll(/\('(\w+)'\)/g)].map(([, name]) => name).toSorted()).toEqual(expected);
  });

  test("has a WHEN for each of them in every CASE by name, and no ELSE", () => {
    const picks = between(sql, /^ {8}case measure_names\.measure\n(.*?)^ {8}end as/gms);
    expect(picks.length).toBeGreaterThanOrEqual(2);
    for (const pick of picks) {
      expect([...pick.matchAll(/^ {12}when '(\w+)'/gm)].map(([, name]) => name).toSorted()).toEqual(expected);
      expect(pick).not.toMatch(/^ {12}else/m);
    }
  });
});
