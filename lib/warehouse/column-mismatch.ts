import type { Column, ColumnType } from "../models/model.ts";

/** A column as an engine describes it, with its type in that engine's words. */
export interface GivenColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * What is wrong with the columns that a SELECT gives, or undefined when they are those of its header: the same
 * names in the same order, each of one of the types that `accepted` names for its own.
 */
export function mismatchOf(
  columns: readonly Column[],
  given: readonly GivenColumn[],
  accepted: Readonly<Record<ColumnType, readonly string[]>>,
): string | undefined {
  const expectedNames = columns.map(({ name }) => name).join(", ");
  const givenNames = given.map(({ name }) => name).join(", ");
  if (expectedNames !== givenNames)
    return `the header has (${expectedNames}), the SELECT returns (${givenNames})`;
  const wrong = columns.flatMap(({ name, type }, index) =>
    accepted[type].includes(given[index]?.type ?? "")
      ? []
      : [`${name}: the header has ${type}, the SELECT returns ${given[index]?.type}`],
  );
  return wrong.length === 0 ? undefined : wrong.join("; ");
}
