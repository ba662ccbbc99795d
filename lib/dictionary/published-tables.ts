import type { Column, Kind, Model } from "../models/model.ts";
import { runsTable } from "../pipeline/publish.ts";
import { sections } from "./sections.ts";

/** A table as its readers see it. */
export interface PublishedTable {
  readonly name: string;
  readonly section: string;
  readonly purpose: string;
  readonly grain: string;
  readonly kind: Kind;
  /** Those of its SELECT; one that has partitions has as_of_date besides. */
  readonly columns: readonly Column[];
}

/** Tables of one chapter of the dictionary. */
export interface PublishedSection {
  readonly title: string;
  readonly tables: readonly PublishedTable[];
}

/** Published tables whose section is not in the dictionary. */
export class UnknownSection extends Error {
  override readonly name = "UnknownSection";
  constructor(tables: readonly PublishedTable[]) {
    const named = tables.map(({ name, section }) => `${name} ("${section}")`).join(", ");
    super(`the section of ${named} is not in lib/dictionary/sections.ts: ${sections.join(", ")}`);
  }
}

export const asOfDateColumn: Column = {
  name: "as_of_date",
  type: "date",
  comment: "the partition: the day at whose end the row is true",
};

/** Whether the newest partition of a table is all there is of it: then `<table>_current` reads just that. */
export const hasCurrent = ({ kind }: Pick<PublishedTable, "kind">): boolean => kind === "snapshot";

/** The tables that a project's models publish, results before what they are made from, with the table of runs. */
export function publishedTables(models: readonly Model[]): readonly PublishedTable[] {
  const ofModels = models
    .filter(({ readers }) => readers === "public")
    .toSorted((a, b) => b.stage.number - a.stage.number || (a.table < b.table ? -1 : 1))
    .map(({ table, section = "", purpose = "", grain, kind, columns }) => ({
      ...{ name: table, section, purpose, grain, kind, columns },
    }));
  return [runsTable, ...ofModels];
}

/** Published tables by section, in the order of a reader's need. @throws UnknownSection */
export function bySection(tables: readonly PublishedTable[]): readonly PublishedSection[] {
  const unknown = tables.filter(({ section }) => !sections.some((title) => title === section));
  if (unknown.length > 0) throw new UnknownSection(unknown);
  return sections.map((title) => ({ title, tables: tables.filter(({ section }) => section === title) }));
}
