import type { InputRow, InputTableName } from "../models/input-tables.ts";
import type { MeasureDefinition } from "../scoring/measures.ts";

type MeasureTable = Extract<InputTableName, "measure_definitions" | "measure_entities">;

/** The rows of the input tables that define the measures. @param versions the version of each definition, by measure */
export function measureRows(
  definitions: readonly MeasureDefinition[],
  versions: ReadonlyMap<string, string>,
): Readonly<Record<MeasureTable, readonly InputRow[]>> {
  return {
    measure_definitions: definitions.map((definition) => ({
      measure: definition.name,
      label: definition.label,
      family: definition.family,
      unit: definition.unit,
      words: definition.words?.join(", ") ?? null,
      becomes_one: definition.becomesOne ?? null,
      becomes_zero: definition.becomesZero ?? null,
      is_higher_better: definition.isHigherBetter,
      moved_by: definition.movedBy,
      hold_days: definition.holdDays,
      definition: versions.get(definition.name) ?? null,
    })),
    measure_entities: definitions.flatMap(({ name, entities }) =>
      entities.map((entity) => ({ measure: name, entity })),
    ),
  };
}
