import type { Column, ColumnType } from "../models/model.ts";

/** A column as described by an engine, with the engine's name of its type. */
export interface GivenColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * The differences between the columns of a SELECT and its header, or undefined if they match: the same names
 * in the same order, each with one of the types that `accepted` has for its own.
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
