import type { InputRow, InputTableName } from "../models/input-tables.ts";
import type { MeasureDefinition } from "../scoring/measures.ts";

type MeasureTable = Extract<InputTableName, "measure_definitions" | "measure_entities">;

/** The rows of the input tables that define the measures. @param versions the version of each definition, by measure */
export function measureRows(
  definitions: readonly MeasureDefinition[],
  versions: ReadonlyMap<string, string>,
): Readonly<Record<MeasureTable, readonly InputRow[]>> {
  return {
    measure_definitions: definitions.map(({ name, family, unit, isHigherBetter, holdDays }) => ({
      measure: name,
      family,
      unit,
      is_higher_better: isHigherBetter,
      hold_days: holdDays,
      definition: versions.get(name) ?? null,
    })),
    measure_entities: definitions.flatMap(({ name, entities }) =>
      entities.map((entity) => ({ measure: name, entity })),
    ),
  };
}
