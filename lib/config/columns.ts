import { readFileSync } from "node:fs";
import { parseHeader } from "../models/header.ts";
import type { ColumnType } from "../models/model.ts";

type Columns = Readonly<Record<string, ColumnType>>;

/** The columns of a model, by its header. */
function columnsOf(model: string): Columns {
  const text = readFileSync(new URL(`../../sql/${model}`, import.meta.url), "utf8");
  return Object.fromEntries(parseHeader(text, `sql/${model}`).columns.map(({ name, type }) => [name, type]));
}

/** The columns of `accounts`, which every predicate may use. */
export const accountColumns: Columns = columnsOf("6-accounts/accounts.sql");

/** The columns of `scores`, which the predicates of alerts and routes may use too. */
const { account_id: _, ...ofScores } = columnsOf("12-scores/scores.sql");
export const scoreColumns: Columns = ofScores;

/** A measure as far as the config can go wrong with it. */
export interface KnownMeasure {
  readonly name: string;
  /** Of a measure of words, whose points are by word: these. */
  readonly words?: readonly string[] | undefined;
}

/** The columns that `applies_to`, caps and floors may use: `account_inputs`, the accounts with attributes and measures by name. */
export function accountInputColumns(
  attributes: Iterable<string>,
  measures: readonly KnownMeasure[],
): ReadonlyMap<string, ColumnType> {
  return new Map<string, ColumnType>([
    ...Object.entries(accountColumns),
    ...[...attributes].map((name) => [name, "varchar"] as const),
    ...measures.map(({ name, words }) => [name, words === undefined ? "double" : "varchar"] as const),
  ]);
}

/** The columns of a lens's score that predicates may use, before which the name of the lens stands. */
export const lensColumns: Columns = {
  ...{ score: "double", band: "varchar" },
  ...{ change_0d: "double", change_1d: "double", change_7d: "double", change_30d: "double" },
};

/** Such as `adoption_score`. */
export const lensColumn = (lens: string, column: string): string => `${lens}_${column}`;

/** The columns for predicates of alerts and routes: `account_inputs`, the scores, and those of each lens. */
export function alertColumns(
  inputs: ReadonlyMap<string, ColumnType>,
  lenses: Iterable<string>,
): ReadonlyMap<string, ColumnType> {
  const ofLenses = [...lenses].flatMap((lens) =>
    Object.entries(lensColumns).map(([column, type]) => [lensColumn(lens, column), type] as const),
  );
  return new Map([...inputs, ...Object.entries(scoreColumns), ...ofLenses]);
}
